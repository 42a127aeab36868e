import type { Lowering, Ref, Value } from '../graph.js';
import { at } from '../layout.js';

/** How the axes and the taps of a convolution filter are rearranged. */
export interface FilterForm {
  /** `perm` as of a transposition of the TensorFlow.js filter [height, width, a, b]. */
  readonly perm: readonly [number, number, number, number];
  /** Whether the taps run backwards in height and width, as in the gradient by the input. */
  readonly flip: boolean;
  /** The shape after the transposition, when it is seen with another one. */
  readonly shape?: readonly number[];
}

/**
 * A filter [height, width, a, b] in the form a Conv node wants. Filters known now are rearranged here, once; others by
 * nodes in the graph.
 */
export function filterRef(g: Lowering, filter: Value, form: FilterForm): Ref {
  const transposed = form.perm.map((axis) => at(filter.shape, axis));
  const shape = form.shape ?? transposed;
  const data = g.constantData(filter);
  if (data instanceof Float32Array) {
    return g.initializer(rearrange(data, filter.shape, form), { dtype: 'float32', shape });
  }
  const plain = g.plain(filter);
  const moved = g.emit('Transpose', [plain], { perm: form.perm }, { dtype: 'float32', shape: transposed });
  const turned = form.flip ? turnedRound(g, moved, [form.perm.indexOf(0), form.perm.indexOf(1)]) : moved;
  return g.reshape(turned, shape);
}

/** Past the first element when going backwards. */
const END = -(2 ** 31);

/** A filter with its taps in reverse; `axes` are those of its height and width. */
export function turnedRound(g: Lowering, filter: Ref, axes: readonly [number, number]): Ref {
  if (axes.every((axis) => filter.shape[axis] === 1)) return filter;
  const back = g.integers([-1, -1]);
  return g.emit('Slice', [filter, back, g.integers([END, END]), g.integers(axes), back], {}, filter);
}

function rearrange(data: Float32Array, shape: readonly number[], { perm, flip }: FilterForm): Float32Array {
  const [height, width, a, b] = [at(shape, 0), at(shape, 1), at(shape, 2), at(shape, 3)];
  const strides = [width * a * b, a * b, b, 1];
  const sizes = perm.map((axis) => at(shape, axis));
  const steps = perm.map((axis) => at(strides, axis) * (flip && axis < 2 ? -1 : 1));
  const start = flip ? (height - 1) * at(strides, 0) + (width - 1) * at(strides, 1) : 0;
  const result = new Float32Array(data.length);
  const [n0, n1, n2, n3] = [at(sizes, 0), at(sizes, 1), at(sizes, 2), at(sizes, 3)];
  const [s0, s1, s2, s3] = [at(steps, 0), at(steps, 1), at(steps, 2), at(steps, 3)];
  let to = 0;
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      for (let k = 0; k < n2; k++) {
        let from = start + i * s0 + j * s1 + k * s2;
        for (let l = 0; l < n3; l++, from += s3) result[to++] = data[from] as number;
      }
    }
  }
  return result;
}
