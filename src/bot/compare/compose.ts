import sharp from 'sharp';

/** Pixels between the two pictures; transparent, so that it is the colour of the chat. */
const GAP = 12;
const MAX_PIXELS = 64_000_000;
const LADDER = [
  { quality: 90, scale: 1 },
  { quality: 80, scale: 0.75 },
  { quality: 75, scale: 0.5 },
  { quality: 70, scale: 0.25 },
] as const;

/** Photo left, result right, both as large as the result, as WebP in at most `limit` bytes. */
export async function composeSideBySide(photo: string, result: string, limit: number): Promise<Buffer> {
  const { width, height } = await sharp(result).metadata();
  for (const { quality, scale } of LADDER) {
    const size = {
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
    };
    const [left, right] = await Promise.all([
      sharp(photo, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 })
        .autoOrient()
        .resize({ ...size, fit: 'fill' })
        .toColourspace('srgb')
        .ensureAlpha()
        .png()
        .toBuffer(),
      sharp(result)
        .resize({ ...size, fit: 'fill' })
        .ensureAlpha()
        .png()
        .toBuffer(),
    ]);
    const bytes = await sharp({
      create: {
        width: 2 * size.width + GAP,
        height: size.height,
        channels: 4,
        background: { r: 0, g: 0, b: 0, alpha: 0 },
      },
    })
      .composite([
        { input: left, left: 0, top: 0 },
        { input: right, left: size.width + GAP, top: 0 },
      ])
      .webp({ quality, effort: 4 })
      .toBuffer();
    if (bytes.length <= limit) return bytes;
  }
  throw new Error('the comparison is over the upload limit, however small');
}
