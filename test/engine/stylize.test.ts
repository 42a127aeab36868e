import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backends/backend.js';
import { createOnnxRuntimeBackend } from '../../src/engine/backends/onnxruntime/create.js';
import { CheckpointError } from '../../src/engine/checkpoint.js';
import { greys } from '../../src/engine/colour.js';
import type { Extractor } from '../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { createObjective } from '../../src/engine/objective.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { resize } from '../../src/engine/resize.js';
import { type StylizeRequest, type StylizeStep, stylize } from '../../src/engine/stylize.js';
import { OPTIMIZERS } from '../../src/presets/recipe-settings.js';
import { waves } from './support/scenes.js';

let backend: Backend;
let extractor: Extractor;
beforeAll(async () => {
  backend = await createOnnxRuntimeBackend();
  extractor = await createExtractor('wavelet', { backend, weightsDir: '' });
});

afterAll(async () => {
  extractor.dispose();
  await backend.dispose();
});

const request: StylizeRequest = {
  photo: waves(40, 26, 1),
  styles: [{ picture: waves(30, 30, 2), weight: 1 }],
  recipe: resolveRecipe('multiscale', { octaves: [12, 24], iterations: [3, 4] }),
  size: 24,
  strength: 1,
  seed: 5,
};

describe('stylize', () => {
  it('lowers the loss, tells every step and gives the size asked for', async () => {
    const steps: StylizeStep[] = [];
    const result = await stylize(request, {
      backend,
      extractor,
      onStep: (step) => {
        steps.push(step);
      },
    });
    expect(result.picture).toMatchObject({ width: 24, height: 16 });
    expect(result.lossLast).toBeLessThan(result.lossFirst);
    expect(steps.map(({ octave, step }) => [octave, step])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [2, 2],
      [2, 3],
      [2, 4],
    ]);
    const fractions = steps.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect(steps.at(-1)?.evaluations).toBe(result.evaluations);
  });

  it('gives the same picture for the same seed and another for another', async () => {
    const once = await stylize(request, { backend, extractor });
    expect((await stylize(request, { backend, extractor })).picture).toEqual(once.picture);
    expect((await stylize({ ...request, seed: 6 }, { backend, extractor })).picture).not.toEqual(
      once.picture,
    );
  });

  it('starts from the photo, from noise, or from a mix', async () => {
    const recipe = resolveRecipe('multiscale', { octaves: [24], iterations: [1], noise: 0 });
    const started: number[] = [];
    for (const start of [0, 0.5, 1]) {
      const { picture } = await stylize({ ...request, recipe, start }, { backend, extractor });
      started.push(correlation(picture.data, resize(request.photo, 24, 16).data));
    }
    const [photo = 0, mixed = 0, noise = 0] = started;
    expect(photo).toBeGreaterThan(0.95);
    expect(mixed).toBeLessThan(photo - 0.1);
    expect(noise).toBeLessThan(mixed - 0.1);
  });

  it('keeps the photo’s colours and paints its lightness alone, when asked to', async () => {
    const { picture } = await stylize({ ...request, colours: 'luminance' }, { backend, extractor });
    const photo = resize(request.photo, 24, 16);
    for (const [i, value] of greys(picture).data.entries()) {
      const [own, wanted] = [
        (picture.data[i] ?? 0) - value,
        (photo.data[i] ?? 0) - (greys(photo).data[i] ?? 0),
      ];
      expect(own * wanted).toBeGreaterThanOrEqual(-1e-3);
      expect(Math.abs(own)).toBeLessThanOrEqual(Math.abs(wanted) + 1e-3);
    }
    expect(greys(picture).data).not.toEqual(greys(photo).data);
  });

  it('tells the loss of the result itself, whatever the optimizer', async () => {
    for (const optimizer of OPTIMIZERS) {
      const recipe = resolveRecipe('multiscale', { octaves: [24], iterations: [5], optimizer });
      const { picture, lossLast } = await stylize({ ...request, recipe }, { backend, extractor });
      const photo = resize(request.photo, 24, 16);
      const objective = await createObjective({ ...request, photo, recipe }, { backend, extractor });
      expect((await objective.evaluate(picture.data)).loss).toBeCloseTo(lossLast, 5);
      objective.dispose();
    }
  });

  it('enlarges the last octave to the size asked for', async () => {
    const recipe = resolveRecipe('multiscale', { octaves: [16], iterations: [1] });
    const { picture } = await stylize({ ...request, recipe, size: 64 }, { backend, extractor });
    expect(picture).toMatchObject({ width: 64, height: 42 });
  });

  it('refuses a checkpoint of another request', async () => {
    let checkpoint = new Uint8Array();
    await stylize(request, {
      backend,
      extractor,
      onStep: (step) => {
        checkpoint = Uint8Array.from(step.checkpoint());
      },
    });
    await expect(
      stylize({ ...request, seed: 9 }, { backend, extractor, resume: checkpoint }),
    ).rejects.toThrow(CheckpointError);
  });

  it('stops with the signal’s reason', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    let told = 0;
    const run = stylize(request, {
      backend,
      extractor,
      signal: controller.signal,
      onStep: () => {
        told++;
        if (told === 2) controller.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
    expect(told).toBe(2);
  });
});

/** Pearson's correlation of all values, −1 to 1. */
function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, onlyA, onlyB] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    const [da, db] = [value - meanA, (b[i] ?? 0) - meanB];
    both += da * db;
    onlyA += da * da;
    onlyB += db * db;
  }
  return both / Math.sqrt(onlyA * onlyB);
}
