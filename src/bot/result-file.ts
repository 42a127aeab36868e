import sharp from 'sharp';

export interface EncodedPicture {
  readonly bytes: Buffer;
  readonly extension: 'png' | 'webp';
  /** Whether it is less than the picture that was painted. */
  readonly reduced: boolean;
}

/** WebP keeps transparency, and Discord shows it everywhere. Quality first, then pixels. */
const LADDER = [
  { quality: 92, scale: 1 },
  { quality: 82, scale: 1 },
  { quality: 80, scale: 0.75 },
  { quality: 80, scale: 0.5 },
  { quality: 75, scale: 0.25 },
] as const;

/**
 * A finished PNG in at most `limit` bytes: itself where it fits, else WebP, less good and then smaller until it does;
 * null when nothing does. Only for pictures the engine wrote: those are decoded here, by libuv's threads.
 */
export async function fitPicture(png: Buffer, limit: number): Promise<EncodedPicture | null> {
  if (png.length <= limit) return { bytes: png, extension: 'png', reduced: false };
  const { width = 0 } = await sharp(png).metadata();
  for (const { quality, scale } of LADDER) {
    const bytes = await sharp(png)
      .resize({ width: Math.max(1, Math.round(width * scale)) })
      .webp({ quality, effort: 4 })
      .toBuffer();
    if (bytes.length <= limit) return { bytes, extension: 'webp', reduced: true };
  }
  return null;
}
