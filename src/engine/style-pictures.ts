import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodePicture } from './pictures.js';
import type { Task } from './protocol.js';
import type { StylePicture } from './stylize.js';

/**
 * Decodes a task's paintings, each with twice the pixels a side that a picture of this size compares it at, as far as it
 * has them.
 * @param size longest side of what is painted, in pixels.
 * @param styleScale the recipe's.
 */
export async function readStylePictures(
  styles: Task['styles'],
  size: number,
  styleScale: number,
): Promise<StylePicture[]> {
  const read: StylePicture[] = [];
  for (const { path, weight, scale = 1 } of styles) {
    const longestSide = Math.ceil(2 * size * Math.max(1, scale * styleScale));
    const bytes = await readFile(path);
    const { picture } = await decodePicture(bytes, { longestSide });
    read.push({ picture, weight, scale, source: createHash('sha256').update(bytes).digest('hex') });
  }
  return read;
}
