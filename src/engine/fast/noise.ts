import type { Region } from '../extractors/extractor.js';
import { at } from '../lookup.js';
import { normalOf } from '../random.js';

/**
 * Noise for a network to begin strokes from where a photo is empty: a convolution gives a clear sky one value
 * everywhere, whatever it has learnt (Ulyanov et al. 2016, "Texture Networks", feed noise of several sizes for that).
 *
 * Each map is normal noise on a lattice whose cells are so many pixels wide, between its points bilinear. A point's value
 * depends on its place and the seed alone, so that tiles have what the whole picture has there.
 *
 * @param cells widths of each map's cells in pixels.
 * @param region of the picture, which may begin outside it.
 * @returns [height, width, maps] of the region.
 */
export function noiseMaps(cells: readonly number[], region: Region, seed: number): Float32Array {
  const values = new Float32Array(region.width * region.height * cells.length);
  lay(values, { first: 0, step: cells.length }, { cells, region, seed });
  return values;
}

interface Noise {
  readonly cells: readonly number[];
  readonly region: Region;
  readonly seed: number;
}

/** Writes the maps of each pixel behind each other, `step` numbers from pixel to pixel. */
function lay(
  values: Float32Array,
  { first, step }: { readonly first: number; readonly step: number },
  { cells, region, seed }: Noise,
): void {
  const { top, left, width, height } = region;
  for (const [map, cell] of cells.entries()) {
    const [firstColumn, firstRow] = [Math.floor(left / cell), Math.floor(top / cell)];
    const columns = Math.floor((left + width - 1) / cell) - firstColumn + 2;
    const rows = Math.floor((top + height - 1) / cell) - firstRow + 2;
    const along = Array.from({ length: rows }, (_, row) => {
      const points = new Float32Array(columns);
      for (let column = 0; column < columns; column++) {
        points[column] = normalAt(firstColumn + column, firstRow + row, map, seed);
      }
      return stretched(points, cell, region);
    });
    for (let y = 0; y < height; y++) {
      const down = (top + y) / cell - firstRow;
      const row = Math.floor(down);
      const [upper, lower, share] = [at(along, row), at(along, row + 1), down - row];
      for (let x = 0, to = first + map + y * width * step; x < width; x++, to += step) {
        const above = upper[x] ?? 0;
        values[to] = SPREAD * (above + share * ((lower[x] ?? 0) - above));
      }
    }
  }
}

/** A third of the spread of a photo's colours in the network's units: where the photo has something, that is what counts. */
const SPREAD = 0.3;

/** A row of a lattice's points, and what is between them at every column of the region, in double precision. */
function stretched(points: Float32Array, cell: number, { left, width }: Region): Float64Array {
  const first = Math.floor(left / cell);
  const values = new Float64Array(width);
  for (let x = 0; x < width; x++) {
    const right = (left + x) / cell - first;
    const column = Math.floor(right);
    const [before, after] = [points[column] ?? 0, points[column + 1] ?? 0];
    values[x] = before + (right - column) * (after - before);
  }
  return values;
}

/** A standard normal number for a point of a lattice, of two hashes of where it is. */
function normalAt(column: number, row: number, map: number, seed: number): number {
  const place =
    Math.imul(column, 0x9e3779b1) + Math.imul(row, 0x85ebca77) + Math.imul(map + 1, 0xc2b2ae3d) + seed;
  const first = hashed(place);
  return normalOf((first + 1) / 2 ** 32, hashed(first ^ 0x5bd1e995) / 2 ** 32);
}

/** All 32 bits mixed: "lowbias32" of Chris Wellons's hash prospector, public domain. */
function hashed(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * A network's input for a region of a picture: its pixels, and behind them the noise of that place.
 * @param pixels [height, width, 3] of the region.
 * @returns [height, width, 3 + maps].
 */
export function withNoise(
  pixels: Float32Array,
  region: Region,
  { cells, seed }: { readonly cells: readonly number[]; readonly seed: number },
): Float32Array {
  if (cells.length === 0) return pixels;
  const step = 3 + cells.length;
  const result = new Float32Array(region.width * region.height * step);
  for (let i = 0; i < region.width * region.height; i++) {
    for (let colour = 0; colour < 3; colour++) result[step * i + colour] = pixels[3 * i + colour] ?? 0;
  }
  lay(result, { first: 3, step }, { cells, region, seed });
  return result;
}
