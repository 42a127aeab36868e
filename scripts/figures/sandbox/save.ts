import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';

const QUALITIES = [86, 80, 74, 68, 60, 52, 44] as const;
const SCALES = [1, 0.9, 0.8, 0.7, 0.6] as const;

/** Writes a screenshot as WebP of at most `limit` bytes: less good first, then smaller. */
export async function save(path: string, png: Buffer, limit: number): Promise<void> {
  const { width } = await sharp(png).metadata();
  for (const scale of SCALES) {
    for (const quality of QUALITIES) {
      const bytes = await sharp(png)
        .resize({ width: Math.round(width * scale) })
        .webp({ quality, effort: 6, smartSubsample: true })
        .toBuffer();
      if (bytes.length > limit) continue;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
      console.log(`${path} ${(bytes.length / 1000).toFixed(1)} kB`);
      return;
    }
  }
  throw new Error(`${path} does not fit into ${limit} bytes`);
}
