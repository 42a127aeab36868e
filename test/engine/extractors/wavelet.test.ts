import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/engine/backends/backend.js';
import type { Extractor } from '../../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../../src/engine/extractors/factory.js';
import { gabor, gaussian } from '../../../src/engine/extractors/filters.js';
import { layerOneFilters, WAVELET_DESIGN } from '../../../src/engine/extractors/wavelet.js';
import { plainBackend } from '../support/plain-backend.js';
import { waves } from '../support/scenes.js';

let backend: Backend;
let extractor: Extractor;
beforeAll(async () => {
  backend = await plainBackend();
  extractor = await createExtractor('auto', { backend, weightsDir: '' });
});

async function features(width: number, height: number, layers: readonly string[]) {
  const { data } = waves(width, height);
  const maps = tf.tidy(() => extractor.extract(tf.tensor4d(data, [1, height, width, 3]), layers));
  const entries = await Promise.all(
    layers.map(async (layer) => {
      const tensor = maps[layer];
      return { layer, shape: tensor?.shape, values: await tensor?.data() };
    }),
  );
  tf.dispose(maps);
  return entries;
}

describe('filters', () => {
  it('are of zero mean and unit norm', () => {
    const filter = gabor({ side: 7, frequency: 0.22, sigma: [1.7, 2], orientation: 0.4, phase: 1 });
    expect(filter.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12);
    expect(Math.hypot(...filter)).toBeCloseTo(1, 12);
    expect(gaussian(7, 1.5).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });
});

describe('WaveletExtractor', () => {
  it('computes layer one as a plain convolution would, on a chessboard', async () => {
    const [width, height] = [10, 8];
    const [one] = await features(width, height, ['level0/one']);
    const { data } = waves(width, height);
    const filters = layerOneFilters(WAVELET_DESIGN);
    expect(one?.shape).toEqual([filters.length, (width * height) / 2]);
    const mean = [123.68, 116.779, 103.939];
    const positions = (width * height) / 2;
    let seen = 0;
    for (const [f, { taps, axis }] of filters.entries()) {
      for (let position = 0; position < positions; position += 7) {
        // The places of a block lie one after the other, all the first places before all the second.
        const place = Math.floor(position / (positions / 2));
        const block = position % (positions / 2);
        const y = 2 * Math.floor(block / (width / 2)) + place;
        const x = 2 * (block % (width / 2)) + place;
        let wanted = 0;
        for (const [t, tap] of taps.entries()) {
          // Past the edge the picture is mirrored.
          const py = mirror(y + Math.floor(t / 7) - 3, height);
          const px = mirror(x + (t % 7) - 3, width);
          for (const [c, share] of axis.entries()) {
            const value = ((data[3 * (py * width + px) + c] ?? 0) - (mean[c] ?? 0)) / 64;
            wanted += tap * share * value;
          }
        }
        expect(one?.values?.[f * positions + position]).toBeCloseTo(Math.max(0, wanted), 4);
        if (wanted > 0.01) seen++;
      }
    }
    expect(seen).toBeGreaterThan(50);
  });

  it('has layers of the sizes it says, odd sizes too', async () => {
    const entries = await features(37, 25, ['level0/one', 'level1/one', 'level1/two', 'level2/one']);
    expect(entries.map(({ shape }) => shape)).toEqual([
      [70, 19 * 13 * 2],
      [70, 10 * 7 * 2],
      [96, (10 - 6) * (7 - 6)],
      [70, 5 * 4 * 2],
    ]);
  });

  it('leaves out layers that a small picture has no room for', () => {
    const all = Object.keys(extractor.styleLayers);
    expect(extractor.available(all, 384, 512)).toEqual(all);
    expect(extractor.available(all, 32, 32)).toEqual([
      'level0/one',
      'level1/one',
      'level2/one',
      'level3/one',
      'level0/two',
      'level1/two',
    ]);
    expect(extractor.available(all, 1, 1)).toEqual(['level0/one']);
  });

  it('is the same formula every time', async () => {
    const again = await createExtractor('wavelet', { backend, weightsDir: '' });
    const [a] = await features(32, 32, ['level1/two']);
    extractor = again;
    const [b] = await features(32, 32, ['level1/two']);
    expect(b?.values).toEqual(a?.values);
  });

  it('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    await features(32, 32, ['level0/one', 'level2/one', 'level1/two']);
    expect(tf.memory().numTensors).toBe(before);
  });
});

function mirror(at: number, length: number): number {
  return at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at;
}

describe('createExtractor', () => {
  it('names what there is when asked for what there is not', async () => {
    await expect(createExtractor('vgg91', { backend, weightsDir: '' })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining('wavelet'),
    });
    await expect(createExtractor('constructor', { backend, weightsDir: '' })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    });
  });
});
