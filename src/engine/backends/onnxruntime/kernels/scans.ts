import {
  Cumprod,
  type CumprodAttrs,
  Cumsum,
  type CumsumAttrs,
  type TensorInfo,
  TopK,
  type TopKAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Ref } from '../graph.js';
import { at, identityOrder } from '../layout.js';
import { type Kernel, kernel, type Recorder, recordOne, typeOf } from '../recorder.js';

interface Scan {
  readonly axis: number;
  /** Element i is left out of the i-th result. */
  readonly exclusive: boolean;
  /** From the end to the beginning. */
  readonly reverse: boolean;
}

const cumulativeSum: OperationKind<Scan> = {
  name: Cumsum,
  lower: (g, { inputs, attributes: { axis, exclusive, reverse }, outputs }) => {
    const x = g.plain(at(inputs, 0));
    const attributes = { exclusive: Number(exclusive), reverse: Number(reverse) };
    return g.emit('CumSum', [x, g.integers([axis])], attributes, at(outputs, 0));
  },
};

/** ONNX has no running product: after the step of length n each element is the product of 2·n of them (Hillis, Steele). */
const cumulativeProduct: OperationKind<Scan> = {
  name: Cumprod,
  lower: (g, { inputs, attributes: { axis, exclusive, reverse } }) => {
    let x = g.plain(at(inputs, 0));
    if (exclusive) x = shifted(g, x, axis, 1, reverse);
    for (let length = 1; length < at(x.shape, axis); length *= 2) {
      x = g.emit('Mul', [x, shifted(g, x, axis, length, reverse)], {}, x);
    }
    return x;
  },
};

/** `x` moved along an axis by `count`, ones where it came from. */
function shifted(g: Lowering, x: Ref, axis: number, count: number, reverse: boolean): Ref {
  const size = at(x.shape, axis);
  const shape = x.shape.map((dimension, i) => (i === axis ? size - count : dimension));
  const [start, end] = reverse ? [count, size] : [0, size - count];
  const kept = g.emit(
    'Slice',
    [x, g.integers([start]), g.integers([end]), g.integers([axis])],
    {},
    { dtype: x.dtype, shape },
  );
  const room = identityOrder(x.shape.length).map((i) => (i === axis ? count : 0));
  const none = room.map(() => 0);
  const pads = g.integers(reverse ? [...none, ...room] : [...room, ...none]);
  return g.emit('Pad', [kept, pads, g.scalar(1, x.dtype)], {}, x);
}

function scan(name: string, kind: OperationKind<Scan>): Kernel {
  return kernel<{ x: TensorInfo }, CumsumAttrs | CumprodAttrs>(name, (recorder, { x }, attributes) => {
    const { exclusive, reverse } = attributes;
    const axis = at(util.parseAxisParam(attributes.axis, x.shape), 0);
    const dtype = x.dtype === 'bool' ? 'int32' : recorder.value(x).dtype;
    return recordOne(recorder, kind, [x], { axis, exclusive, reverse }, { dtype, shape: x.shape });
  });
}

const topK: OperationKind<{ k: number }> = {
  name: TopK,
  lower: (g, { inputs, attributes: { k }, outputs }) => {
    const x = g.plain(at(inputs, 0));
    const [values, indices] = g.emitMany('TopK', [x, g.integers([k])], { axis: -1 }, 2);
    const [valueType, indexType] = [at(outputs, 0), at(outputs, 1)];
    return [
      g.emit('Identity', [values ?? ''], {}, valueType),
      g.emit('Cast', [indices ?? ''], { to: 6 }, indexType),
    ];
  },
};

function recordTopK(recorder: Recorder, x: TensorInfo, k: number): TensorInfo[] {
  const shape = [...x.shape.slice(0, -1), k];
  const type = typeOf(recorder, x, shape);
  return recorder.record(topK, [recorder.value(x)], { k }, [type, { dtype: 'int32', shape }]);
}

export const scanKernels: readonly Kernel[] = [
  scan(Cumsum, cumulativeSum),
  scan(Cumprod, cumulativeProduct),
  kernel<{ x: TensorInfo }, TopKAttrs>(TopK, (recorder, { x }, { k }) => recordTopK(recorder, x, k)),
];
