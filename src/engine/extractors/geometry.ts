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
