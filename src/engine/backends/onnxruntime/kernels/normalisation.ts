import { FusedBatchNorm, type FusedBatchNormAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../graph.js';
import { at } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { emitElementwise } from './broadcasting.js';

interface Parts {
  readonly epsilon: number;
  /** Which of the optional inputs follow x, mean and variance. */
  readonly scale: boolean;
  readonly offset: boolean;
}

/** (x − mean) · scale / √(variance + ε) + offset, in which all but x are small. */
const batchNorm: OperationKind<Parts> = {
  name: FusedBatchNorm,
  lower: (g, { inputs, attributes: { epsilon, scale, offset }, outputs }) => {
    const output = at(outputs, 0);
    const [x, mean, variance] = [g.ref(at(inputs, 0)), g.ref(at(inputs, 1)), g.ref(at(inputs, 2))];
    const shifted = emitElementwise(g, 'Add', [variance, g.scalar(epsilon, 'float32')], variance);
    const root = g.emit('Sqrt', [shifted], {}, shifted);
    const factor = scale
      ? emitElementwise(g, 'Div', [g.ref(at(inputs, 3)), root], variance)
      : g.emit('Reciprocal', [root], {}, root);
    const centred = emitElementwise(g, 'Sub', [x, mean], output);
    const scaled = emitElementwise(g, 'Mul', [centred, factor], output);
    return offset ? emitElementwise(g, 'Add', [scaled, g.ref(at(inputs, scale ? 4 : 3))], output) : scaled;
  },
};

interface Inputs {
  readonly x: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly scale?: TensorInfo | null;
  readonly offset?: TensorInfo | null;
}

export const normalisationKernels: readonly Kernel[] = [
  kernel<Inputs, FusedBatchNormAttrs>(FusedBatchNorm, (recorder, inputs, attributes) => {
    const { x, mean, variance } = inputs;
    const optional = [inputs.scale, inputs.offset].filter((input) => input !== null && input !== undefined);
    const parts: Parts = {
      epsilon: attributes.varianceEpsilon ?? 0.001,
      scale: inputs.scale !== null && inputs.scale !== undefined,
      offset: inputs.offset !== null && inputs.offset !== undefined,
    };
    const output = { dtype: 'float32', shape: x.shape } as const;
    return recordOne(recorder, batchNorm, [x, mean, variance, ...optional], parts, output);
  }),
];
