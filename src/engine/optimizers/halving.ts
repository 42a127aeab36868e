import { at } from './vectors.js';

/** A picture [height, width, 3], row by row. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

const COLOURS = 3;

export function emptyGrid(width: number, height: number): Grid {
  return { width, height, data: new Float32Array(COLOURS * width * height) };
}

export function half(length: number): number {
  return Math.ceil(length / 2);
}

/**
 * D: halves a picture by the binomial filter (1 3 3 1)/8 along both sides; beyond its edges, the outermost pixels again.
 * The last pixel of an odd side is only half a pair, and counts √½ of one, so that 4·DᵀD leaves flat colours about as
 * bright there as anywhere.
 * @param between [half the height, width, 3], overwritten.
 * @param coarse [half the height, half the width, 3], overwritten.
 */
export function halve(fine: Grid, between: Grid, coarse: Grid): void {
  const row = COLOURS * fine.width;
  halveLine(fine.data, { from: 0, length: fine.height, lanes: row }, between.data, 0);
  for (let y = 0; y < coarse.height; y++) {
    const line = { from: y * row, length: fine.width, lanes: COLOURS };
    halveLine(between.data, line, coarse.data, y * COLOURS * coarse.width);
  }
}

/**
 * fine ← weight·fine + 4·Dᵀ·coarse, where D is that of `halve`; 4·Dᵀ leaves flat colours as they are.
 * @param between [half the height, width, 3], overwritten.
 */
export function addDoubled(fine: Grid, weight: number, between: Grid, coarse: Grid): void {
  const row = COLOURS * fine.width;
  for (let y = 0; y < coarse.height; y++) {
    const line = { from: y * row, length: fine.width, lanes: COLOURS };
    doubleLine(between.data, line, 0, coarse.data, y * COLOURS * coarse.width);
  }
  doubleLine(fine.data, { from: 0, length: fine.height, lanes: row }, weight, between.data, 0);
}

/** A row of pixels, or a column of rows: `length` places side by side, `lanes` numbers each. */
interface Line {
  readonly from: number;
  readonly length: number;
  readonly lanes: number;
}

/** D along one line, whose places are halved. */
function halveLine(
  fine: Float32Array,
  { from, length, lanes }: Line,
  coarse: Float32Array,
  to: number,
): void {
  const last = length - 1;
  for (let i = 0; 2 * i < length; i++) {
    const before = from + lanes * Math.max(0, 2 * i - 1);
    const first = from + lanes * (2 * i);
    const second = from + lanes * Math.min(last, 2 * i + 1);
    const after = from + lanes * Math.min(last, 2 * i + 2);
    const factor = pairs(i, length) / 8;
    const here = to + lanes * i;
    // A pixel at a time, without a loop over its colours: rows have but one to each place.
    for (let lane = 0; lane < lanes; lane += COLOURS) {
      const red = at(fine, first + lane) + at(fine, second + lane);
      const green = at(fine, first + lane + 1) + at(fine, second + lane + 1);
      const blue = at(fine, first + lane + 2) + at(fine, second + lane + 2);
      coarse[here + lane] = factor * (at(fine, before + lane) + 3 * red + at(fine, after + lane));
      coarse[here + lane + 1] =
        factor * (at(fine, before + lane + 1) + 3 * green + at(fine, after + lane + 1));
      coarse[here + lane + 2] =
        factor * (at(fine, before + lane + 2) + 3 * blue + at(fine, after + lane + 2));
    }
  }
}

/** fine ← weight·fine + 2·Dᵀ·coarse along one line, whose places are doubled. */
function doubleLine(
  fine: Float32Array,
  { from, length, lanes }: Line,
  weight: number,
  coarse: Float32Array,
  start: number,
): void {
  const last = half(length) - 1;
  for (let i = 0; i < length; i++) {
    // A place takes three parts of its own pair and one of the pair on its side; at the ends, its own again.
    const own = i >> 1;
    const other = Math.min(last, Math.max(0, own + (i % 2 === 0 ? -1 : 1)));
    const mine = start + lanes * own;
    const next = start + lanes * other;
    const here = from + lanes * i;
    // The last place of an odd line stands for both of its pair and for what is beyond them.
    const single = i === length - 1 && i % 2 === 0;
    const ownFactor = ((single ? 7 : 3) * pairs(own, length)) / 4;
    const otherFactor = pairs(other, length) / 4;
    for (let lane = 0; lane < lanes; lane += COLOURS) {
      const red = ownFactor * at(coarse, mine + lane) + otherFactor * at(coarse, next + lane);
      const green = ownFactor * at(coarse, mine + lane + 1) + otherFactor * at(coarse, next + lane + 1);
      const blue = ownFactor * at(coarse, mine + lane + 2) + otherFactor * at(coarse, next + lane + 2);
      fine[here + lane] = weight * at(fine, here + lane) + red;
      fine[here + lane + 1] = weight * at(fine, here + lane + 1) + green;
      fine[here + lane + 2] = weight * at(fine, here + lane + 2) + blue;
    }
  }
}

/** How much of a pair the i-th two places of a line are: √½ where there is only one. */
function pairs(i: number, length: number): number {
  return 2 * i + 1 < length ? 1 : Math.SQRT1_2;
}
