import { extname } from 'node:path';
import sharp from 'sharp';

/** Discord names a file's type by its ending, not by its bytes; a wrong ending is the bot's to notice. */
const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.bmp': 'image/bmp',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.zip': 'application/zip',
  '.pdf': 'application/pdf',
  '.mp4': 'video/mp4',
};

export interface MediaFacts {
  readonly contentType: string;
  /** Null where the bytes are no raster picture that can be measured. */
  readonly width: number | null;
  readonly height: number | null;
}

export async function mediaFacts(filename: string, bytes: Buffer): Promise<MediaFacts> {
  const contentType = TYPES[extname(filename).toLowerCase()] ?? 'application/octet-stream';
  if (!contentType.startsWith('image/') || contentType === 'image/svg+xml') {
    return { contentType, width: null, height: null };
  }
  try {
    // The header only: nothing is decoded, so a huge picture costs nothing here.
    const { width, height, autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return { contentType, width: autoOrient.width ?? width, height: autoOrient.height ?? height };
  } catch {
    return { contentType, width: null, height: null };
  }
}

/** The name Discord stores: no path, and only letters, digits, dot, dash and underscore. */
export function storedFilename(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const safe = last
    .replace(/\s+/g, '_')
    .replace(/[^\p{L}\p{N}._-]/gu, '')
    .replace(/^\.+/, '');
  return safe === '' ? 'unknown' : safe;
}
