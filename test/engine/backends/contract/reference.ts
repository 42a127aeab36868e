/**
 * The operations of the contract, written down plainly in float64: the numbers that every backend must give.
 * Pictures are [1, H, W, C], row-major.
 */
export interface Array64 {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

export function array64(data: ArrayLike<number>, shape: readonly number[]): Array64 {
  return { data: Float64Array.from(data), shape };
}

interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** 0 outside, as 'same' padding has it. */
  at(y: number, x: number, c: number): number;
  inside(y: number, x: number): boolean;
}

function picture({ data, shape }: Array64): Picture {
  const [, height = 0, width = 0, channels = 0] = shape;
  const inside = (y: number, x: number) => y >= 0 && x >= 0 && y < height && x < width;
  return {
    height,
    width,
    channels,
    inside,
    at: (y, x, c) => (inside(y, x) ? (data[(y * width + x) * channels + c] ?? 0) : 0),
  };
}

export type Padding = 'same' | 'valid';

/** TensorFlow's rule: how many positions, and how far the first window hangs over the edge. */
function lattice(
  size: number,
  window: number,
  stride: number,
  padding: Padding,
): [count: number, offset: number] {
  if (padding === 'valid') return [Math.floor((size - window) / stride) + 1, 0];
  const count = Math.ceil(size / stride);
  return [count, Math.floor(Math.max(0, (count - 1) * stride + window - size) / 2)];
}

/** Goes over all windows; `visit` is told where in the picture each of a window's places is. */
function windows(
  { height, width }: Picture,
  window: readonly [number, number],
  options: { stride: number; padding: Padding; dilation?: number },
  visit: (position: number, places: { y: number; x: number; at: number }[]) => void,
): readonly [number, number] {
  const { stride, padding, dilation = 1 } = options;
  const [rows, top] = lattice(height, (window[0] - 1) * dilation + 1, stride, padding);
  const [columns, left] = lattice(width, (window[1] - 1) * dilation + 1, stride, padding);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const places = Array.from({ length: window[0] * window[1] }, (_, at) => ({
        y: row * stride - top + Math.floor(at / window[1]) * dilation,
        x: column * stride - left + (at % window[1]) * dilation,
        at,
      }));
      visit(row * columns + column, places);
    }
  }
  return [rows, columns];
}

/** x [1, H, W, in] with filter [h, w, in, out]. */
export function conv2d(
  x: Array64,
  filter: Array64,
  options: { stride: number; padding: Padding; dilation?: number },
): Array64 {
  const [fh = 0, fw = 0, into = 0, out = 0] = filter.shape;
  const p = picture(x);
  const results: number[] = [];
  const [rows, columns] = windows(p, [fh, fw], options, (_, places) => {
    for (let o = 0; o < out; o++) {
      let sum = 0;
      for (const { y, x, at } of places) {
        for (let i = 0; i < into; i++) sum += p.at(y, x, i) * (filter.data[(at * into + i) * out + o] ?? 0);
      }
      results.push(sum);
    }
  });
  return array64(results, [1, rows, columns, out]);
}

/** x [1, H, W, in] with filter [h, w, in, multiplier]. */
export function depthwiseConv2d(
  x: Array64,
  filter: Array64,
  options: { stride: number; padding: Padding },
): Array64 {
  const [fh = 0, fw = 0, into = 0, multiplier = 0] = filter.shape;
  const p = picture(x);
  const results: number[] = [];
  const [rows, columns] = windows(p, [fh, fw], options, (_, places) => {
    for (let i = 0; i < into; i++) {
      for (let m = 0; m < multiplier; m++) {
        let sum = 0;
        for (const { y, x, at } of places) {
          sum += p.at(y, x, i) * (filter.data[(at * into + i) * multiplier + m] ?? 0);
        }
        results.push(sum);
      }
    }
  });
  return array64(results, [1, rows, columns, into * multiplier]);
}

/** Padding takes no part: an average is over the places inside, and so is a maximum. */
export function pool(
  kind: 'max' | 'average',
  x: Array64,
  window: readonly [number, number],
  options: { stride: number; padding: Padding },
): Array64 {
  const p = picture(x);
  const results: number[] = [];
  const [rows, columns] = windows(p, window, options, (_, places) => {
    const inside = places.filter(({ y, x }) => p.inside(y, x));
    for (let c = 0; c < p.channels; c++) {
      const values = inside.map(({ y, x }) => p.at(y, x, c));
      results.push(
        kind === 'max' ? Math.max(...values) : values.reduce((sum, v) => sum + v, 0) / values.length,
      );
    }
  });
  return array64(results, [1, rows, columns, p.channels]);
}

/** a [m, k] · b [k, n], either given transposed. */
export function matMul(a: Array64, b: Array64, transposeA = false, transposeB = false): Array64 {
  const of = ({ data, shape }: Array64, transposed: boolean) => {
    const [rows = 0, columns = 0] = shape;
    return transposed
      ? { rows: columns, columns: rows, at: (r: number, c: number) => data[c * columns + r] ?? 0 }
      : { rows, columns, at: (r: number, c: number) => data[r * columns + c] ?? 0 };
  };
  const [left, right] = [of(a, transposeA), of(b, transposeB)];
  const results: number[] = [];
  for (let r = 0; r < left.rows; r++) {
    for (let c = 0; c < right.columns; c++) {
      let sum = 0;
      for (let k = 0; k < left.columns; k++) sum += left.at(r, k) * right.at(k, c);
      results.push(sum);
    }
  }
  return array64(results, [left.rows, right.columns]);
}

/** Mean and variance of each channel over all positions, one after the other: [2·C]. */
export function moments(x: Array64): Array64 {
  const channels = x.shape.at(-1) ?? 1;
  const count = x.data.length / channels;
  const means = new Array<number>(channels).fill(0);
  const variances = new Array<number>(channels).fill(0);
  for (const [i, v] of x.data.entries()) means[i % channels] = (means[i % channels] ?? 0) + v / count;
  for (const [i, v] of x.data.entries()) {
    const c = i % channels;
    variances[c] = (variances[c] ?? 0) + (v - (means[c] ?? 0)) ** 2 / count;
  }
  return array64([...means, ...variances], [2 * channels]);
}

/** The gradient of f at x by central differences, in float64: right to about nine digits for smooth f. */
export function centralDifferences(f: (x: Array64) => number, x: Array64, h = 1e-5): Float64Array {
  return x.data.map((value, i) => {
    const moved = (by: number) => {
      const data = x.data.slice();
      data[i] = value + by;
      return f({ data, shape: x.shape });
    };
    return (moved(h) - moved(-h)) / (2 * h);
  });
}
