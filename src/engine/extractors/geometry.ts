import type { Region } from './extractor.js';

/** Where the positions of a feature map lie in the picture: the arithmetic of strides and receptive fields. */

/** A window that slides over a map, the same in both directions; `padding` zeros stand before the first row. */
export interface Window {
  readonly side: number;
  readonly stride: number;
  /** `same`: as many positions as before (stride 1 only). `valid`: only where the whole window lies inside. */
  readonly padding: 'same' | 'valid';
}

/**
 * The lattice of a map. Position i belongs to the cell of `stride` pixels that starts at i·stride, and depends on the
 * pixels from i·stride − before to i·stride + after, and on no others.
 */
export interface Lattice {
  readonly stride: number;
  readonly before: number;
  readonly after: number;
}

/**
 * For each cell of a lattice with a position, row by row: 1 where the cell starts inside the region, 0 elsewhere.
 * @param first the row and column, counted in cells, of the first position.
 */
export function cellsInside(
  region: Region,
  {
    stride,
    rows,
    columns,
    first = 0,
  }: {
    readonly stride: number;
    readonly rows: number;
    readonly columns: number;
    readonly first?: number;
  },
): Float32Array {
  const starts = (cell: number, start: number, length: number): boolean =>
    (first + cell) * stride >= start && (first + cell) * stride < start + length;
  const inside = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    if (!starts(row, region.top, region.height)) continue;
    for (let column = 0; column < columns; column++) {
      if (starts(column, region.left, region.width)) inside[row * columns + column] = 1;
    }
  }
  return inside;
}

export const PIXELS: Lattice = { stride: 1, before: 0, after: 0 };

/** The lattice of what a window makes of a map. */
export function through(lattice: Lattice, { side, stride, padding }: Window): Lattice {
  const ahead = padding === 'same' ? (side - 1) / 2 : 0;
  return {
    stride: lattice.stride * stride,
    before: lattice.before + ahead * lattice.stride,
    after: lattice.after + (side - 1 - ahead) * lattice.stride,
  };
}

/** How many positions a window makes of `length`, in one direction; 0 where there is no room for one. */
export function positionsOf(length: number, { side, stride, padding }: Window): number {
  if (padding === 'same') return length;
  return Math.max(0, Math.floor((length - side) / stride) + 1);
}
