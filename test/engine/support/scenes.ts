import type { Picture } from '../../../src/engine/picture.js';
import { seededRandom } from '../../../src/engine/random.js';

/** A small smooth picture, different for each seed: soft waves in three colours. */
export function waves(width: number, height: number, seed = 1): Picture {
  const random = seededRandom(seed);
  const parts = Array.from({ length: 9 }, () => ({
    fx: random() * 0.9 - 0.45,
    fy: random() * 0.9 - 0.45,
    phase: random() * 6,
  }));
  const data = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const sum = parts
          .slice(3 * c, 3 * c + 3)
          .reduce((total, { fx, fy, phase }) => total + Math.sin(fx * x + fy * y + phase), 0);
        data[3 * (y * width + x) + c] = 127 + 40 * sum;
      }
    }
  }
  return { width, height, data };
}
