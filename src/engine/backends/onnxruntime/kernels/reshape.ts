import {
  ExpandDims,
  type ExpandDimsAttrs,
  Reshape,
  type TensorInfo,
  Transpose,
  type TransposeAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { OperationKind } from '../graph.js';
import { at, positions } from '../layout.js';
import { type Kernel, kernel, recordOne, typeOf } from '../recorder.js';

/** A tensor seen with another shape: recorded where the backend meets a tensor whose shape is not its value's. */
export const reshapeKind: OperationKind<object> = {
  name: 'Reshape',
  lower: (g, { inputs, outputs }) => g.reshape(g.ref(at(inputs, 0)), at(outputs, 0).shape),
};

/** A transposition moves nothing: the same elements are stored, only the axes have other names. */
const transpose: OperationKind<{ perm: readonly number[] }> = {
  name: Transpose,
  lower: (g, { inputs, attributes: { perm }, outputs }) => {
    const x = g.ref(at(inputs, 0));
    const renamed = positions(perm);
    return { ...x, shape: at(outputs, 0).shape, order: x.order.map((axis) => at(renamed, axis)) };
  },
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
  kernel<{ x: TensorInfo }, TransposeAttrs>(Transpose, (recorder, { x }, { perm }) => {
    const shape = perm.map((axis) => at(x.shape, axis));
    return recordOne(recorder, transpose, [x], { perm }, typeOf(recorder, x, shape));
  }),
];
