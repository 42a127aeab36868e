import {
  All,
  Any,
  ArgMax,
  ArgMin,
  LogSoftmax,
  Max,
  Mean,
  Min,
  Prod,
  Softmax,
  Sum,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import type { DType, Lowering, OperationKind, Ref, TensorType } from '../graph.js';
import { at, positions } from '../layout.js';
import { type Kernel, kernel, recordOne } from '../recorder.js';
import { emitElementwise } from './broadcasting.js';

interface Reduction {
  readonly axes: readonly number[];
}

type Attributes = {
  readonly axis?: number | number[] | null;
  readonly reductionIndices?: number | number[] | null;
  readonly keepDims?: boolean;
};

/** `x` without the reduced axes, its other axes stored in the order they had. */
function reduce(g: Lowering, type: string, x: Ref, axes: readonly number[], output: TensorType): Ref {
  if (axes.length === 0) return x;
  const where = positions(x.order);
  const storedAxes = axes.map((axis) => at(where, axis)).sort((a, b) => a - b);
  // What repeats along a reduced axis counts as often as it repeats.
  const whole = storedAxes.every((place) => x.stored[place] === x.shape[at(x.order, place)])
    ? x
    : g.reorder(x, x.order);
  const kept = [...x.order.keys()].filter((place) => !storedAxes.includes(place));
  const remaining = kept.map((place) => at(x.order, place));
  const numbering = [...remaining].sort((a, b) => a - b);
  const order = remaining.map((axis) => numbering.indexOf(axis));
  const stored = kept.map((place) => at(whole.stored, place));
  const attributes = { keepdims: 0 };
  // Since opset 13 ReduceSum takes its axes as an input; the others do so from 18 on.
  return type === 'ReduceSum'
    ? g.emit(type, [whole, g.integers(storedAxes)], attributes, { ...output, order, stored })
    : g.emit(type, [whole], { ...attributes, axes: storedAxes }, { ...output, order, stored });
}

interface Options {
  readonly result?: DType;
  /** ONNX Runtime skips NaN where TensorFlow.js hands it on. */
  readonly skipsNaN?: boolean;
  /** The dtype in which ONNX Runtime reduces, when not the input's own. */
  readonly work?: DType;
}

function reduction(name: string, type: string, options: Options = {}): Kernel {
  const kind: OperationKind<Reduction> = {
    name,
    lower: (g, { inputs, attributes, outputs }) => {
      const x = g.ref(at(inputs, 0));
      const output = at(outputs, 0);
      const work = options.work ?? (x.dtype === 'bool' ? 'int32' : x.dtype);
      const reduced = reduce(g, type, g.cast(x, work), attributes.axes, { ...output, dtype: work });
      if (!options.skipsNaN || work !== 'float32') return g.cast(reduced, output.dtype);
      const odd = g.cast(g.emit('IsNaN', [x], {}, { ...x, dtype: 'bool' }), 'float32');
      const anyOdd = g.cast(reduce(g, 'ReduceMax', odd, attributes.axes, output), 'bool');
      return emitElementwise(g, 'Where', [anyOdd, g.scalar(Number.NaN, 'float32'), reduced], output);
    },
  };
  return kernel<{ x: TensorInfo }, Attributes>(name, (recorder, { x }, attributes) => {
    const axis = attributes.axis ?? attributes.reductionIndices ?? null;
    const reduced = axis === null ? [...x.shape.keys()] : util.parseAxisParam(axis, x.shape);
    const shape = x.shape.filter((_, axis) => !reduced.includes(axis));
    const dtype = options.result ?? (x.dtype === 'bool' ? 'int32' : recorder.value(x).dtype);
    const output = recordOne(recorder, kind, [x], { axes: reduced }, { dtype, shape });
    if (attributes.keepDims !== true) return output;
    const kept = x.shape.map((dimension, axis) => (reduced.includes(axis) ? 1 : dimension));
    return { ...output, shape: kept };
  });
}

function argument(name: string, type: string): Kernel {
  const kind: OperationKind<{ axis: number }> = {
    name,
    lower: (g, { inputs, attributes, outputs }) => {
      const numbers = g.plain(at(inputs, 0));
      // NaN never wins.
      const x =
        numbers.dtype === 'float32'
          ? g.emit(
              'Where',
              [
                g.emit('IsNaN', [numbers], {}, { ...numbers, dtype: 'bool' }),
                g.scalar(type === 'ArgMax' ? -Infinity : Infinity, 'float32'),
                numbers,
              ],
              {},
              numbers,
            )
          : g.cast(numbers, 'int32');
      const [index] = g.emitMany(type, [x], { axis: attributes.axis, keepdims: 0 }, 1);
      return g.emit('Cast', [at([index ?? ''], 0)], { to: 6 }, at(outputs, 0));
    },
  };
  return kernel<{ x: TensorInfo }, { axis: number | number[] }>(name, (recorder, { x }, attributes) => {
    const axis = at(util.parseAxisParam(attributes.axis, x.shape), 0);
    const shape = x.shape.filter((_, i) => i !== axis);
    return recordOne(recorder, kind, [x], { axis }, { dtype: 'int32', shape });
  });
}

function softmax(name: string, type: string): Kernel {
  const kind: OperationKind<{ axis: number }> = {
    name,
    lower: (g, { inputs, attributes, outputs }) =>
      g.emit(type, [g.plain(at(inputs, 0))], { axis: attributes.axis }, at(outputs, 0)),
  };
  return kernel<{ logits: TensorInfo }, { dim?: number; axis?: number }>(
    name,
    (recorder, { logits }, { dim, axis }) =>
      recordOne(
        recorder,
        kind,
        [logits],
        { axis: dim ?? axis ?? -1 },
        {
          dtype: 'float32',
          shape: logits.shape,
        },
      ),
  );
}

export const reductionKernels: readonly Kernel[] = [
  reduction(Sum, 'ReduceSum'),
  reduction(Mean, 'ReduceMean', { work: 'float32', result: 'float32' }),
  reduction(Max, 'ReduceMax', { skipsNaN: true }),
  reduction(Min, 'ReduceMin', { skipsNaN: true }),
  reduction(Prod, 'ReduceProd'),
  reduction(All, 'ReduceMin', { work: 'int32', result: 'bool' }),
  reduction(Any, 'ReduceMax', { work: 'int32', result: 'bool' }),
  argument(ArgMax, 'ArgMax'),
  argument(ArgMin, 'ArgMin'),
  softmax(Softmax, 'Softmax'),
  softmax(LogSoftmax, 'LogSoftmax'),
];
