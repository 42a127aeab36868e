import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createOnnxRuntimeBackend,
  type OnnxRuntimeBackend,
} from '../../src/engine/backends/onnxruntime/create.js';
import type { Extractor } from '../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { createObjective } from '../../src/engine/objective.js';
import type { Picture } from '../../src/engine/picture.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { randomNetwork, TINY_BLOCKS } from './reference/network.js';
import { networkExtractor } from './support/network-extractor.js';
import { waves } from './support/scenes.js';

/*
 * The loss and gradient of a picture in tiles against those of the same picture at once.
 */

let backend: OnnxRuntimeBackend;
beforeAll(async () => {
  backend = await createOnnxRuntimeBackend();
});
afterAll(async () => {
  await backend.dispose();
});

async function evaluation(
  extractor: Extractor,
  { photo, image, recipe }: { photo: Picture; image: Picture; recipe: ReturnType<typeof resolveRecipe> },
  memory?: number,
) {
  const styles = [
    { picture: waves(320, 250, 2), weight: 2 },
    { picture: waves(300, 330, 3), weight: 1 },
  ];
  const before = backend.statistics.runs;
  const request = { photo, styles, recipe, strength: 1.5 };
  const objective = await createObjective(request, { backend, extractor, memory });
  const prepared = backend.statistics.runs;
  const { loss, gradient } = await objective.evaluate(image.data);
  objective.dispose();
  return { loss, gradient, preparing: prepared - before, runs: backend.statistics.runs - prepared };
}

/** How far the tiled evaluation is off, relatively; the gradient in L2 norm. */
async function errors(
  extractor: Extractor,
  request: Parameters<typeof evaluation>[1],
  memory: number,
): Promise<{ loss: number; gradient: number; runs: number }> {
  const whole = await evaluation(extractor, request);
  expect(whole.runs).toBe(1);
  const tiled = await evaluation(extractor, request, memory);
  const difference = tiled.gradient.map((value, i) => value - (whole.gradient[i] ?? 0));
  return {
    loss: Math.abs(tiled.loss / whole.loss - 1),
    gradient: norm(difference) / norm(whole.gradient),
    runs: tiled.runs,
  };
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((total, value) => total + value * value, 0));
}

describe('a picture in tiles has the loss and gradient of the picture at once', () => {
  // Odd sizes; a network of VGG19's layers, whose halo is 96 pixels.
  const request = { photo: waves(330, 246, 1), image: waves(330, 246, 7) };
  const layers = { block1_conv1: 1, block2_conv2: 0.5, block3_conv1: 2, block5_conv2: 1 };
  const common = { styleLayers: layers, contentLayers: { block4_conv2: 1 } };

  it.each([
    ['multiscale, mean and covariance', 'multiscale', common, 'max'],
    ['multiscale, Gram matrix', 'multiscale', { ...common, statistics: 'gram' }, 'max'],
    ['gatys', 'gatys', {}, 'average'],
    ['keras', 'keras', {}, 'max'],
    ['content alone', 'multiscale', { ...common, styleWeight: 0, tvWeight: 0 }, 'max'],
    ['total variation alone', 'multiscale', { styleWeight: 0, contentWeight: 0 }, 'max'],
    ['total variation of the chapter', 'keras', { styleWeight: 0, contentWeight: 0 }, 'max'],
  ] as const)('%s', async (_name, recipeName, overrides, pooling) => {
    const extractor = networkExtractor(randomNetwork(TINY_BLOCKS, pooling), backend);
    const recipe = resolveRecipe(recipeName, overrides);
    const off = await errors(extractor, { ...request, recipe }, 1_500_000);
    expect(off.runs).toBeGreaterThan(4);
    expect(off.loss).toBeLessThan(5e-5);
    expect(off.gradient).toBeLessThan(1e-4);
    extractor.dispose();
  });

  it('with the wavelet extractor at 768 pixels', async () => {
    const extractor = await createExtractor('wavelet', { backend, weightsDir: '' });
    const [width, height] = [768, 575];
    const wavelet = {
      photo: waves(width, height, 1),
      image: waves(width, height, 7),
      recipe: resolveRecipe('multiscale'),
    };
    const off = await errors(extractor, wavelet, 120 * 1024 ** 2);
    expect(off.runs).toBeGreaterThan(6);
    expect(off.loss).toBeLessThan(5e-5);
    expect(off.gradient).toBeLessThan(1e-4);
    extractor.dispose();
  }, 120_000);
});
