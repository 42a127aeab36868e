import sharp, { type Metadata, type Sharp } from 'sharp';
import { AppError } from '../errors.js';
import { type PictureKind, pictureKind } from '../picture-kind.js';
import type { AlphaPlane, Picture } from './picture.js';

/** A picture as the engine works with it, and the transparency to put back on the result. */
export interface DecodedPicture {
  readonly picture: Picture;
  /** Null where the picture is opaque. Same size as `picture`. */
  readonly alpha: AlphaPlane | null;
}

export interface DecodeOptions {
  /** Pictures with a longer side are made smaller while decoding, in proportion; smaller ones stay as they are. */
  readonly longestSide: number;
}

/** Pixels that a picture may have; decoding more could take gigabytes. */
export const MEGAPIXELS_LIMIT = 64;
/** Pixels that each side must have. */
export const SIDE_LIMIT = 16;
const SECONDS_LIMIT = 30;

/** What sharp calls each kind. */
const FORMATS: Readonly<Record<PictureKind, string>> = {
  png: 'png',
  jpg: 'jpeg',
  webp: 'webp',
  gif: 'gif',
  avif: 'heif',
  tif: 'tiff',
};

/**
 * Decodes whatever picture people send: orientation applied, colours converted to sRGB (CMYK, grey, palette, 16 bits,
 * wide gamut through its profile), the first frame of several. Transparent parts are filled with the mean colour of
 * the visible ones, so that no invented edge is painted, and their alpha is kept apart.
 *
 * Throws PICTURE_NOT_A_PICTURE, PICTURE_SVG, PICTURE_TOO_LARGE (from the header, without decoding),
 * PICTURE_TOO_SMALL or PICTURE_DAMAGED.
 */
export async function decodePicture(bytes: Uint8Array, options: DecodeOptions): Promise<DecodedPicture> {
  const kind = kindOf(bytes);
  const { format, width, height } = await readHeader(bytes);
  // Of a file that is two things at once, only the one that was asked for is opened.
  if (format !== FORMATS[kind]) throw new AppError('PICTURE_DAMAGED');
  if (width * height > MEGAPIXELS_LIMIT * 1e6) {
    throw new AppError('PICTURE_TOO_LARGE', { width, height, limit: MEGAPIXELS_LIMIT });
  }
  if (Math.min(width, height) < SIDE_LIMIT) {
    throw new AppError('PICTURE_TOO_SMALL', { width, height, limit: SIDE_LIMIT });
  }
  try {
    const { data, info } = await open(bytes)
      .autoOrient()
      .resize({
        width: options.longestSide,
        height: options.longestSide,
        fit: 'inside',
        withoutEnlargement: true,
      })
      .toColourspace('srgb')
      .ensureAlpha()
      .timeout({ seconds: SECONDS_LIMIT })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return splitAlpha(data, info.width, info.height);
  } catch (cause) {
    throw new AppError('PICTURE_DAMAGED', {}, { cause });
  }
}

/** Tells by the bytes, not by the name, what is to be read. Throws for what is not read at all. */
function kindOf(bytes: Uint8Array): PictureKind {
  const kind = pictureKind(bytes);
  if (kind !== null) return kind;
  const opening = new TextDecoder().decode(bytes.subarray(0, 4096));
  const drawing = /^\s*</.test(opening) && /<(?:\w+:)?svg[\s>]/i.test(opening);
  throw new AppError(drawing ? 'PICTURE_SVG' : 'PICTURE_NOT_A_PICTURE');
}

async function readHeader(bytes: Uint8Array): Promise<Metadata> {
  try {
    // No limit here: this reads the header alone, and the limit deserves a sentence of its own.
    return await sharp(bytes, { limitInputPixels: false, pages: 1 }).metadata();
  } catch (cause) {
    throw new AppError('PICTURE_DAMAGED', {}, { cause });
  }
}

function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { failOn: 'error', limitInputPixels: MEGAPIXELS_LIMIT * 1e6, pages: 1 });
}

/** RGBA bytes to a working picture over the mean visible colour, and the alpha where any pixel has less than all. */
function splitAlpha(rgba: Uint8Array, width: number, height: number): DecodedPicture {
  const pixels = width * height;
  const alpha = new Uint8Array(pixels);
  let opaque = true;
  let visible = 0;
  const backdrop: [number, number, number] = [0, 0, 0];
  for (let p = 0; p < pixels; p++) {
    const a = rgba[4 * p + 3] ?? 0;
    alpha[p] = a;
    if (a < 255) opaque = false;
    visible += a;
    backdrop[0] += a * (rgba[4 * p] ?? 0);
    backdrop[1] += a * (rgba[4 * p + 1] ?? 0);
    backdrop[2] += a * (rgba[4 * p + 2] ?? 0);
  }
  const data = new Float32Array(3 * pixels);
  for (let p = 0; p < pixels; p++) {
    const share = (alpha[p] ?? 0) / 255;
    for (let c = 0; c < 3; c++) {
      const mean = visible === 0 ? 127.5 : (backdrop[c] ?? 0) / visible;
      data[3 * p + c] = share * (rgba[4 * p + c] ?? 0) + (1 - share) * mean;
    }
  }
  return { picture: { width, height, data }, alpha: opaque ? null : { width, height, data: alpha } };
}

export interface EncodeOptions {
  readonly format: 'png' | 'jpeg' | 'webp';
  /** 1–100, for JPEG and WebP. */
  readonly quality?: number;
  /** Put back on the picture, fitted to its size; JPEG, which cannot hold it, leaves it out. */
  readonly alpha?: AlphaPlane | null;
}

/** Encodes a working picture, values outside 0–255 clipped. Nothing but pixels is written: no metadata, no GPS. */
export async function encodePicture(picture: Picture, options: EncodeOptions): Promise<Buffer> {
  const { width, height } = picture;
  // A Uint8ClampedArray rounds and clips on assignment.
  const bytes = new Uint8ClampedArray(picture.data);
  let image = sharp(bytes, { raw: { width, height, channels: 3 } });
  if (options.alpha && options.format !== 'jpeg') {
    const alpha = await resizeAlpha(options.alpha, width, height);
    image = image.joinChannel(alpha, { raw: { width, height, channels: 1 } });
  }
  switch (options.format) {
    case 'png':
      return image.png({ compressionLevel: 8 }).toBuffer();
    case 'jpeg':
      return image.jpeg({ quality: options.quality ?? 90, chromaSubsampling: '4:4:4' }).toBuffer();
    case 'webp':
      return image.webp({ quality: options.quality ?? 85 }).toBuffer();
  }
}

async function resizeAlpha(alpha: AlphaPlane, width: number, height: number): Promise<Buffer> {
  return sharp(alpha.data, { raw: { width: alpha.width, height: alpha.height, channels: 1 } })
    .resize({ width, height, fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}
