import { addDoubled, emptyGrid, half, halve } from './halving.js';
import { scale } from './vectors.js';

/**
 * Multiplies pictures [height, width, 3] of one size, in place, by the matrix
 *
 *     P = w₀·I + 4·Dᵀ·P′·D,
 *
 * where D halves a picture (`halve`) and P′ is the same for half the size, with the weights from w₁ on. So the finest
 * detail is multiplied by w₀, and large forms by the sum of all weights. P is symmetric, and positive definite where
 * w₀ > 0 and no weight is below 0. (Bramble, Pasciak & Xu 1990 precondition elliptic problems so.)
 */
export function multilevel(
  { width, height }: { readonly width: number; readonly height: number },
  [weight = 1, ...coarser]: readonly number[],
): (picture: Float32Array) => void {
  if (coarser.length === 0) return (picture) => scale(picture, weight);
  const between = emptyGrid(width, half(height));
  const coarse = emptyGrid(half(width), half(height));
  const multiply = multilevel(coarse, coarser);
  return (data) => {
    if (data.length !== 3 * width * height) throw new Error('the picture has another size');
    const fine = { width, height, data };
    halve(fine, between, coarse);
    multiply(coarse.data);
    addDoubled(fine, weight, between, coarse);
  };
}
