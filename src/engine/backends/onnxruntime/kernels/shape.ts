import {
  backend_util,
  Concat,
  type ConcatAttrs,
  MirrorPad,
  type MirrorPadAttrs,
  Pack,
  type PackAttrs,
  PadV2,
  type PadV2Attrs,
  Reverse,
  type ReverseAttrs,
  Slice,
  type SliceAttrs,
  SplitV,
  type SplitVAttrs,
  slice_util,
  type TensorInfo,
  Tile,
  type TileAttrs,
  Transpose,
  type TransposeAttrs,
  Unpack,
  type UnpackAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Ref, TensorType } from '../graph.js';
import { sizeOf } from '../graph.js';
import { at, identityOrder, positions } from '../layout.js';
import { type Kernel, kernel, type Recorder, recordOne } from '../recorder.js';

/** A transposition moves nothing: the same elements are stored, only the axes have other names. */
const transpose: OperationKind<{ perm: readonly number[] }> = {
  name: Transpose,
  lower: (g, { inputs, attributes: { perm }, outputs }) => {
    const x = g.ref(at(inputs, 0));
    const renamed = positions(perm);
    return { ...x, shape: at(outputs, 0).shape, order: x.order.map((axis) => at(renamed, axis)) };
  },
};

interface Range {
  readonly begin: readonly number[];
  readonly size: readonly number[];
}

const slice: OperationKind<Range> = {
  name: Slice,
  lower: (g, { inputs, attributes: { begin, size }, outputs }) => {
    const x = g.ref(at(inputs, 0));
    const places: number[] = [];
    for (const [place, axis] of x.order.entries()) {
      // An axis that repeats is the same wherever it is cut.
      const cut = at(size, axis) !== at(x.shape, axis) && at(x.stored, place) !== 1;
      if (cut) places.push(place);
    }
    const output = at(outputs, 0);
    const stored = x.stored.map((dimension, place) => (dimension === 1 ? 1 : at(size, at(x.order, place))));
    if (places.length === 0) return { ...x, shape: output.shape, stored };
    const starts = places.map((place) => at(begin, at(x.order, place)));
    const ends = places.map((place, i) => at(starts, i) + at(size, at(x.order, place)));
    return g.emit(
      'Slice',
      [x, g.integers(starts), g.integers(ends), g.integers(places)],
      {},
      {
        ...output,
        order: x.order,
        stored,
      },
    );
  },
};

function recordSlice(recorder: Recorder, x: TensorInfo, begin: number[], size: number[]): TensorInfo {
  if (begin.every((start) => start === 0) && size.every((n, axis) => n === x.shape[axis])) {
    return recorder.alias(x);
  }
  return recordOne(recorder, slice, [x], { begin, size }, { dtype: recorder.value(x).dtype, shape: size });
}

interface Padding {
  readonly paddings: readonly (readonly [number, number])[];
  readonly mode: 'constant' | 'reflect';
  readonly value: number;
}

const pad: OperationKind<Padding> = {
  name: PadV2,
  lower: (g, { inputs, attributes: { paddings, mode, value }, outputs }) => {
    const x = g.ref(at(inputs, 0));
    const whole = g.reorder(x, x.order);
    const output = at(outputs, 0);
    const before = whole.order.map((axis) => at(paddings, axis)[0]);
    const after = whole.order.map((axis) => at(paddings, axis)[1]);
    const pads = g.integers([...before, ...after]);
    const padInputs = mode === 'constant' ? [whole, pads, g.scalar(value, x.dtype)] : [whole, pads];
    return g.emit('Pad', padInputs, { mode }, { ...output, order: whole.order });
  },
};

/** ONNX has no mirror that repeats the border (TensorFlow's `symmetric`): pieces turned round are put beside it. */
const symmetricPad: OperationKind<{ paddings: readonly (readonly [number, number])[] }> = {
  name: MirrorPad,
  lower: (g, { inputs, attributes: { paddings } }) => {
    let x = g.plain(at(inputs, 0));
    for (const [axis, [before, after]] of paddings.entries()) {
      const pieces: Ref[] = [];
      const size = at(x.shape, axis);
      if (before > 0) pieces.push(backwards(g, x, axis, before - 1, before));
      pieces.push(x);
      if (after > 0) pieces.push(backwards(g, x, axis, size - 1, after));
      if (pieces.length === 1) continue;
      const shape = x.shape.map((dimension, i) => (i === axis ? before + dimension + after : dimension));
      x = g.emit('Concat', pieces, { axis }, { dtype: x.dtype, shape });
    }
    return x;
  },
};

/** `count` elements along an axis, from `start` towards the beginning. */
function backwards(g: Lowering, x: Ref, axis: number, start: number, count: number): Ref {
  const end = start - count < 0 ? -(at(x.shape, axis) + 1) : start - count;
  const shape = x.shape.map((dimension, i) => (i === axis ? count : dimension));
  return g.emit(
    'Slice',
    [x, g.integers([start]), g.integers([end]), g.integers([axis]), g.integers([-1])],
    {},
    { dtype: x.dtype, shape },
  );
}

const reverse: OperationKind<{ axes: readonly number[] }> = {
  name: Reverse,
  lower: (g, { inputs, attributes: { axes }, outputs }) => {
    let x = g.plain(at(inputs, 0));
    for (const axis of axes) x = backwards(g, x, axis, at(x.shape, axis) - 1, at(x.shape, axis));
    return { ...x, ...at(outputs, 0) };
  },
};

const concat: OperationKind<{ axis: number }> = {
  name: Concat,
  lower: (g, { inputs, attributes: { axis }, outputs }) => {
    const output = at(outputs, 0);
    const refs = inputs.map((input) => g.ref(input));
    const largest = refs.reduce((a, b) => (sizeOf(b.stored) > sizeOf(a.stored) ? b : a));
    const { order } = largest;
    const pieces = refs.map((ref) => g.reorder(ref, order));
    return g.emit('Concat', pieces, { axis: at(positions(order), axis) }, { ...output, order });
  },
};

const tile: OperationKind<{ reps: readonly number[] }> = {
  name: Tile,
  lower: (g, { inputs, attributes: { reps }, outputs }) => {
    const x = g.ref(at(inputs, 0));
    const output = at(outputs, 0);
    // Repeating what is stored once needs no node: broadcasting repeats it where that matters.
    if (x.order.every((axis, place) => at(reps, axis) === 1 || at(x.stored, place) === 1)) {
      return { ...x, shape: output.shape };
    }
    const whole = g.reorder(x, x.order);
    const repeats = g.integers(whole.order.map((axis) => at(reps, axis)));
    return g.emit('Tile', [whole, repeats], {}, { ...output, order: whole.order });
  },
};

function typeOf(recorder: Recorder, x: TensorInfo, shape: readonly number[]): TensorType {
  return { dtype: recorder.value(x).dtype, shape };
}

function recordConcat(recorder: Recorder, parts: readonly TensorInfo[], axis: number): TensorInfo {
  const shape = backend_util.computeOutShape(
    parts.map((part) => part.shape),
    axis,
  );
  backend_util.assertParamsConsistent(
    parts.map((part) => part.shape),
    axis,
  );
  const filled = parts.filter((part) => util.sizeFromShape(part.shape) > 0);
  const [only] = filled;
  if (only !== undefined && filled.length === 1) return recorder.alias(only, shape);
  return recordOne(recorder, concat, filled, { axis }, typeOf(recorder, at(parts, 0), shape));
}

export const shapeKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo }, TransposeAttrs>(Transpose, (recorder, { x }, { perm }) => {
    const shape = perm.map((axis) => at(x.shape, axis));
    return recordOne(recorder, transpose, [x], { perm }, typeOf(recorder, x, shape));
  }),
  kernel<{ x: TensorInfo }, SliceAttrs>(Slice, (recorder, { x }, { begin, size }) => {
    const [starts = [], sizes = []] = slice_util.parseSliceParams(x as never, begin, size);
    slice_util.assertParamsValid(x as never, starts, sizes);
    return recordSlice(recorder, x, starts, sizes);
  }),
  kernel<{ x: TensorInfo }, PadV2Attrs>(PadV2, (recorder, { x }, { paddings, constantValue }) => {
    const shape = paddings.map(([before, after], i) => before + at(x.shape, i) + after);
    if (paddings.every(([before, after]) => before === 0 && after === 0)) return recorder.alias(x);
    const attributes = { paddings, mode: 'constant', value: constantValue } as const;
    return recordOne(recorder, pad, [x], attributes, typeOf(recorder, x, shape));
  }),
  kernel<{ x: TensorInfo }, MirrorPadAttrs>(MirrorPad, (recorder, { x }, { paddings, mode }) => {
    const shape = paddings.map(([before, after], i) => before + at(x.shape, i) + after);
    const type = typeOf(recorder, x, shape);
    return mode === 'reflect'
      ? recordOne(recorder, pad, [x], { paddings, mode, value: 0 }, type)
      : recordOne(recorder, symmetricPad, [x], { paddings }, type);
  }),
  kernel<{ x: TensorInfo }, ReverseAttrs>(Reverse, (recorder, { x }, { dims }) => {
    const axes = util.parseAxisParam(dims, x.shape);
    if (x.shape.length === 0) return recorder.alias(x);
    return recordOne(recorder, reverse, [x], { axes }, typeOf(recorder, x, x.shape));
  }),
  kernel<TensorInfo[], ConcatAttrs>(Concat, (recorder, inputs, attributes) => {
    const axis = at(util.parseAxisParam(attributes.axis, at(inputs, 0).shape), 0);
    return recordConcat(recorder, inputs, axis);
  }),
  kernel<TensorInfo[], PackAttrs>(Pack, (recorder, inputs, { axis }) => {
    const first = at(inputs, 0);
    const lifted = inputs.map((input) => {
      util.assertShapesMatch(
        first.shape,
        input.shape,
        'All tensors passed to stack must have matching shapes',
      );
      util.assert(first.dtype === input.dtype, () => 'All tensors passed to stack must have matching dtypes');
      const shape = [...input.shape];
      shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, 1);
      return { ...input, shape };
    });
    return recordConcat(recorder, lifted, axis < 0 ? axis + first.shape.length + 1 : axis);
  }),
  kernel<{ x: TensorInfo }, TileAttrs>(Tile, (recorder, { x }, { reps }) => {
    const shape = x.shape.map((dimension, axis) => dimension * at(reps, axis));
    return recordOne(recorder, tile, [x], { reps }, typeOf(recorder, x, shape));
  }),
  kernel<{ x: TensorInfo }, SplitVAttrs>(SplitV, (recorder, { x }, { numOrSizeSplits, axis }) => {
    const along = at(util.parseAxisParam(axis, x.shape), 0);
    const sizes = backend_util.prepareSplitSize(x as never, numOrSizeSplits, along);
    let start = 0;
    return sizes.map((size) => {
      const begin = identityOrder(x.shape.length).map((i) => (i === along ? start : 0));
      start += size;
      return recordSlice(
        recorder,
        x,
        begin,
        x.shape.map((dimension, i) => (i === along ? size : dimension)),
      );
    });
  }),
  kernel<{ value: TensorInfo }, UnpackAttrs>(Unpack, (recorder, { value }, attributes) => {
    const axis = attributes.axis < 0 ? attributes.axis + value.shape.length : attributes.axis;
    const shape = value.shape.filter((_, i) => i !== axis);
    const size = value.shape.map((dimension, i) => (i === axis ? 1 : dimension));
    return Array.from({ length: at(value.shape, axis) }, (_, index) => {
      const begin = value.shape.map((_, i) => (i === axis ? index : 0));
      return { ...recordSlice(recorder, value, begin, size), shape };
    });
  }),
];
