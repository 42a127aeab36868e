import {
  backend_util,
  Concat,
  type ConcatAttrs,
  Pack,
  type PackAttrs,
  type TensorInfo,
  Tile,
  type TileAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { OperationKind } from '../graph.js';
import { sizeOf } from '../graph.js';
import { at, positions } from '../layout.js';
import { type Kernel, kernel, type Recorder, recordOne, typeOf } from '../recorder.js';

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

export const joiningKernels: readonly Kernel[] = [
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
];
