import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createOnnxRuntimeBackend,
  type OnnxRuntimeBackend,
} from '../../src/engine/backends/onnxruntime/create.js';
import type { Extractor } from '../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { createObjective } from '../../src/engine/objective.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { type StylizeRequest, stylize } from '../../src/engine/stylize.js';
import { waves } from './support/scenes.js';

/* What is held stays the same, however long the engine works; `npm run bench:memory` measures the process. */

let backend: OnnxRuntimeBackend;
let extractor: Extractor;
const MEMORY = 64 * 1024 ** 2;
beforeAll(async () => {
  backend = await createOnnxRuntimeBackend({ limits: { bytes: MEMORY } });
  extractor = await createExtractor('wavelet', { backend, weightsDir: '' });
});
afterAll(async () => {
  extractor.dispose();
  await backend.dispose();
});

const styles = [{ picture: waves(30, 24, 2), weight: 1 }];

/** What is alive: tensors, numbers behind them, sessions. */
function held() {
  const { numTensors, numDataBuffers } = tf.memory();
  return { numTensors, numDataBuffers, ids: tf.backend().numDataIds(), sessions: backend.statistics.open };
}

function request(size: number, seed: number): StylizeRequest {
  const recipe = resolveRecipe('multiscale', { octaves: [16, size], iterations: [2] });
  return { photo: waves(size, size, seed), styles, recipe, size, strength: 1, seed };
}

describe('what is held', () => {
  it.each([
    ['1,000 evaluations of a picture at once', 1000, undefined],
    ['200 of one in five tiles', 200, 1],
  ])(
    'is the same after %s',
    async (_what, count, memory) => {
      const recipe = resolveRecipe('multiscale', {
        styleLayers: { 'level0/one': 1, 'level0/near': 1 },
        contentLayers: { 'level0/one': 1 },
      });
      const side = memory === undefined ? 24 : 150;
      const asked = { photo: waves(side, 24, 1), styles, recipe, strength: 1 };
      const objective = await createObjective(asked, { backend, extractor, memory });
      const image = waves(side, 24, 3).data;
      await objective.evaluate(image);
      const before = held();
      const { compiled, runs } = backend.statistics;
      for (let i = 0; i < count; i++) await objective.evaluate(image);
      expect(held()).toEqual(before);
      expect(backend.statistics.compiled).toBe(compiled);
      expect(backend.statistics.runs - runs).toBeGreaterThanOrEqual(1000);
      objective.dispose();
    },
    120_000,
  );

  it.each([320, 384, 448])(
    'fits the memory allowed, however many functions a picture of %d pixels needs: none is compiled twice',
    async (width) => {
      const [photo, image] = [waves(width, 270, 1), waves(width, 270, 3)];
      const asked = { photo, styles, recipe: resolveRecipe('multiscale'), strength: 1 };
      const objective = await createObjective(asked, { backend, extractor, memory: MEMORY });
      expect(objective.memory).toBeLessThanOrEqual(MEMORY);
      await objective.evaluate(image.data);
      const { compiled, runs } = backend.statistics;
      await objective.evaluate(image.data);
      expect(backend.statistics.runs - runs).toBeGreaterThan(10);
      expect(backend.statistics.compiled).toBe(compiled);
      objective.dispose();
    },
    60_000,
  );

  it('serves the next picture of the same size: nothing is compiled again', async () => {
    await stylize(request(32, 1), { backend, extractor });
    const { compiled } = backend.statistics;
    await stylize(request(32, 2), { backend, extractor });
    expect(backend.statistics.compiled).toBe(compiled);
  });

  it('stays bounded over pictures of differing sizes', async () => {
    await stylize(request(40, 1), { backend, extractor });
    const { sessions: _, ...before } = held();
    let most = 0;
    for (let job = 0; job < 20; job++) {
      await stylize(request(32 + 3 * (job % 7), job), { backend, extractor });
      most = Math.max(most, held().sessions);
    }
    const { sessions: __, ...after } = held();
    expect(after).toEqual(before);
    expect(most).toBeLessThanOrEqual(64);
  }, 120_000);
});
