import { add, concat, customGrad, mirrorPad, reverse, slice, type Tensor } from '@tensorflow/tfjs-core';

type Mode = 'reflect' | 'symmetric';

/**
 * tf.mirrorPad with its right gradient: what lies in the border flows back to what it mirrors. TensorFlow.js's own
 * gradient (4.22, gradients/MirrorPad_grad) cuts the border off as if it held constants, and its tests hold backends to
 * that, so it stays as it is on tf.mirrorPad. Networks with reflection padding train through this one.
 */
export function mirroredPad(x: Tensor, paddings: readonly (readonly [number, number])[], mode: Mode): Tensor {
  // `reflect` leaves out the outermost element, which `symmetric` repeats.
  const skipped = mode === 'reflect' ? 1 : 0;
  const pairs = paddings.map(([before, after]): [number, number] => [before, after]);
  const padded = customGrad(() => ({
    value: mirrorPad(x, pairs, mode),
    gradFunc: (dy: Tensor) =>
      pairs.reduce((gradient, [before, after], axis) => fold(gradient, axis, before, after, skipped), dy),
  }));
  return padded(x);
}

/** `dy` without its border along one axis, the border's elements added to those that they mirror. */
function fold(dy: Tensor, axis: number, before: number, after: number, skipped: number): Tensor {
  const size = (dy.shape[axis] ?? 0) - before - after;
  let inner = before + after === 0 ? dy : cut(dy, axis, before, size);
  if (before > 0) inner = addAt(inner, reverse(cut(dy, axis, 0, before), axis), axis, skipped);
  if (after > 0) {
    const border = reverse(cut(dy, axis, before + size, after), axis);
    inner = addAt(inner, border, axis, size - after - skipped);
  }
  return inner;
}

/** `x` with `part` added to it from index `start` of an axis on. */
function addAt(x: Tensor, part: Tensor, axis: number, start: number): Tensor {
  const length = part.shape[axis] ?? 0;
  const end = start + length;
  const pieces = [
    cut(x, axis, 0, start),
    add(cut(x, axis, start, length), part),
    cut(x, axis, end, (x.shape[axis] ?? 0) - end),
  ];
  return concat(
    pieces.filter((piece) => piece.size > 0),
    axis,
  );
}

function cut(x: Tensor, axis: number, start: number, length: number): Tensor {
  return slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((dimension, i) => (i === axis ? length : dimension)),
  );
}
