import sharp from 'sharp';
import type { Refusal } from './protocol.js';

const MOST_MEGAPIXELS = 64;
const LEAST_SIDE = 16;
/** The longest side that is kept: what a picture of 1024 pixels needs with the broadest brush, and some more. */
const SIDE = 1536;

/** A picture that somebody sent, as we keep a painting: upright, sRGB, without metadata, WebP. Null when it is done. */
export async function convertStylePicture(from: string, to: string): Promise<Refusal | null> {
  const options = { limitInputPixels: MOST_MEGAPIXELS * 1_000_000, failOn: 'error', pages: 1 } as const;
  const size = await sharp(from, { ...options, limitInputPixels: false })
    .metadata()
    .catch(() => null);
  if (size === null) return { code: 'PICTURE_DAMAGED', details: {} };
  const { width, height } = size;
  if (width * height > options.limitInputPixels) {
    return { code: 'PICTURE_TOO_LARGE', details: { width, height, limit: MOST_MEGAPIXELS } };
  }
  if (Math.min(width, height) < LEAST_SIDE) {
    return { code: 'PICTURE_TOO_SMALL', details: { width, height, limit: LEAST_SIDE } };
  }
  try {
    await sharp(from, options)
      .autoOrient()
      .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .webp({ quality: 92 })
      .toFile(to);
    return null;
  } catch {
    return { code: 'PICTURE_DAMAGED', details: {} };
  }
}
