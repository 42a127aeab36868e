import type { Picture } from './picture.js';

/**
 * A picture at another size: Catmull–Rom cubic when it grows, the same kernel widened into a low-pass filter when it
 * shrinks. Unclipped float32 all the way, so that nothing is lost between octaves.
 */
export function resize(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  // First the sides that get shorter, so that there is less left to do; columns, which are quicker, where both do.
  if (height < picture.height) return resizeRows(resizeColumns(picture, height), width);
  return resizeColumns(resizeRows(picture, width), height);
}

/** Every row to another width. */
function resizeRows(picture: Picture, width: number): Picture {
  if (picture.width === width) return picture;
  const taps = resamplingTaps(picture.width, width, 3);
  const data = new Float32Array(3 * width * picture.height);
  let to = 0;
  for (let y = 0; y < picture.height; y++) {
    const row = 3 * y * picture.width;
    for (const { places, weights } of taps) {
      let [r, g, b] = [0, 0, 0];
      for (let k = 0; k < weights.length; k++) {
        // Within bounds: `?? 0` would cost a branch for each.
        const from = row + (places[k] as number);
        const weight = weights[k] as number;
        r += weight * (picture.data[from] as number);
        g += weight * (picture.data[from + 1] as number);
        b += weight * (picture.data[from + 2] as number);
      }
      data[to++] = r;
      data[to++] = g;
      data[to++] = b;
    }
  }
  return { width, height: picture.height, data };
}

/** Every column to another height: whole rows are weighted and added. */
function resizeColumns(picture: Picture, height: number): Picture {
  if (picture.height === height) return picture;
  const length = 3 * picture.width;
  const data = new Float32Array(length * height);
  const sum = new Float64Array(length);
  for (const [y, { places, weights }] of resamplingTaps(picture.height, height, length).entries()) {
    sum.fill(0);
    for (let k = 0; k < weights.length; k += 4) {
      // Where fewer than four are left, the last again, none of it.
      const weight = (j: number): number => (k + j < weights.length ? (weights[k + j] as number) : 0);
      const row = (j: number): number => places[Math.min(k + j, places.length - 1)] as number;
      addFour(sum, picture.data, weight(0), row(0), weight(1), row(1), weight(2), row(2), weight(3), row(3));
    }
    // Quicker than `set`, which converts number by number.
    const to = length * y;
    for (let i = 0; i < length; i++) data[to + i] = sum[i] as number;
  }
  return { width: picture.width, height, data };
}

/** sum ← sum + a·t + b·u + c·v + d·w, where t, u, v and w are places in `data`. */
function addFour(
  sum: Float64Array,
  data: Float32Array,
  ...[a, t, b, u, c, v, d, w]: readonly [number, number, number, number, number, number, number, number]
): void {
  for (let i = 0; i < sum.length; i++) {
    const two = a * (data[t + i] as number) + b * (data[u + i] as number);
    sum[i] = (sum[i] as number) + two + (c * (data[v + i] as number) + d * (data[w + i] as number));
  }
}

/** What a new sample is made of. */
interface Taps {
  /** Where the old samples begin; beyond the edges, the outermost again. */
  readonly places: Int32Array;
  /** They add up to one. */
  readonly weights: Float64Array;
}

/** @param length numbers of a sample. */
function resamplingTaps(from: number, to: number, length: number): Taps[] {
  const stretch = Math.max(1, from / to);
  return Array.from({ length: to }, (_, i) => {
    const centre = ((i + 0.5) * from) / to - 0.5;
    const first = Math.ceil(centre - 2 * stretch);
    const count = Math.floor(centre + 2 * stretch) - first + 1;
    const raw = Float64Array.from({ length: count }, (_, k) => catmullRom((first + k - centre) / stretch));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return {
      places: Int32Array.from(raw, (_, k) => length * Math.min(from - 1, Math.max(0, first + k))),
      weights: raw.map((weight) => weight / total),
    };
  });
}

/** Keys's cubic with a = −1/2. */
function catmullRom(t: number): number {
  const x = Math.abs(t);
  if (x < 1) return 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
  if (x < 2) return -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2;
  return 0;
}
