import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backends/backend.js';
import { createOnnxRuntimeBackend } from '../../src/engine/backends/onnxruntime/create.js';
import type { Extractor } from '../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { createObjective } from '../../src/engine/objective.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { fitStyle } from '../../src/engine/style-size.js';
import { plainBackend } from './support/plain-backend.js';
import { waves } from './support/scenes.js';

const photo = waves(24, 17, 1);
const style = waves(20, 30, 2);

const only = (part: 'style' | 'content' | 'tv') => ({
  styleWeight: part === 'style' ? 1 : 0,
  contentWeight: part === 'content' ? 1 : 0,
  tvWeight: part === 'tv' ? 1 : 0,
});

const backends = [
  ['TensorFlow.js’s plain cpu backend', plainBackend],
  ['onnxruntime', () => createOnnxRuntimeBackend()],
] as const;

describe.each(backends)('createObjective on %s', (_name, create) => {
  let backend: Backend;
  let extractor: Extractor;
  beforeAll(async () => {
    backend = await create();
    extractor = await createExtractor('wavelet', { backend, weightsDir: '' });
  });
  afterAll(async () => {
    extractor.dispose();
    await backend.dispose();
  });

  async function lossOf(
    overrides: Record<string, unknown>,
    image: Float32Array,
    styles = [{ picture: style, weight: 1 }],
    strength = 1,
  ) {
    const recipe = resolveRecipe('multiscale', overrides);
    const objective = await createObjective({ photo, styles, recipe, strength }, { backend, extractor });
    const { loss } = await objective.evaluate(image);
    objective.dispose();
    return loss;
  }

  it('has no content loss at the photo and one at another picture', async () => {
    expect(await lossOf(only('content'), photo.data)).toBeLessThan(1e-6);
    expect(await lossOf(only('content'), waves(24, 17, 5).data)).toBeGreaterThan(0.1);
  });

  it('has no style loss at the painting itself', async () => {
    const itself = [{ picture: photo, weight: 1 }];
    for (const statistics of ['moments', 'gram']) {
      expect(await lossOf({ ...only('style'), statistics }, photo.data, itself)).toBeLessThan(1e-6);
      expect(await lossOf({ ...only('style'), statistics }, photo.data)).toBeGreaterThan(0.1);
    }
  });

  it('counts the total variation in mean squared steps', async () => {
    const stripes = photo.data.map((_, i) => (Math.floor(i / 3) % 2) * 255);
    // 24 wide: 23 steps of 255 in each of 17 rows, none down the columns.
    expect(await lossOf(only('tv'), stripes)).toBeCloseTo((23 * 17) / (24 * 17), 5);
  });

  it('multiplies the style loss by the strength', async () => {
    const one = await lossOf(only('style'), photo.data);
    const three = await lossOf(only('style'), photo.data, undefined, 3);
    expect(three / one).toBeCloseTo(3, 4);
  });

  it('blends paintings by their shares', async () => {
    const other = waves(28, 20, 3);
    const shares = (a: number, b: number) => [
      { picture: style, weight: a },
      { picture: other, weight: b },
    ];
    const alone = await lossOf(only('style'), photo.data);
    expect(await lossOf(only('style'), photo.data, shares(1, 1e-9))).toBeCloseTo(alone, 3);
    const half = await lossOf(only('style'), photo.data, shares(1, 1));
    expect(await lossOf(only('style'), photo.data, shares(5, 5))).toBeCloseTo(half, 5);
    expect(Math.abs(half - alone)).toBeGreaterThan(1e-3);
  });

  it.each(['moments', 'gram'])('has the gradient that central differences give (%s)', async (statistics) => {
    const recipe = resolveRecipe('multiscale', { statistics, tvWeight: 3 });
    const objective = await createObjective(
      { photo, styles: [{ picture: style, weight: 1 }], recipe, strength: 2 },
      { backend, extractor },
    );
    const start = waves(24, 17, 7).data;
    const { gradient } = await objective.evaluate(start);
    const norm = Math.hypot(...gradient);
    for (const seed of [11, 12, 13]) {
      // Random, with a part along the gradient: a slope near zero would drown in the rounding of float32 losses.
      const direction = waves(24, 17, seed).data.map(
        (value, i) => (value - 127) / 40 + (40 * (gradient[i] ?? 0)) / norm,
      );
      const slope = gradient.reduce((total, g, i) => total + g * (direction[i] ?? 0), 0);
      const step = 0.05; // Small: rectified features have kinks, which cost central differences their second order.
      const ahead = await objective.evaluate(start.map((value, i) => value + step * (direction[i] ?? 0)));
      const behind = await objective.evaluate(start.map((value, i) => value - step * (direction[i] ?? 0)));
      const measured = (ahead.loss - behind.loss) / (2 * step);
      expect(Math.abs(slope / measured - 1)).toBeLessThan(2e-3);
    }
    objective.dispose();
  });
});

describe('fitStyle', () => {
  it('gives the painting the picture’s area, keeps its proportions and never enlarges it', () => {
    const painting = waves(200, 100);
    expect(fitStyle(painting, { width: 64, height: 32 }, 1)).toMatchObject({ width: 64, height: 32 });
    expect(fitStyle(painting, { width: 32, height: 64 }, 1)).toMatchObject({ width: 64, height: 32 });
    expect(fitStyle(painting, { width: 64, height: 32 }, 2)).toMatchObject({ width: 128, height: 64 });
    expect(fitStyle(painting, { width: 640, height: 320 }, 1)).toBe(painting);
  });
});
