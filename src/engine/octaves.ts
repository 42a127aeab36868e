import type { Picture } from './picture.js';
import type { Recipe } from './recipes.js';

/** One size the picture is painted at, and for how long. */
export interface Octave {
  readonly width: number;
  readonly height: number;
  readonly iterations: number;
}

const FIRST_SIDE = 128;

/**
 * The octaves of a recipe for a photo of these proportions: growing sizes whose longest side ends at `size` (a recipe
 * that names its octaves may end below it). Coarse octaves lay out large forms for almost nothing, finer ones only
 * add detail to them; alone, a fine octave would never move anything far.
 */
export function planOctaves(
  recipe: Recipe,
  photo: { width: number; height: number },
  size: number,
): Octave[] {
  const sides = sidesOf(recipe.octaves, size);
  const growing = [...new Set(sides.map((side) => Math.min(side, size)))].sort((a, b) => a - b);
  return growing.map((side, i) => ({
    ...fitted(photo, side),
    iterations: recipe.iterations[Math.min(i, recipe.iterations.length - 1)] ?? 1,
  }));
}

function sidesOf(octaves: Recipe['octaves'], size: number): readonly number[] {
  if (octaves === 'doubling') return doubling(size);
  return octaves === 'single' ? [size] : octaves;
}

/** 128, 256, … and the size itself; the last step is never a small one, which would repeat the work of the one before. */
function doubling(size: number): number[] {
  const sides: number[] = [];
  for (let side = FIRST_SIDE; side * Math.SQRT2 <= size; side *= 2) sides.push(side);
  return [...sides, size];
}

/** The size of a picture whose longest side is made `side` long, in proportion, each side a pixel at least. */
export function fitted({ width, height }: { width: number; height: number }, side: number) {
  const factor = side / Math.max(width, height);
  return {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
}

/** The longest side of a picture in these proportions that is `rows` pixels high. */
export function sideForRows({ width, height }: { width: number; height: number }, rows: number): number {
  return Math.max(rows, Math.round((width * rows) / height));
}

/**
 * A picture at another size: Catmull–Rom cubic when it grows, the same kernel widened into a low-pass filter when it
 * shrinks. Unclipped float32 all the way, so that nothing is lost between octaves.
 */
export function resize(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  const wide = resizeRows(picture, width);
  return transpose(resizeRows(transpose(wide), height));
}

/** Every row to another width. */
function resizeRows(picture: Picture, width: number): Picture {
  const taps = resamplingTaps(picture.width, width);
  const data = new Float32Array(3 * width * picture.height);
  const last = picture.width - 1;
  let to = 0;
  for (let y = 0; y < picture.height; y++) {
    const row = 3 * y * picture.width;
    for (const { first, weights } of taps) {
      let [r, g, b] = [0, 0, 0];
      for (let k = 0; k < weights.length; k++) {
        const from = row + 3 * Math.min(last, Math.max(0, first + k));
        // Within bounds: `?? 0` would cost a branch for each.
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

/** For each new sample, the weights of the old ones from `first` on; they add up to one. */
function resamplingTaps(from: number, to: number): { first: number; weights: Float64Array }[] {
  const stretch = Math.max(1, from / to);
  return Array.from({ length: to }, (_, i) => {
    const centre = ((i + 0.5) * from) / to - 0.5;
    const first = Math.ceil(centre - 2 * stretch);
    const count = Math.floor(centre + 2 * stretch) - first + 1;
    const raw = Float64Array.from({ length: count }, (_, k) => catmullRom((first + k - centre) / stretch));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: raw.map((weight) => weight / total) };
  });
}

/** Keys's cubic with a = −1/2. */
function catmullRom(t: number): number {
  const x = Math.abs(t);
  if (x < 1) return 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
  if (x < 2) return -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2;
  return 0;
}

function transpose({ width, height, data }: Picture): Picture {
  const turned = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      const to = 3 * (x * height + y);
      turned[to] = data[from] ?? 0;
      turned[to + 1] = data[from + 1] ?? 0;
      turned[to + 2] = data[from + 2] ?? 0;
    }
  }
  return { width: height, height: width, data: turned };
}
