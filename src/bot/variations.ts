import { unreachable } from '../errors.js';
import type { JobRequest } from '../jobs/job.js';
import { largerSize } from './sizes.js';

/** What can be asked of a picture anew: the same with one thing changed. */
export const VARIATIONS = ['again', 'stronger', 'softer', 'original-colours', 'larger'] as const;
export type Variation = (typeof VARIATIONS)[number];

/** A doubling is about what an eye notices. */
const STEP = 2;
const STRENGTH = { least: 0.05, most: 20 } as const;

/**
 * The request of a variation, or null when it would change nothing. The seed stays, so that nothing but the one thing
 * changes; only `again` takes the new one.
 */
export function vary(
  request: JobRequest,
  variation: Variation,
  options: { readonly seed: number; readonly maxSize: number },
): JobRequest | null {
  switch (variation) {
    case 'again':
      return { ...request, seed: options.seed };
    case 'stronger':
      if (request.strength >= STRENGTH.most) return null;
      return { ...request, strength: Math.min(STRENGTH.most, request.strength * STEP) };
    case 'softer':
      if (request.strength <= STRENGTH.least) return null;
      return { ...request, strength: Math.max(STRENGTH.least, request.strength / STEP) };
    case 'original-colours':
      return request.colours === 'luminance' ? null : { ...request, colours: 'luminance' };
    case 'larger': {
      const size = largerSize(request.size, options.maxSize);
      return size === null ? null : { ...request, size };
    }
    default:
      return unreachable(variation);
  }
}
