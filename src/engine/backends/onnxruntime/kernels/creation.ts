import {
  Cast,
  type CastAttrs,
  Fill,
  type FillAttrs,
  Identity,
  OnesLike,
  type TensorInfo,
  util,
  ZerosLike,
} from '@tensorflow/tfjs-core';
import type { DType, OperationKind } from '../graph.js';
import { createData, sizeOf } from '../graph.js';
import { at } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';

const cast: OperationKind<{ dtype: DType }> = {
  name: Cast,
  lower: (g, { inputs, attributes }) => g.cast(g.ref(at(inputs, 0)), attributes.dtype),
};

/** One number, fed, repeated to a shape: a number that changes keeps the same session. */
const repeat: OperationKind<object> = {
  name: 'Repeat',
  lower: (g, { inputs, outputs }) => {
    const { shape } = at(outputs, 0);
    const lifted = g.reshape(
      g.ref(at(inputs, 0)),
      shape.map(() => 1),
    );
    return { ...lifted, shape };
  },
};

function dtypeOf(dtype: string): DType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`The onnxruntime backend has no ${dtype} tensors, only float32, int32 and bool.`);
}

export const creationKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo }>(Identity, (recorder, { x }) => recorder.alias(x)),
  kernel<{ x: TensorInfo }, CastAttrs>(Cast, (recorder, { x }, attributes) => {
    const dtype = dtypeOf(attributes.dtype);
    if (x.dtype === dtype) return recorder.alias(x);
    return recordOne(recorder, cast, [x], { dtype }, { dtype, shape: x.shape });
  }),
  kernel<{ x: TensorInfo }>(ZerosLike, (recorder, { x }) =>
    recorder.fill({ dtype: dtypeOf(x.dtype), shape: x.shape }, 0),
  ),
  kernel<{ x: TensorInfo }>(OnesLike, (recorder, { x }) =>
    recorder.fill({ dtype: dtypeOf(x.dtype), shape: x.shape }, 1),
  ),
  kernel<object, FillAttrs>(Fill, (recorder, _, { shape, value, dtype }) => {
    if (typeof value === 'string') throw new Error('The onnxruntime backend has no string tensors.');
    const type = { dtype: dtypeOf(dtype ?? util.inferDtype(value)), shape };
    if (Object.is(value, 0) || value === 1) return recorder.fill(type, value === 1 ? 1 : 0);
    if (sizeOf(shape) <= 1) return recorder.data(type, createData(type.dtype, sizeOf(shape), value));
    const number = recorder.data({ ...type, shape: [] }, createData(type.dtype, 1, value));
    const [filled] = recorder.record(repeat, [recorder.value(number)], {}, [type]);
    recorder.release(number);
    if (filled === undefined) throw new Error('Fill recorded no output');
    return filled;
  }),
];
