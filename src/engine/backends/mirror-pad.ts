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
  const inner = before + after === 0 ? dy : cut(dy, axis, before, size);
  const first = { start: skipped, border: turned(dy, axis, 0, before) };
  const last = { start: size - after - skipped, border: turned(dy, axis, before + size, after) };
  const borders = [first, last].filter(({ border }) => border.size > 0);
  // Borders that mirror some of the same elements are added one after the other.
  return first.start + before <= last.start
    ? addAt(inner, borders, axis)
    : borders.reduce((sum, border) => addAt(sum, [border], axis), inner);
}

/** `length` elements of an axis from `start` on, backwards. */
function turned(x: Tensor, axis: number, start: number, length: number): Tensor {
  const part = cut(x, axis, start, length);
  return length > 1 ? reverse(part, axis) : part;
}

interface Border {
  readonly start: number;
  readonly border: Tensor;
}

/** `x` with borders added to it, each from its start on, in the order in which they lie. */
function addAt(x: Tensor, borders: readonly Border[], axis: number): Tensor {
  const pieces: Tensor[] = [];
  let done = 0;
  for (const { start, border } of borders) {
    const length = border.shape[axis] ?? 0;
    pieces.push(cut(x, axis, done, start - done), add(cut(x, axis, start, length), border));
    done = start + length;
  }
  pieces.push(cut(x, axis, done, (x.shape[axis] ?? 0) - done));
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
