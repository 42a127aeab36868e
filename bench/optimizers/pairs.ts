import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Picture } from '../../src/engine/picture.js';
import { decodePicture } from '../../src/engine/pictures.js';

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url));
export const WEIGHTS_DIR = `${SHARED}weights`;

const PHOTOS = { bridge: 'golden_gate.jpg', tower: 'hoovertowernight.jpg' };
const PAINTINGS = { 'Van Gogh': 'starry_night_google.jpg', Matisse: 'woman-with-hat-matisse.jpg' };

export interface Pair {
  readonly name: string;
  readonly photo: Picture;
  readonly painting: Picture;
}

/** What is missing of the pictures and weights that the comparison needs; null when all is there. */
export function whatIsMissing(): string | null {
  const files = [
    'weights/squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5',
    ...[...Object.values(PHOTOS), ...Object.values(PAINTINGS)].map((file) => `pictures/${file}`),
  ];
  const missing = files.filter((file) => !existsSync(SHARED + file));
  return missing.length === 0 ? null : missing.map((file) => `../shared/${file}`).join(', ');
}

/** Every photo with every painting. */
export async function loadPairs(): Promise<Pair[]> {
  const load = async (file: string): Promise<Picture> =>
    (await decodePicture(await readFile(`${SHARED}pictures/${file}`), { longestSide: 1024 })).picture;
  const pairs: Pair[] = [];
  for (const [photo, photoFile] of Object.entries(PHOTOS)) {
    for (const [painting, paintingFile] of Object.entries(PAINTINGS)) {
      pairs.push({
        name: `${photo}, ${painting}`,
        photo: await load(photoFile),
        painting: await load(paintingFile),
      });
    }
  }
  return pairs;
}
