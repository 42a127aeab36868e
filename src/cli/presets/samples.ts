import { fileURLToPath } from 'node:url';

/** The photos that presets are shown on. They come with Gramarye, beside the demo's code. */
export function samplePhotos(): readonly string[] {
  return ['sample.jpg'].map((name) => fileURLToPath(new URL(`../../demo/${name}`, import.meta.url)));
}
