import {
  backend_util,
  FlipLeftRight,
  Reverse,
  type ReverseAttrs,
  Slice,
  type SliceAttrs,
  SplitV,
  type SplitVAttrs,
  StridedSlice,
  type StridedSliceAttrs,
  slice_util,
  type TensorInfo,
  Unpack,
  type UnpackAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Ref } from '../graph.js';
import { at, identityOrder } from '../layout.js';
import { type Kernel, kernel, type Recorder, recordOne, typeOf } from '../recorder.js';

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

export function recordSlice(recorder: Recorder, x: TensorInfo, begin: number[], size: number[]): TensorInfo {
  if (begin.every((start) => start === 0) && size.every((n, axis) => n === x.shape[axis])) {
    return recorder.alias(x);
  }
  return recordOne(recorder, slice, [x], { begin, size }, { dtype: recorder.value(x).dtype, shape: size });
}

/** `count` elements along an axis, from `start` towards the beginning. */
export function backwards(g: Lowering, x: Ref, axis: number, start: number, count: number): Ref {
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

/** Every `step`th element of each axis from `begin`, backwards where the step is negative. */
const stridedSlice: OperationKind<Range & { readonly step: readonly number[] }> = {
  name: StridedSlice,
  lower: (g, { inputs, attributes: { begin, size, step }, outputs }) => {
    const x = g.plain(at(inputs, 0));
    const ends = begin.map((start, axis) => {
      const end = start + at(size, axis) * at(step, axis);
      return end < 0 ? -(at(x.shape, axis) + 1) : end;
    });
    const axes = identityOrder(x.shape.length);
    return g.emit(
      'Slice',
      [x, g.integers(begin), g.integers(ends), g.integers(axes), g.integers(step)],
      {},
      at(outputs, 0),
    );
  },
};

export const slicingKernels: readonly Kernel[] = [
  kernel<{ image: TensorInfo }>(FlipLeftRight, (recorder, { image }) =>
    recordOne(recorder, reverse, [image], { axes: [2] }, typeOf(recorder, image, image.shape)),
  ),
  kernel<{ x: TensorInfo }, SliceAttrs>(Slice, (recorder, { x }, { begin, size }) => {
    const [starts = [], sizes = []] = slice_util.parseSliceParams(x as never, begin, size);
    slice_util.assertParamsValid(x as never, starts, sizes);
    return recordSlice(recorder, x, starts, sizes);
  }),
  kernel<{ x: TensorInfo }, ReverseAttrs>(Reverse, (recorder, { x }, { dims }) => {
    const axes = util.parseAxisParam(dims, x.shape);
    if (x.shape.length === 0) return recorder.alias(x);
    return recordOne(recorder, reverse, [x], { axes }, typeOf(recorder, x, x.shape));
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
  kernel<{ x: TensorInfo }, StridedSliceAttrs>(StridedSlice, (recorder, { x }, attributes) => {
    const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
    const info = slice_util.sliceInfo(
      x.shape,
      attributes.begin,
      attributes.end,
      attributes.strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    );
    const { begin, strides: step, finalShape } = info;
    // As many as there are axes; some of them are not in the final shape.
    const size = slice_util.computeOutShape(begin, info.end, step);
    if (info.isIdentity) return recorder.alias(x, finalShape);
    const range = { begin, size, step };
    const sliced = recordOne(recorder, stridedSlice, [x], range, typeOf(recorder, x, size));
    return { ...sliced, shape: finalShape };
  }),
];
