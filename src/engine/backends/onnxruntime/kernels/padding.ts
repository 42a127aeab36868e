import {
  MirrorPad,
  type MirrorPadAttrs,
  PadV2,
  type PadV2Attrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Lowering, OperationKind, Ref } from '../graph.js';
import { at } from '../layout.js';
import { type Kernel, kernel, recordOne, typeOf } from '../recorder.js';
import { backwards } from './slicing.js';
import { onnxPads, type Window } from './window.js';

interface Padding {
  readonly paddings: readonly (readonly [number, number])[];
  readonly mode: 'constant' | 'reflect' | 'edge';
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

/**
 * What a convolution sees, in NCHW: x with zeros all round, so that every tap sees something at every position. `sides`:
 * zeros behind it until height and width are multiples of these.
 */
export function paddedFor(
  g: Lowering,
  x: Ref,
  window: Window,
  sides: readonly [number, number] = [1, 1],
): Ref {
  const [top = 0, left = 0, bottom = 0, right = 0] = onnxPads(window);
  const [, , height = 1, width = 1] = x.shape;
  const more = (length: number, side: number) => (side - (length % side)) % side;
  const below = bottom + more(top + height + bottom, sides[0]);
  const behind = right + more(left + width + right, sides[1]);
  const pads = [0, 0, top, left, 0, 0, below, behind];
  if (pads.every((count) => count === 0)) return x;
  const shape = x.shape.map((dimension, axis) => dimension + at(pads, axis) + at(pads, axis + 4));
  return g.emit('Pad', [x, g.integers(pads)], {}, { dtype: 'float32', shape });
}

/** A mirror that repeats the border and goes no further than one element repeats the edge. */
function isNarrow(paddings: Padding['paddings']): boolean {
  return paddings.every(([before, after]) => before <= 1 && after <= 1);
}

export const paddingKernels: readonly Kernel[] = [
  kernel<{ x: TensorInfo }, PadV2Attrs>(PadV2, (recorder, { x }, { paddings, constantValue }) => {
    const shape = paddings.map(([before, after], i) => before + at(x.shape, i) + after);
    if (paddings.every(([before, after]) => before === 0 && after === 0)) return recorder.alias(x);
    const attributes = { paddings, mode: 'constant', value: constantValue } as const;
    return recordOne(recorder, pad, [x], attributes, typeOf(recorder, x, shape));
  }),
  kernel<{ x: TensorInfo }, MirrorPadAttrs>(MirrorPad, (recorder, { x }, { paddings, mode }) => {
    const shape = paddings.map(([before, after], i) => before + at(x.shape, i) + after);
    const type = typeOf(recorder, x, shape);
    const onnxMode = mode === 'reflect' ? mode : isNarrow(paddings) ? 'edge' : null;
    return onnxMode === null
      ? recordOne(recorder, symmetricPad, [x], { paddings }, type)
      : recordOne(recorder, pad, [x], { paddings, mode: onnxMode, value: 0 }, type);
  }),
];
