import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backends/backend.js';
import { createOnnxRuntimeBackend } from '../../src/engine/backends/onnxruntime/create.js';
import type { Extractor } from '../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { type StylizeRequest, stylize } from '../../src/engine/stylize.js';
import { OPTIMIZERS } from '../../src/presets/recipe-settings.js';
import { randomNetwork, TINY_BLOCKS } from './reference/network.js';
import { networkExtractor } from './support/network-extractor.js';
import { plainBackend } from './support/plain-backend.js';
import { waves } from './support/scenes.js';

/*
 * A painting that was stopped, at any step and more than once, and goes on from its checkpoint, is the painting that
 * was never stopped: the same picture and the same figures, bit for bit.
 */

const LIMIT = 180_000;

const places = [
  [
    'onnxruntime, wavelet extractor',
    () => createOnnxRuntimeBackend(),
    (backend: Backend) => createExtractor('wavelet', { backend, weightsDir: '' }),
  ],
  [
    'TensorFlow.js’s plain cpu backend, a small network with a smoothing H⁰',
    plainBackend,
    async (backend: Backend) => ({
      ...networkExtractor(randomNetwork(TINY_BLOCKS, 'max'), backend),
      smoothing: [0.5, 1, 1],
    }),
  ],
] as const;

describe.each(places)('on %s', (_name, createBackend, createExtractorOn) => {
  let backend: Backend;
  let extractor: Extractor;
  beforeAll(async () => {
    backend = await createBackend();
    extractor = await createExtractorOn(backend);
  });
  afterAll(async () => {
    extractor.dispose();
    await backend.dispose();
  });

  it.each(OPTIMIZERS)('%s goes on from any checkpoint', { timeout: LIMIT }, async (optimizer) => {
    const request: StylizeRequest = {
      photo: waves(40, 26, 1),
      styles: [{ picture: waves(30, 30, 2), weight: 1 }],
      recipe: resolveRecipe('multiscale', { octaves: [12, 24], iterations: [3, 4], optimizer }),
      size: 24,
      strength: 1,
      seed: 5,
      start: 0.3,
      colours: 'matched',
    };
    const checkpoints: Uint8Array[] = [];
    const straight = await stylize(request, {
      backend,
      extractor,
      onStep: (step) => {
        checkpoints.push(step.checkpoint());
      },
    });
    expect(checkpoints).toHaveLength(7);
    for (const resume of checkpoints) {
      const again: Uint8Array[] = [];
      const resumed = await stylize(request, {
        backend,
        extractor,
        resume,
        onStep: (step) => {
          again.push(step.checkpoint());
        },
      });
      expect(resumed).toEqual(straight);
      // The checkpoints it makes are those that were made the first time, so it may be stopped again and again.
      expect(again).toEqual(checkpoints.slice(checkpoints.length - again.length));
    }
  });
});
