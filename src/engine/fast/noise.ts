import type { Region } from '../extractors/extractor.js';
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
  const { top, left, width, height } = region;
  const maps = cells.length;
  const values = new Float32Array(width * height * maps);
  for (const [map, cell] of cells.entries()) {
    const [firstColumn, firstRow] = [Math.floor(left / cell), Math.floor(top / cell)];
    const columns = Math.floor((left + width - 1) / cell) - firstColumn + 2;
    const rows = Math.floor((top + height - 1) / cell) - firstRow + 2;
    const lattice = new Float32Array(columns * rows);
    for (let i = 0; i < lattice.length; i++) {
      const row = firstRow + Math.floor(i / columns);
      lattice[i] = normalAt(firstColumn + (i % columns), row, map, seed);
    }
    for (let y = 0; y < height; y++) {
      const down = (top + y) / cell - firstRow;
      const row = Math.floor(down);
      for (let x = 0; x < width; x++) {
        const right = (left + x) / cell - firstColumn;
        const column = Math.floor(right);
        const upper = mixed(lattice, row * columns + column, right - column);
        const lower = mixed(lattice, (row + 1) * columns + column, right - column);
        values[(y * width + x) * maps + map] = SPREAD * (upper + (down - row) * (lower - upper));
      }
    }
  }
  return values;
}

/** A third of the spread of a photo's colours in the network's units: where the photo has something, that is what counts. */
const SPREAD = 0.3;

function mixed(lattice: Float32Array, at: number, share: number): number {
  const [before, after] = [lattice[at] ?? 0, lattice[at + 1] ?? 0];
  return before + share * (after - before);
}

/** A standard normal number for a point of a lattice , of two hashes of where it is. */
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
  const noise = noiseMaps(cells, region, seed);
  const maps = cells.length;
  const result = new Float32Array(region.width * region.height * (3 + maps));
  for (let i = 0; i < region.width * region.height; i++) {
    result.set(pixels.subarray(3 * i, 3 * i + 3), (3 + maps) * i);
    result.set(noise.subarray(maps * i, maps * (i + 1)), (3 + maps) * i + 3);
  }
  return result;
}
