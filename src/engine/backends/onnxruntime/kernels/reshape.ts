import { ExpandDims, type ExpandDimsAttrs, Reshape, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../graph.js';
import { at } from '../layout.js';
import { type Kernel, kernel } from '../recorder.js';

/** A tensor seen with another shape: recorded where the backend meets a tensor whose shape is not its value's. */
export const reshapeKind: OperationKind<object> = {
  name: 'Reshape',
  lower: (g, { inputs, outputs }) => g.reshape(g.ref(at(inputs, 0)), at(outputs, 0).shape),
};

export const reshapeKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo }, { shape: number[] }>(Reshape, (recorder, { x }, { shape }) => {
    const size = util.sizeFromShape(x.shape);
    const inferred = util.inferFromImplicitShape(shape, size);
    util.assert(
      size === util.sizeFromShape(inferred),
      () => `Cannot reshape [${x.shape}] (${size} elements) to [${shape}]`,
    );
    return recorder.alias(x, inferred);
  }),
  kernel<{ input: TensorInfo }, ExpandDimsAttrs>(ExpandDims, (recorder, { input }, { dim }) => {
    const rank = input.shape.length;
    util.assert(-(rank + 1) <= dim && dim <= rank, () => `Axis must be in [${-(rank + 1)}, ${rank}]`);
    const shape = [...input.shape];
    shape.splice(dim < 0 ? rank + dim + 1 : dim, 0, 1);
    return recorder.alias(input, shape);
  }),
];
