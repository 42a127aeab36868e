import { Halving } from './halving.js';

/**
 * Multiplies pictures [height, width, 3] of one size, in place, by the matrix
 *
 *     P = w₀·I + 4·Dᵀ·P′·D,
 *
 * where D halves a picture (`Halving`) and P′ is the same for half the size, with the weights from w₁ on. So the finest
 * detail is multiplied by w₀, and large forms by the sum of all weights. P is symmetric, and positive definite where
 * w₀ > 0 and no weight is below 0. (Bramble, Pasciak & Xu 1990 precondition elliptic problems so.)
 */
export function multilevel(
  size: { readonly width: number; readonly height: number },
  weights: readonly number[],
): (picture: Float32Array) => void {
  const halving = new Halving(size, weights.length);
  const coarsest = weights.length - 1;
  return (picture) => {
    halving.put(picture);
    for (let i = 0; i < coarsest; i++) halving.halve(i);
    halving.scale(coarsest, weights[coarsest] ?? 1);
    for (let i = coarsest - 1; i >= 0; i--) halving.addDoubled(i, weights[i] ?? 0);
    halving.get(picture);
  };
}
