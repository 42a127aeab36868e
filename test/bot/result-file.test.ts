import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fitPicture } from '../../src/bot/result-file.js';

/** Noise with a see-through corner: it hardly compresses, as brush strokes hardly do. */
async function noise(width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 4);
  let state = 12345;
  for (let index = 0; index < pixels.length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    pixels[index] = index % 4 === 3 ? (index < width * 40 ? 0 : 255) : state >>> 24;
  }
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

describe('a result for the upload limit', () => {
  it('stays byte for byte the same where it fits', async () => {
    const png = await noise(64, 48);
    expect(await fitPicture(png, png.length)).toEqual({ bytes: png, extension: 'png', reduced: false });
  });

  it('gives up quality first, keeping every pixel and what is see-through', async () => {
    const png = await noise(256, 192);
    const fitted = await fitPicture(png, png.length - 1);
    expect(fitted?.extension).toBe('webp');
    const { width, height, format, hasAlpha } = await sharp(fitted?.bytes).metadata();
    expect({ width, height, format, hasAlpha }).toEqual({
      width: 256,
      height: 192,
      format: 'webp',
      hasAlpha: true,
    });
  });

  it('gives up pixels then, keeping the shape', async () => {
    const png = await noise(256, 192);
    const fitted = await fitPicture(png, 12_000);
    expect(fitted?.bytes.length).toBeLessThanOrEqual(12_000);
    const { width = 0, height = 0 } = await sharp(fitted?.bytes).metadata();
    expect(width).toBeLessThan(256);
    expect(width / height).toBeCloseTo(4 / 3, 1);
  });

  it('says so when nothing fits', async () => {
    expect(await fitPicture(await noise(256, 192), 100)).toBeNull();
  });
});
