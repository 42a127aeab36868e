import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The photo that presets are shown on: the demo's. */
export function samplePhoto(): string {
  return fileURLToPath(new URL('../../demo/sample.jpg', import.meta.url));
}

/** That and the others that come with Gramarye: what a style does to a portrait is not what it does to a street. */
export async function samplePhotos(): Promise<readonly string[]> {
  const folder = fileURLToPath(new URL('../../presets/samples', import.meta.url));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg')).sort();
  return [samplePhoto(), ...names.map((name) => join(folder, name))];
}
