import { fitted } from './octaves.js';
import type { Picture } from './picture.js';
import { encodePicture } from './pictures.js';
import { resize } from './resize.js';

/** Longest side of a preview: a message in Discord shows no more, and one steady size does not make it jump. */
export const PREVIEW_SIDE = 512;
const QUALITY = 85;

/**
 * The picture so far as it is shown: a JPEG file as large as the result will be, or as `PREVIEW_SIDE`.
 * @param size the result's longest side in pixels.
 */
export async function encodePreview(picture: Picture, size: number): Promise<Buffer> {
  const { width, height } = fitted(picture, Math.min(PREVIEW_SIDE, size));
  return encodePicture(resize(picture, width, height), { format: 'jpeg', quality: QUALITY });
}
