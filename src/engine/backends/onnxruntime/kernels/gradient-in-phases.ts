import type { Lowering, Ref, Shape, TensorType, Value } from '../graph.js';
import { asStored, at } from '../layout.js';
import { turnedRound } from './filters.js';
import type { Window } from './window.js';

/**
 * dL/dx with a stride: the pixels of x whose row and column leave the same rest when divided by it are read by the same
 * taps of the filter. Each such phase is a convolution of dy; all are computed as maps of one, and interleaved.
 * @param dy [batch, outputs, …]
 * @param filterValue [height, width, inputs, outputs]
 * @param size of x, height and width.
 * @returns [batch, inputs, ...size]
 */
export function gradientInPhases(
  g: Lowering,
  dy: Ref,
  filterValue: Value,
  { window, size }: { readonly window: Window; readonly size: Shape },
): Ref {
  const [down, across] = window.strides;
  const [rows, columns] = [Math.ceil(window.kernel[0] / down), Math.ceil(window.kernel[1] / across)];
  const float = (...shape: number[]): TensorType => ({ dtype: 'float32', shape });
  const [kernelHeight = 1, kernelWidth = 1, inputs = 1, outputs = 1] = filterValue.shape;
  const missing = [rows * down - kernelHeight, columns * across - kernelWidth] as const;
  const plain = g.plain(filterValue);
  const taps =
    missing[0] + missing[1] === 0
      ? plain
      : g.emit(
          'Pad',
          [plain, g.integers([0, 0, 0, 0, ...missing, 0, 0])],
          {},
          float(rows * down, columns * across, inputs, outputs),
        );
  const split = g.reshape(taps, [rows, down, columns, across, inputs, outputs]);
  const moved = g.emit(
    'Transpose',
    [split],
    { perm: [3, 4, 1, 5, 0, 2] },
    float(across, inputs, down, outputs, rows, columns),
  );
  const kernel = turnedRound(g, g.reshape(moved, [across * inputs * down, outputs, rows, columns]), [2, 3]);
  const [batch = 1, , dyHeight = 1, dyWidth = 1] = dy.shape;
  const [height, width] = [dyHeight + rows - 1, dyWidth + columns - 1];
  const pads = [rows - 1, columns - 1, rows - 1, columns - 1];
  const phases = g.emit(
    'Conv',
    [dy, kernel],
    { kernel_shape: [rows, columns], pads },
    float(batch, across * inputs * down, height, width),
  );
  const apart = g.reshape(phases, [batch, across, inputs, down, height, width]);
  const together = asStored(g.reorder(apart, [0, 2, 4, 3, 5, 1]));
  const all = g.reshape(together, [batch, inputs, height * down, width * across]);
  return fitted(g, all, window.padStart, size);
}

/** `size` rows and columns of NCHW maps from `start` on, zeros where they end before. */
function fitted(g: Lowering, maps: Ref, start: readonly [number, number], size: Shape): Ref {
  const [batch = 1, channels = 1, ...whole] = maps.shape;
  const there = [0, 1].map((axis) => Math.min(at(size, axis), at(whole, axis) - at(start, axis)));
  const ends = there.map((length, axis) => at(start, axis) + length);
  const inside = there.every((length, axis) => length === at(whole, axis))
    ? maps
    : g.emit(
        'Slice',
        [maps, g.integers(start), g.integers(ends), g.integers([2, 3])],
        {},
        { dtype: 'float32', shape: [batch, channels, ...there] },
      );
  const missing = there.map((length, axis) => at(size, axis) - length);
  if (missing[0] === 0 && missing[1] === 0) return inside;
  const shape = [batch, channels, ...size];
  return g.emit('Pad', [inside, g.integers([0, 0, 0, 0, 0, 0, ...missing])], {}, { dtype: 'float32', shape });
}
