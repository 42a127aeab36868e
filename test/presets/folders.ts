import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';

/** A temporary folder that is gone when the test is. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gramarye-presets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A small real picture. */
export async function picture(type: 'webp' | 'png' | 'jpeg' = 'webp'): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width: 48, height: 32, channels: 3, background: '#000', noise } })
    .toFormat(type)
    .toBuffer();
}

/** A manifest in order, with changes. */
export function manifest(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'night-sky',
    title: 'Night Sky',
    description: 'Swirls of paint over a sleeping town.',
    tags: ['swirl', 'impasto'],
    author: 'A painter',
    license: 'CC0-1.0',
    styles: [{ file: 'style.webp' }],
    ...changes,
  };
}

/** Writes files below a folder: texts and bytes as they are, anything else as JSON. */
export async function writeTree(root: string, files: Record<string, unknown>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    const bytes =
      typeof content === 'string' || content instanceof Uint8Array
        ? content
        : JSON.stringify(content, null, 2);
    await writeFile(path, bytes);
  }
}
