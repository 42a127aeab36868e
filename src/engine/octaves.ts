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
