import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A network beside a preset's manifest, and what the manifest says of it. Nothing but an engine opens it. */
export async function networkFile(folder: string) {
  const bytes = Buffer.from('a network');
  await writeFile(join(folder, 'network.safetensors'), bytes);
  return {
    file: 'network.safetensors',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    training: { pictures: 1, steps: 1, losses: { total: 1 }, date: '2026-11-25' },
  };
}
