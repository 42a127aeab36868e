import type { Region } from './extractors/extractor.js';

/** The pixels of a region of a picture `width` pixels wide: [height, width, 3] of the region. */
export function cutOut(data: Float32Array, width: number, region: Region): Float32Array {
  const result = new Float32Array(3 * region.width * region.height);
  for (let y = 0; y < region.height; y++) {
    const from = 3 * ((region.top + y) * width + region.left);
    result.set(data.subarray(from, from + 3 * region.width), 3 * y * region.width);
  }
  return result;
}

/** Adds a region's values to those of a picture `width` pixels wide, at their place. */
export function addAt(into: Float32Array, width: number, region: Region, values: Float32Array): void {
  const row = 3 * region.width;
  for (let y = 0; y < region.height; y++) {
    const start = 3 * ((region.top + y) * width + region.left);
    for (let i = 0; i < row; i++) {
      into[start + i] = (into[start + i] as number) + (values[y * row + i] as number);
    }
  }
}
