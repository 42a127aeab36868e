import type { Config } from '../config.js';

/** Longest sides that people choose from. */
const SIZES = [256, 384, 512, 768, 1024, 1536, 2048];

type Limits = Pick<Config['limits'], 'defaultSize' | 'maxSize'>;

/** The sizes on offer, smallest first. The default is always among them. */
export function sizesOf({ defaultSize, maxSize }: Limits): number[] {
  return [...new Set([...SIZES, defaultSize])].filter((size) => size <= maxSize).sort((a, b) => a - b);
}

/** The next larger size, or null when this is the largest already. */
export function largerSize(size: number, maxSize: number): number | null {
  const next = SIZES.find((candidate) => candidate > size && candidate <= maxSize);
  return next ?? (size < maxSize ? maxSize : null);
}
