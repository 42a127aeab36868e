import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HEADLAND = fileURLToPath(new URL('../demo/sample.jpg', import.meta.url));
const MORE = fileURLToPath(new URL('../presets/samples/', import.meta.url));

/** The sample photographs, as the loopback Discord's command line takes them: the demo's, and those that presets are tried on. */
export async function sampleArguments(): Promise<string[]> {
  const more = (await readdir(MORE)).filter((name) => name.endsWith('.jpg')).sort();
  const samples = [`headland.jpg=${HEADLAND}`, ...more.map((name) => `${name}=${join(MORE, name)}`)];
  return samples.flatMap((sample) => ['--sample', sample]);
}
