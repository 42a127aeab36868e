import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backends/backend.js';
import type { Extractor } from '../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { cellsInside } from '../../src/engine/extractors/geometry.js';
import type { Picture } from '../../src/engine/picture.js';
import { scorePicture } from '../../src/engine/score.js';
import { plainBackend } from './support/plain-backend.js';
import { waves } from './support/scenes.js';

let backend: Backend;
let wavelet: Extractor;
beforeAll(async () => {
  backend = await plainBackend();
  wavelet = await createExtractor('wavelet', { backend, weightsDir: '' });
});

const photo = waves(32, 24, 1);
const style = waves(32, 24, 2);

function between(a: Picture, b: Picture, share: number): Picture {
  return { ...a, data: a.data.map((value, i) => (1 - share) * value + share * (b.data[i] ?? 0)) };
}

const score = (result: Picture, extractor: Extractor) =>
  scorePicture({ photo, style, result, styleScale: 1 }, { backend, extractor });

describe('scorePicture', () => {
  it('gives the untouched photo no content loss and nothing closed', async () => {
    const { photo: untouched, result, closed } = await score(photo, wavelet);
    expect(result).toEqual(untouched);
    expect(result.content).toBe(0);
    expect(result.style).toBeGreaterThan(0);
    expect(closed).toBe(0);
  });

  it('gives the painting itself all of the style and little of the content', async () => {
    const { photo: untouched, result, closed } = await score(style, wavelet);
    expect(result.style).toBeCloseTo(0, 10);
    expect(closed).toBeCloseTo(1, 10);
    expect(result.content).toBeGreaterThan(untouched.content + 0.1);
  });

  it('gives what lies between them something between', async () => {
    const shares = [0.3, 0.7];
    const contents: number[] = [];
    for (const share of shares)
      contents.push((await score(between(photo, style, share), wavelet)).result.content);
    expect(contents).toEqual(contents.toSorted((a, b) => a - b));
  });

  it('is the formula it says, checked by hand on an extractor that sees the pixels', async () => {
    const result = between(photo, style, 0.5);
    const seen = await score(result, pixels({ one: 3, two: 1 }));
    const [p, s, r] = [photo, style, result].map(statistics);
    if (!p || !s || !r) throw new Error('three pictures');
    const distance = (a: typeof p): number =>
      (relative(a.mean, s.mean) + relative(a.covariance, s.covariance)) / 2;
    expect(seen.photo.style).toBeCloseTo(distance(p), 4);
    expect(seen.result.style).toBeCloseTo(distance(r), 4);
    expect(seen.closed).toBeCloseTo(1 - distance(r) / distance(p), 4);
    expect(seen.result.content).toBeCloseTo(relative(result.data, photo.data), 5);
    expect(Object.keys(seen.styleByLayer.result)).toEqual(['one', 'two']);
    expect([seen.width, seen.height]).toEqual([32, 24]);
  });

  it('brings photo and painting to the size of the result', async () => {
    const small = waves(24, 18, 3);
    const { width, height } = await score(small, wavelet);
    expect([width, height]).toEqual([24, 18]);
  });

  it('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    await score(style, wavelet);
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Layers that all are the picture's three channels. */
function pixels(styleLayers: Record<string, number>): Extractor {
  return {
    name: 'pixels',
    identity: 'pixels',
    styleLayers,
    contentLayers: { one: 1 },
    minimumSide: 1,
    alignment: 1,
    halo: () => 0,
    available: (layers) => [...layers],
    extract: (image, layers) =>
      Object.fromEntries(
        layers.map((layer) => [layer, tf.transpose(tf.reshape(image, [-1, 3])) as tf.Tensor2D]),
      ),
    positionsIn: (_layer, { height, width }, region) =>
      cellsInside(region, { stride: 1, rows: height, columns: width }),
    dispose() {},
  };
}

function statistics({ width, height, data }: Picture) {
  const count = width * height;
  const mean = [0, 1, 2].map((c) => data.filter((_, i) => i % 3 === c).reduce((a, b) => a + b, 0) / count);
  const covariance: number[] = [];
  for (const a of [0, 1, 2]) {
    for (const b of [0, 1, 2]) {
      let sum = 0;
      for (let p = 0; p < count; p++) {
        sum += ((data[3 * p + a] ?? 0) - (mean[a] ?? 0)) * ((data[3 * p + b] ?? 0) - (mean[b] ?? 0));
      }
      covariance.push(sum / count);
    }
  }
  return { mean, covariance };
}

/** ‖a − b‖²/‖b‖² */
function relative(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [distance, energy] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    distance += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
    energy += (b[i] ?? 0) ** 2;
  }
  return distance / energy;
}
