import { fitted } from './octaves.js';
import type { Picture } from './picture.js';
import type { Recipe } from './recipes.js';
import { resize } from './resize.js';

/** A painting's shorter sides never fall below this: nothing of it would be left to compare. */
const SMALLEST_SIDE = 8;

/**
 * The painting at the size that it is compared at.
 *
 * - `area`: its area made `scale`² times the picture's, in its own proportions. So a stroke takes the same share of the
 *   result as of the painting, whatever the octave. Never larger than it is, which would only teach blur, and never so
 *   small that a side vanishes.
 * - `stretch`: the picture's own size times `scale`, whatever becomes of its proportions, as the Keras chapter does.
 */
export function fitStyle(
  style: Picture,
  photo: { readonly width: number; readonly height: number },
  scale: number,
  fit: Recipe['styleFit'] = 'area',
): Picture {
  if (fit === 'stretch') {
    const side = (pixels: number): number => Math.max(SMALLEST_SIDE, Math.round(scale * pixels));
    return resize(style, side(photo.width), side(photo.height));
  }
  const factor = scale * Math.sqrt((photo.width * photo.height) / (style.width * style.height));
  const longest = Math.max(style.width, style.height);
  const size = fitted(style, Math.max(SMALLEST_SIDE, Math.min(longest, Math.round(longest * factor))));
  return resize(style, size.width, size.height);
}
