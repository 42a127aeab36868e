import type { TvTerm } from './loss-terms.js';
import type { Evaluation } from './optimizers/optimizer.js';

/**
 * Weighted total variation (`totalVariation` in losses.ts, which says what counts) and its gradient, in plain loops: for
 * pictures so large that tensors of their size are worth avoiding.
 * @param image [height, width, 3]
 */
export function variationOf(
  image: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  { power, weight }: TvTerm,
): Evaluation {
  const gradient = new Float32Array(image.length);
  const row = 3 * width;
  let loss = 0;
  for (let y = 0; y < height; y++) {
    for (let i = y * row; i < (y + 1) * row; i++) {
      const hasNext = i + 3 < (y + 1) * row;
      const hasBelow = y + 1 < height;
      if (power !== 1 && !(hasNext && hasBelow)) continue;
      const here = image[i] as number;
      const across = hasNext ? (image[i + 3] as number) - here : 0;
      const down = hasBelow ? (image[i + row] as number) - here : 0;
      const squares = across * across + down * down;
      if (squares === 0) continue;
      loss += power === 1 ? squares : squares ** power;
      const slope = 2 * weight * (power === 1 ? 1 : power * squares ** (power - 1));
      gradient[i] = (gradient[i] as number) - slope * (across + down);
      if (hasNext) gradient[i + 3] = (gradient[i + 3] as number) + slope * across;
      if (hasBelow) gradient[i + row] = (gradient[i + row] as number) + slope * down;
    }
  }
  return { loss: weight * loss, gradient };
}
