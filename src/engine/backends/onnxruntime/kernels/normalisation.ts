import {
  FusedBatchNorm,
  type FusedBatchNormAttrs,
  LRN,
  type LRNAttrs,
  LRNGrad,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Ref } from '../graph.js';
import { asStored, at, NCHW } from '../layout.js';
import { type Kernel, kernel, recordOne, typeOf } from '../recorder.js';
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

interface Neighbourhood {
  /** Channels on each side. */
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** x / (bias + α · Σ x² over the neighbouring channels)^β; ONNX takes the mean of the window instead of the sum. */
const localResponse: OperationKind<Neighbourhood> = {
  name: LRN,
  lower: (g, { inputs, attributes: { depthRadius, bias, alpha, beta }, outputs }) => {
    const size = 2 * depthRadius + 1;
    const attributes = {
      size,
      bias: { float: bias },
      alpha: { float: alpha * size },
      beta: { float: beta },
    };
    const x = g.ordered(at(inputs, 0), NCHW);
    return g.emit('LRN', [x], attributes, { ...at(outputs, 0), order: NCHW });
  },
};

/**
 * With n = bias + α · Σ x² over the neighbours: dx = dy · n^−β − 2αβ · x · Σ dy · y / n over the neighbours.
 */
const localResponseGrad: OperationKind<Neighbourhood> = {
  name: LRNGrad,
  lower: (g, { inputs, attributes: { depthRadius, bias, alpha, beta }, outputs }) => {
    const [x, y, dy] = [0, 1, 2].map((i) => g.ordered(at(inputs, i), NCHW));
    if (x === undefined || y === undefined || dy === undefined) throw new Error('LRNGrad has three inputs');
    const number = (value: number) => g.scalar(value, 'float32');
    const product = (a: Ref, b: Ref) => g.emit('Mul', [a, b], {}, x);
    const neighbours = (values: Ref) =>
      product(channelMean(g, values, depthRadius), number(2 * depthRadius + 1));
    const energy = product(neighbours(product(x, x)), number(alpha));
    const norm = g.emit('Add', [energy, number(bias)], {}, x);
    const direct = product(dy, g.emit('Pow', [norm, number(-beta)], {}, x));
    const shares = neighbours(g.emit('Div', [product(dy, y), norm], {}, x));
    const spread = product(product(x, shares), number(2 * alpha * beta));
    return { ...g.emit('Sub', [direct, spread], {}, x), shape: at(outputs, 0).shape };
  },
};

/** The mean over a window of channels, missing ones taken as 0, of a result stored in NCHW. */
function channelMean(g: Lowering, x: Ref, radius: number): Ref {
  const [batch, channels, height, width] = [0, 1, 2, 3].map((axis) => at(x.stored, axis));
  const shape = [batch ?? 1, 1, channels ?? 1, (height ?? 1) * (width ?? 1)];
  const columns = g.reshape(asStored(x), shape);
  const attributes = {
    kernel_shape: [2 * radius + 1, 1],
    pads: [radius, 0, radius, 0],
    count_include_pad: 1,
  };
  const mean = g.emit('AveragePool', [columns], attributes, columns);
  return { ...g.reshape(mean, x.stored), shape: x.shape, order: x.order };
}

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
  kernel<{ x: TensorInfo }, LRNAttrs>(LRN, (recorder, { x }, { depthRadius, bias, alpha, beta }) =>
    recordOne(recorder, localResponse, [x], { depthRadius, bias, alpha, beta }, typeOf(recorder, x, x.shape)),
  ),
  kernel<{ x: TensorInfo; y: TensorInfo; dy: TensorInfo }, LRNAttrs>(
    LRNGrad,
    (recorder, { x, y, dy }, { depthRadius, bias, alpha, beta }) => {
      const attributes = { depthRadius, bias, alpha, beta };
      return recordOne(recorder, localResponseGrad, [x, y, dy], attributes, typeOf(recorder, x, x.shape));
    },
  ),
];
