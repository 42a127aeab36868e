import {
  MirrorPad,
  type MirrorPadAttrs,
  PadV2,
  type PadV2Attrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { OperationKind, Ref } from '../graph.js';
import { at } from '../layout.js';
import { type Kernel, kernel, recordOne, typeOf } from '../recorder.js';
import { backwards } from './slicing.js';

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
