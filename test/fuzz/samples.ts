import sharp, { type Sharp } from 'sharp';
import type { PictureKind } from '../../src/picture-kind.js';

export interface Sample {
  readonly name: string;
  readonly kind: PictureKind;
  readonly bytes: Buffer;
}

/** Whole pictures of every kind and build, small, each the start of many that are not whole. */
export async function samples(): Promise<Sample[]> {
  const made: Sample[] = [];
  for (const [name, kind, make] of BUILDS) made.push({ name, kind, bytes: await make().toBuffer() });
  return made;
}

const BUILDS: readonly (readonly [name: string, kind: PictureKind, make: () => Sharp])[] = [
  ['png', 'png', () => scene().png()],
  ['png with alpha', 'png', () => scene(4).png()],
  ['png of 16 bits', 'png', () => scene().toColourspace('rgb16').png()],
  ['png with a palette', 'png', () => scene().png({ palette: true, colours: 16 })],
  ['png, interlaced', 'png', () => scene().png({ progressive: true })],
  ['png with a profile and a note', 'png', () => scene().withIccProfile('p3').withExif(EXIF).png()],
  ['jpeg', 'jpg', () => scene().jpeg()],
  ['jpeg, progressive', 'jpg', () => scene().jpeg({ progressive: true })],
  ['jpeg, upright by its note', 'jpg', () => scene().withMetadata({ orientation: 6 }).jpeg()],
  ['jpeg of ink', 'jpg', () => scene().toColourspace('cmyk').jpeg()],
  ['webp', 'webp', () => scene().webp()],
  ['webp, lossless', 'webp', () => scene().webp({ lossless: true })],
  ['webp with alpha', 'webp', () => scene(4).webp()],
  ['webp, animated', 'webp', () => frames().webp()],
  ['gif', 'gif', () => scene().gif()],
  ['gif, animated', 'gif', () => frames().gif()],
  ['avif', 'avif', () => scene().avif({ effort: 0 })],
  ['avif with alpha', 'avif', () => scene(4).avif({ effort: 0 })],
  ['tiff', 'tif', () => scene().tiff({ compression: 'none' })],
  ['tiff by LZW', 'tif', () => scene().tiff({ compression: 'lzw', predictor: 'horizontal' })],
  ['tiff by deflate, tiled', 'tif', () => scene().tiff({ compression: 'deflate', tile: true })],
  ['tiff by JPEG', 'tif', () => scene().tiff({ compression: 'jpeg' })],
  ['tiff, large form', 'tif', () => scene().tiff({ compression: 'none', bigtiff: true })],
  ['tiff, pyramid', 'tif', () => scene(3, 96).tiff({ compression: 'lzw', pyramid: true, tile: true })],
];

const EXIF = { IFD0: { ImageDescription: 'a note' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } };

/** Gradients with some grain, 48×36 or as wide as is said. */
function scene(channels: 3 | 4 = 3, width = 48): Sharp {
  const height = width * 0.75;
  return sharp(grained(width, height, channels), { raw: { width, height, channels } });
}

function frames(): Sharp {
  return sharp(grained(24, 72, 3), { raw: { width: 24, height: 72, channels: 3, pageHeight: 24 } });
}

function grained(width: number, height: number, channels: number): Buffer {
  const bytes = Buffer.alloc(width * height * channels);
  for (let at = 0; at < bytes.length; at++) {
    const [x, y] = [Math.floor(at / channels) % width, Math.floor(at / channels / width)];
    const slope = (at % channels) % 2 === 0 ? x / width : y / height;
    bytes[at] = Math.round(220 * slope) + ((at * 7919) % 31);
  }
  return bytes;
}
