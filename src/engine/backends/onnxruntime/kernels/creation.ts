import {
  Cast,
  type CastAttrs,
  Diag,
  Fill,
  type FillAttrs,
  Identity,
  LinSpace,
  type LinSpaceAttrs,
  OnesLike,
  Range,
  type RangeAttrs,
  type TensorInfo,
  util,
  ZerosLike,
} from '@tensorflow/tfjs-core';
import type { Data, DType, OperationKind } from '../graph.js';
import { createData, sizeOf } from '../graph.js';
import { at } from '../layout.js';
import { type Kernel, kernel, recordOne, typeOf } from '../recorder.js';
import { supportedType } from '../values.js';

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

/** `x` on the diagonal of a matrix of zeros. */
const diagonal: OperationKind<object> = {
  name: Diag,
  lower: (g, { inputs, outputs }) => {
    const [x, output] = [g.plain(at(inputs, 0)), at(outputs, 0)];
    const size = sizeOf(x.shape);
    const square = { dtype: 'bool', shape: [size, size] } as const;
    const identity = createData('bool', size * size);
    for (let i = 0; i < size; i++) identity[i * (size + 1)] = 1;
    const work = output.dtype === 'bool' ? 'int32' : output.dtype;
    const column = g.reshape(g.cast(x, work), [size, 1]);
    const chosen = g.emit(
      'Where',
      [g.initializer(identity, square), column, g.scalar(0, work)],
      {},
      {
        ...square,
        dtype: work,
      },
    );
    return g.cast(g.reshape(chosen, output.shape), output.dtype);
  },
};

function rangeLength(start: number, stop: number, step: number): number {
  const away = (start < stop && step < 0) || (stop < start && step > 1);
  return start === stop || away ? 0 : Math.abs(Math.ceil((stop - start) / step));
}

/** start, start + step …; each sum is rounded to the type, as TensorFlow.js does it. */
function counted(dtype: DType, count: number, start: number, step: number): Data {
  const data = createData(dtype, count);
  for (let i = 0; i < count; i++) data[i] = i === 0 ? start : (data[i - 1] ?? 0) + step;
  return data;
}

export const creationKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo }>(Identity, (recorder, { x }) => recorder.alias(x)),
  kernel<{ x: TensorInfo }, CastAttrs>(Cast, (recorder, { x }, attributes) => {
    const dtype = supportedType(attributes.dtype);
    if (x.dtype === dtype) return recorder.alias(x);
    return recordOne(recorder, cast, [x], { dtype }, { dtype, shape: x.shape });
  }),
  kernel<{ x: TensorInfo }>(ZerosLike, (recorder, { x }) =>
    recorder.fill({ dtype: supportedType(x.dtype), shape: x.shape }, 0),
  ),
  kernel<{ x: TensorInfo }>(OnesLike, (recorder, { x }) =>
    recorder.fill({ dtype: supportedType(x.dtype), shape: x.shape }, 1),
  ),
  kernel<object, FillAttrs>(Fill, (recorder, _, { shape, value, dtype }) => {
    if (typeof value === 'string') throw new Error('The onnxruntime backend has no string tensors.');
    const type = { dtype: supportedType(dtype ?? util.inferDtype(value)), shape };
    if (Object.is(value, 0) || value === 1) return recorder.fill(type, value === 1 ? 1 : 0);
    if (sizeOf(shape) <= 1) return recorder.data(type, createData(type.dtype, sizeOf(shape), value));
    const number = recorder.data({ ...type, shape: [] }, createData(type.dtype, 1, value));
    const [filled] = recorder.record(repeat, [recorder.value(number)], {}, [type]);
    recorder.release(number);
    if (filled === undefined) throw new Error('Fill recorded no output');
    return filled;
  }),
  kernel<object, RangeAttrs>(Range, (recorder, _, { start, stop, step, dtype }) => {
    const type = supportedType(dtype);
    const count = rangeLength(start, stop, step);
    // TensorFlow.js counts downwards where that is the only way and no step is given.
    const signed = stop < start && step === 1 ? -1 : step;
    return recorder.data({ dtype: type, shape: [count] }, counted(type, count, start, signed));
  }),
  kernel<object, LinSpaceAttrs>(LinSpace, (recorder, _, { start, stop, num }) => {
    const step = (stop - start) / (num - 1);
    return recorder.data({ dtype: 'float32', shape: [num] }, counted('float32', num, start, step));
  }),
  kernel<{ x: TensorInfo }>(Diag, (recorder, { x }) =>
    recordOne(recorder, diagonal, [x], {}, typeOf(recorder, x, [...x.shape, ...x.shape])),
  ),
];
