import sharp from 'sharp';

/** One picture of a sheet, by its encoded bytes or its path. */
export type Tile = Buffer | string;

const GAP = 16;
const MOUNT = { r: 246, g: 244, b: 239 };

/** Rows of pictures, all of one height, side by side on a pale mount; WebP. */
export async function composeSheet(rows: readonly (readonly Tile[])[], height: number): Promise<Buffer> {
  const pieces: { input: Buffer; left: number; top: number }[] = [];
  let width = 0;
  let top = GAP;
  for (const row of rows) {
    let left = GAP;
    for (const tile of row) {
      const { data, info } = await sharp(tile).resize({ height }).png().toBuffer({ resolveWithObject: true });
      pieces.push({ input: data, left, top });
      left += info.width + GAP;
    }
    width = Math.max(width, left);
    top += height + GAP;
  }
  return sharp({ create: { width, height: top, channels: 3, background: MOUNT } })
    .composite(pieces)
    .webp({ quality: 86 })
    .toBuffer();
}
