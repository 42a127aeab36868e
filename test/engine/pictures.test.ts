import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture, encodePicture } from '../../src/engine/pictures.js';
import type { ErrorCode } from '../../src/errors.js';
import { blackPng, pngChunk } from '../support/png.js';

const options = { longestSide: 2048 };

/** A 40×24 picture, red on the left half and blue on the right. */
function halves(channels: 3 | 4 = 3, alphaRight = 255): Sharp {
  const data = Buffer.alloc(40 * 24 * channels);
  for (let y = 0; y < 24; y++) {
    for (let x = 0; x < 40; x++) {
      const at = (y * 40 + x) * channels;
      data[at + (x < 20 ? 0 : 2)] = 255;
      if (channels === 4) data[at + 3] = x < 20 ? 255 : alphaRight;
    }
  }
  return sharp(data, { raw: { width: 40, height: 24, channels } });
}

/** RGB of one pixel, rounded. */
function pixel(picture: { width: number; data: Float32Array }, x: number, y: number): number[] {
  const at = 3 * (y * picture.width + x);
  return [...picture.data.subarray(at, at + 3)].map(Math.round);
}

async function refusal(bytes: Uint8Array): Promise<ErrorCode | string> {
  return decodePicture(bytes, options).then(
    () => 'decoded',
    (error: { code: ErrorCode }) => error.code,
  );
}

describe('decodePicture', () => {
  it.each([
    ['png', () => halves().png()],
    ['palette png', () => halves().png({ palette: true })],
    ['jpeg', () => halves().jpeg({ quality: 100, chromaSubsampling: '4:4:4' })],
    ['webp', () => halves().webp({ lossless: true })],
    ['gif', () => halves().gif()],
    ['tiff', () => halves().tiff()],
    ['avif', () => halves().avif({ lossless: true, chromaSubsampling: '4:4:4' })],
    ['16-bit png', () => halves().toColourspace('rgb16').png()],
  ])('reads %s', async (_name, make) => {
    const { picture, alpha } = await decodePicture(await make().toBuffer(), options);
    expect([picture.width, picture.height]).toEqual([40, 24]);
    expect(alpha).toBeNull();
    for (const [x, wanted] of [
      [5, [255, 0, 0]],
      [35, [0, 0, 255]],
    ] as const) {
      for (const [c, value] of pixel(picture, x, 12).entries()) {
        expect(Math.abs(value - (wanted[c] ?? 0))).toBeLessThanOrEqual(4);
      }
    }
  });

  it('applies the orientation that cameras write', async () => {
    const bytes = await halves().withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer();
    const { picture } = await decodePicture(bytes, options);
    expect([picture.width, picture.height]).toEqual([24, 40]);
    // A quarter turn clockwise brings the left half to the top.
    expect(pixel(picture, 12, 4)[0]).toBeGreaterThan(230);
    expect(pixel(picture, 12, 36)[2]).toBeGreaterThan(230);
  });

  it('makes grey into three equal channels', async () => {
    const bytes = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#808080' } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect((await sharp(bytes).metadata()).channels).toBe(1);
    const { picture } = await decodePicture(bytes, options);
    expect(pixel(picture, 3, 3)).toEqual([128, 128, 128]);
  });

  it('converts CMYK', async () => {
    const bytes = await halves().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const { picture } = await decodePicture(bytes, options);
    const [r = 0, g = 0, b = 0] = pixel(picture, 5, 12);
    expect(r).toBeGreaterThan(180);
    expect(Math.max(g, b)).toBeLessThan(90);
  });

  it('converts a wide gamut through its profile', async () => {
    const inP3 = await halves().withIccProfile('p3').png().toBuffer();
    const stored = await sharp(inP3, { ignoreIcc: true }).raw().toBuffer();
    const { picture } = await decodePicture(inP3, options);
    // Stored numbers are P3's, smaller than sRGB's for the same red; read back they are sRGB's again.
    expect(stored[0]).toBeLessThan(245);
    expect(pixel(picture, 5, 12)[0]).toBeGreaterThanOrEqual(253);
  });

  it('keeps alpha apart and fills what is not seen with the mean of what is', async () => {
    const { picture, alpha } = await decodePicture(await halves(4, 0).png().toBuffer(), options);
    expect([alpha?.data[12 * 40 + 5], alpha?.data[12 * 40 + 35]]).toEqual([255, 0]);
    expect(pixel(picture, 35, 12)).toEqual([255, 0, 0]);
  });

  it('takes the first frame of an animation', async () => {
    const frames = Buffer.concat([Buffer.alloc(20 * 20 * 3, 10), Buffer.alloc(20 * 20 * 3, 200)]);
    const bytes = await sharp(frames, { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } })
      .gif({ delay: [100, 100] })
      .toBuffer();
    const { picture } = await decodePicture(bytes, options);
    expect([picture.width, picture.height]).toEqual([20, 20]);
    expect(pixel(picture, 10, 10)).toEqual([10, 10, 10]);
  });

  it('makes large pictures smaller while decoding and never enlarges', async () => {
    const bytes = await halves().png().toBuffer();
    expect((await decodePicture(bytes, { longestSide: 20 })).picture).toMatchObject({
      width: 20,
      height: 12,
    });
    expect((await decodePicture(bytes, { longestSide: 999 })).picture).toMatchObject({ width: 40 });
  });

  it('refuses what is no picture, and drawings', async () => {
    expect(await refusal(Buffer.from('hello'))).toBe('PICTURE_NOT_A_PICTURE');
    expect(await refusal(Buffer.alloc(0))).toBe('PICTURE_NOT_A_PICTURE');
    expect(await refusal(Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj'))).toBe('PICTURE_NOT_A_PICTURE');
    expect(await refusal(Buffer.from('<html><body>svg</body></html>'))).toBe('PICTURE_NOT_A_PICTURE');
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="9" height="9"/></svg>';
    expect(await refusal(Buffer.from(svg))).toBe('PICTURE_SVG');
    expect(await refusal(Buffer.from(`<?xml version="1.0"?>\n<!-- a -->\n${svg}`))).toBe('PICTURE_SVG');
  });

  it.each(['png', 'jpeg', 'webp', 'gif', 'tiff'] as const)('refuses a %s that is cut off', async (format) => {
    // Noise, so that the cut falls into pixels and not into what follows them.
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919 + i * i * 31) % 256));
    const bytes = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .toFormat(format)
      .toBuffer();
    expect(await refusal(bytes)).toBe('decoded');
    expect(await refusal(bytes.subarray(0, bytes.length / 2))).toBe('PICTURE_DAMAGED');
    expect(await refusal(bytes.subarray(0, 40))).toMatch(/PICTURE_(?:DAMAGED|NOT_A_PICTURE)/);
  });

  it('refuses a 30,000×30,000 bomb by its header', async () => {
    await expect(decodePicture(blackPng(30_000), options)).rejects.toMatchObject({
      code: 'PICTURE_TOO_LARGE',
      details: { width: 30_000, height: 30_000 },
    });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns a picture of orientation %i upright', async (orientation) => {
    // Red left, blue right; what a viewer that knows orientations shows of it.
    const bytes = await halves().withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer();
    const { picture } = await decodePicture(bytes, options);
    const lying = orientation >= 5;
    expect([picture.width, picture.height]).toEqual(lying ? [24, 40] : [40, 24]);
    const redFirst = [1, 4, 5, 6].includes(orientation);
    const [first, last] = lying
      ? [pixel(picture, 12, 4), pixel(picture, 12, 36)]
      : [pixel(picture, 4, 12), pixel(picture, 36, 12)];
    expect((redFirst ? first : last)[0]).toBeGreaterThan(230);
    expect((redFirst ? last : first)[2]).toBeGreaterThan(230);
  });

  it.each([
    ['a palette', (image: Sharp) => image.png({ palette: true })],
    ['16 bits', (image: Sharp) => image.toColourspace('rgb16').png()],
    ['grey', (image: Sharp) => image.toColourspace('b-w').png()],
    ['WebP', (image: Sharp) => image.webp({ lossless: true })],
    ['AVIF', (image: Sharp) => image.avif({ lossless: true })],
    ['TIFF', (image: Sharp) => image.tiff({ compression: 'lzw' })],
    ['GIF', (image: Sharp) => image.gif()],
  ])('keeps the alpha of %s', async (_name, as) => {
    const { alpha } = await decodePicture(await as(halves(4, 0)).toBuffer(), options);
    expect([alpha?.data[12 * 40 + 5], alpha?.data[12 * 40 + 35]]).toEqual([255, 0]);
  });

  it('makes a picture of which nothing is seen into a plain one', async () => {
    const nothing = sharp({ create: { width: 20, height: 20, channels: 4, background: '#ff000000' } });
    const { picture, alpha } = await decodePicture(await nothing.png().toBuffer(), options);
    expect(alpha?.data.every((value) => value === 0)).toBe(true);
    expect(pixel(picture, 9, 9)).toEqual([128, 128, 128]);
  });

  it('reads black and white of one bit', async () => {
    const ink = Buffer.from(Array.from({ length: 40 * 24 }, (_, at) => (at % 40 < 20 ? 255 : 0)));
    const bytes = await sharp(ink, { raw: { width: 40, height: 24, channels: 1 } })
      .toColourspace('b-w')
      .tiff({ bitdepth: 1, compression: 'ccittfax4' })
      .toBuffer();
    expect((await sharp(bytes).metadata()).bitsPerSample).toBe(1);
    const { picture } = await decodePicture(bytes, options);
    expect([pixel(picture, 5, 12), pixel(picture, 35, 12)]).toEqual([
      [255, 255, 255],
      [0, 0, 0],
    ]);
  });

  it('takes the first frame of an animated WebP, and the largest of a TIFF with several sizes', async () => {
    const frames = Buffer.concat([Buffer.alloc(20 * 20 * 3, 10), Buffer.alloc(20 * 20 * 3, 200)]);
    const animated = await sharp(frames, { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } })
      .webp({ lossless: true })
      .toBuffer();
    expect(pixel((await decodePicture(animated, options)).picture, 10, 10)).toEqual([10, 10, 10]);
    const pyramid = await halves()
      .resize(160, 96)
      .tiff({ pyramid: true, tile: true, tileWidth: 16, tileHeight: 16 })
      .toBuffer();
    expect((await decodePicture(pyramid, options)).picture).toMatchObject({ width: 160, height: 96 });
  });

  it('lets a profile that is none be', async () => {
    const profile = Buffer.concat([Buffer.from('p\0\0'), deflateSync(Buffer.alloc(400, 7))]);
    const png = await halves().png().toBuffer();
    const headed = Buffer.concat([png.subarray(0, 33), pngChunk('iCCP', profile), png.subarray(33)]);
    expect(pixel((await decodePicture(headed, options)).picture, 5, 12)).toEqual([255, 0, 0]);
  });

  it('sees the picture in a file that is something else as well', async () => {
    const gif = await halves().gif().toBuffer();
    for (const other of [
      '<script>alert(1)</script>',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'PK\x03\x04',
      '%PDF-1.7',
    ]) {
      const { picture } = await decodePicture(Buffer.concat([gif, Buffer.from(other)]), options);
      expect(picture).toMatchObject({ width: 40, height: 24 });
      // The other one first, and it is no picture.
      expect(await refusal(Buffer.concat([Buffer.from(other), gif]))).toMatch(
        /PICTURE_(?:NOT_A_PICTURE|SVG)/,
      );
    }
    // A drawing behind another’s signature is opened as neither.
    const disguised = Buffer.from('GIF89a<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>');
    expect(await refusal(disguised)).toBe('PICTURE_DAMAGED');
  });

  it('refuses what is like an AVIF and is none, and camera raw', async () => {
    const ftyp = (brands: string) =>
      Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brands}`)]);
    expect(await refusal(ftyp('heic\0\0\0\0mif1heic'))).toBe('PICTURE_NOT_A_PICTURE');
    expect(await refusal(ftyp('isom\0\0\0\0mp41isom'))).toBe('PICTURE_NOT_A_PICTURE');
    expect(await refusal(ftyp('mif1\0\0\0\0avifmif1'))).toBe('PICTURE_DAMAGED');
    expect(await refusal(Buffer.from('II*\0\x10\0\0\0CR\x02\0'))).toBe('PICTURE_NOT_A_PICTURE');
  });

  it('refuses a picture of a few pixels', async () => {
    const bytes = await sharp({ create: { width: 300, height: 9, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    expect(await refusal(bytes)).toBe('PICTURE_TOO_SMALL');
  });
});

describe('encodePicture', () => {
  const picture = { width: 2, height: 2, data: Float32Array.of(-9, 0, 300, 1.4, 1.6, 2, 9, 9, 9, 8, 8, 8) };

  it('clips, rounds and reads back the same', async () => {
    const raw = await sharp(await encodePicture(picture, { format: 'png' }))
      .raw()
      .toBuffer();
    expect([...raw]).toEqual([0, 0, 255, 1, 2, 2, 9, 9, 9, 8, 8, 8]);
  });

  it('puts alpha back, fitted to the size', async () => {
    const alpha = { width: 4, height: 4, data: new Uint8Array(16).fill(7) };
    const bytes = await encodePicture(picture, { format: 'png', alpha });
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(4);
    expect([3, 7, 11, 15].map((at) => data[at])).toEqual([7, 7, 7, 7]);
    expect(await sharp(await encodePicture(picture, { format: 'jpeg', alpha })).metadata()).toMatchObject({
      format: 'jpeg',
      channels: 3,
    });
    expect(await sharp(await encodePicture(picture, { format: 'webp', alpha })).metadata()).toMatchObject({
      format: 'webp',
      hasAlpha: true,
    });
  });

  it('writes no metadata', async () => {
    const tagged = await halves()
      .withExif({ IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .jpeg()
      .toBuffer();
    expect((await sharp(tagged).metadata()).exif).toBeDefined();
    const { picture: decoded } = await decodePicture(tagged, options);
    const { exif, icc, xmp, iptc } = await sharp(await encodePicture(decoded, { format: 'png' })).metadata();
    expect([exif, icc, xmp, iptc]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
