import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/engine/backends/backend.js';
import type { Extractor } from '../../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../../src/engine/extractors/factory.js';
import { gabor, gaussian } from '../../../src/engine/extractors/filters.js';
import { WaveletExtractor } from '../../../src/engine/extractors/wavelet.js';
import { filterBank, WAVELET_DESIGN } from '../../../src/engine/extractors/wavelet-design.js';
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
  it('computes its maps as a plain convolution would, on a chessboard', async () => {
    const [width, height] = [10, 8];
    const [one] = await features(width, height, ['level0/one']);
    const { data } = waves(width, height);
    const filters = filterBank(WAVELET_DESIGN);
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
    const entries = await features(37, 25, ['level0/one', 'level1/pair', 'level1/near', 'level2/one']);
    expect(entries.map(({ shape }) => shape)).toEqual([
      [70, 19 * 13 * 2],
      [140, 10 * 7 * 2],
      [210, (10 - 1) * (7 - 1)],
      [70, 5 * 4 * 2],
    ]);
  });

  it('pairs each place of a level with what the finer level has under it', async () => {
    const [width, height] = [20, 12];
    const [fine, coarse, pair] = await features(width, height, ['level0/one', 'level1/one', 'level1/pair']);
    const [maps, cells] = [70, (width / 4) * (height / 4)];
    expect(pair?.values?.subarray(0, maps * 2 * cells)).toEqual(coarse?.values);
    const finePlaces = (width / 2) * (height / 2);
    for (const map of [0, 17, 33, 69]) {
      for (let cell = 0; cell < cells; cell++) {
        for (const place of [0, 1]) {
          const y = 2 * Math.floor(cell / (width / 4)) + place;
          const x = 2 * (cell % (width / 4)) + place;
          const under = [0, 1].map(
            (finePlace) =>
              fine?.values?.[map * 2 * finePlaces + finePlace * finePlaces + y * (width / 2) + x] ??
              Number.NaN,
          );
          const wanted = ((under[0] ?? 0) + (under[1] ?? 0)) / 2;
          expect(pair?.values?.[(maps + map) * 2 * cells + place * cells + cell]).toBeCloseTo(wanted, 5);
        }
      }
    }
  });

  it('puts beside each place its neighbours to the right and below', async () => {
    const [width, height] = [24, 16];
    const [one, near] = await features(width, height, ['level0/one', 'level0/near']);
    const [columns, rows, maps] = [width / 2, height / 2, 70];
    const mean = (map: number, y: number, x: number): number => {
      const at = map * 2 * rows * columns + y * columns + x;
      return ((one?.values?.[at] ?? 0) + (one?.values?.[at + rows * columns] ?? 0)) / 2;
    };
    const positions = (rows - 1) * (columns - 1);
    for (const [part, [down, right]] of [
      [0, 0],
      [0, 1],
      [1, 0],
    ].entries()) {
      for (const map of [3, 40]) {
        for (let position = 0; position < positions; position += 5) {
          const [y, x] = [Math.floor(position / (columns - 1)), position % (columns - 1)];
          const wanted = mean(map, y + (down ?? 0), x + (right ?? 0));
          expect(near?.values?.[(part * maps + map) * positions + position]).toBeCloseTo(wanted, 5);
        }
      }
    }
  });

  it('leaves out layers that a small picture has no room for', () => {
    const all = Object.keys(extractor.styleLayers);
    expect(extractor.available(all, 384, 512)).toEqual(all);
    expect(extractor.available(all, 32, 32)).toEqual([
      'level0/one',
      'level1/pair',
      'level2/pair',
      'level3/pair',
      'level1/near',
    ]);
    expect(extractor.available(all, 1, 1)).toEqual(['level0/one']);
  });

  it('is the same formula every time', async () => {
    const again = await createExtractor('wavelet', { backend, weightsDir: '' });
    const [a] = await features(32, 32, ['level1/near']);
    extractor = again;
    const [b] = await features(32, 32, ['level1/near']);
    expect(b?.values).toEqual(a?.values);
    const known = new WaveletExtractor(backend);
    const other = new WaveletExtractor(backend, { ...WAVELET_DESIGN, lowPass: { sigma: 1.5, gain: 1 } });
    expect(again.identity).toBe(known.identity);
    expect(other.identity).not.toBe(known.identity);
    for (const made of [known, other]) made.dispose();
  });

  it('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    await features(32, 32, ['level0/one', 'level2/pair', 'level1/near']);
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
