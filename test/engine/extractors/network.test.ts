import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createOnnxRuntimeBackend,
  type OnnxRuntimeBackend,
} from '../../../src/engine/backends/onnxruntime/create.js';
import type { Extractor } from '../../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../../src/engine/extractors/factory.js';
import { NetworkExtractor } from '../../../src/engine/extractors/network.js';
import {
  convolutionsOf,
  type NetworkDesign,
  type Pooling,
} from '../../../src/engine/extractors/network-design.js';
import { SQUEEZENET } from '../../../src/engine/extractors/squeezenet.js';
import { VGG19 } from '../../../src/engine/extractors/vgg19.js';
import { randomWeights } from '../support/keras-files.js';
import { referenceFeatures } from '../support/reference-network.js';
import { waves } from '../support/scenes.js';
import { checkTiling } from '../support/tiling.js';

const WEIGHTS = fileURLToPath(new URL('../../../../shared/weights', import.meta.url));

/** The designs with an eighth of the maps: quick, and every window is the true one. */
function thin(design: NetworkDesign): NetworkDesign {
  const few = (maps: number) => (maps === 3 ? 3 : maps / 8);
  return {
    ...design,
    steps: design.steps.map((step) => {
      switch (step.kind) {
        case 'convolution':
          return { ...step, inputs: few(step.inputs), outputs: few(step.outputs) };
        case 'fire':
          return { ...step, inputs: few(step.inputs), squeeze: few(step.squeeze), expand: few(step.expand) };
        default:
          return step;
      }
    }),
  };
}

let backend: OnnxRuntimeBackend;
beforeAll(async () => {
  backend = await createOnnxRuntimeBackend();
});
afterAll(() => backend.dispose());

function network(design: NetworkDesign, pooling: Pooling = 'max') {
  const weights = randomWeights(convolutionsOf(design), 5);
  return {
    weights,
    extractor: new NetworkExtractor(backend, design, weights, { pooling, digest: 'random' }),
  };
}

async function features(extractor: Extractor, width: number, height: number, layers: readonly string[]) {
  const { data } = waves(width, height);
  const shape = [1, height, width, 3];
  const compiled = backend.compile(
    (image) => {
      const maps = extractor.extract(image as tf.Tensor4D, layers);
      return layers.map((layer) => maps[layer] ?? tf.zeros([0]));
    },
    [shape],
  );
  const values = await compiled.run([{ data, shape }]);
  compiled.dispose();
  return values;
}

/** ‖a − b‖ / ‖b‖ */
function distance(a: Float32Array, b: Float64Array): number {
  expect(a.length).toBe(b.length);
  let [off, size] = [0, 0];
  for (const [i, value] of b.entries()) {
    off += ((a[i] ?? Number.NaN) - value) ** 2;
    size += value ** 2;
  }
  expect(size).toBeGreaterThan(0);
  return Math.sqrt(off / size);
}

describe.each([thin(VGG19), thin(SQUEEZENET)])('$name', (design) => {
  const layers = Object.keys(design.compared.max.style);

  it.each(['max', 'average'] as const)('computes what plain loops do, pooling by %s', async (pooling) => {
    const { weights, extractor } = network(design, pooling);
    const [width, height] = [61, 53];
    const all = [...new Set([...layers, ...Object.keys(design.compared.max.content)])];
    const got = await features(extractor, width, height, all);
    const wanted = referenceFeatures(design, weights, pooling, waves(width, height));
    for (const [i, layer] of all.entries()) {
      expect(distance(got[i] ?? new Float32Array(), wanted(layer)), layer).toBeLessThan(1e-5);
    }
    extractor.dispose();
  });

  it('gives a tile the features of the whole picture', async () => {
    const { extractor } = network(design);
    const deepest = layers.at(-1) ?? '';
    const size = { width: 387, height: 341 };
    await checkTiling({ backend, extractor }, [deepest], size, { rows: [160, 192], columns: [176, 240] });
    const shallow = layers.slice(0, 3);
    await checkTiling(
      { backend, extractor },
      shallow,
      { width: 119, height: 101 },
      { rows: [32], columns: [48, 64] },
    );
    extractor.dispose();
  });

  it('has the layers that a picture has room for', () => {
    const { extractor } = network(design);
    const side = extractor.minimumSide;
    expect(extractor.available(layers, side, side)).toEqual(layers);
    expect(extractor.available(layers, 500, side - 1)).not.toContain(layers.at(-1));
    expect(extractor.available(layers, 8, 8)).toContain(layers[0]);
    extractor.dispose();
  });

  it('names its layers when asked for one that it has not', () => {
    const { extractor } = network(design);
    expect(() => extractor.available(['level0/one'], 99, 99)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringContaining(layers[1] ?? '') }),
    );
    extractor.dispose();
  });

  it('leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    const { extractor } = network(design);
    await features(extractor, 64, 64, layers.slice(0, 2));
    extractor.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('smallest pictures are those that Keras takes', () => {
  expect(network(thin(VGG19)).extractor.minimumSide).toBe(32);
  expect(network(thin(SQUEEZENET)).extractor.minimumSide).toBe(47);
});

it('halos are those of the receptive fields', () => {
  // VGG19's block5_conv1 sees 156 pixels, SqueezeNet's fire9 207: about half on each side, on their lattices of 16.
  const vgg = network(thin(VGG19)).extractor;
  expect(vgg.halo(['block1_conv1'])).toBe(1);
  expect(vgg.halo(['block1_conv1', 'block2_conv1'])).toBe(4);
  expect(vgg.halo(['block5_conv1'])).toBe(80);
  const squeezenet = network(thin(SQUEEZENET)).extractor;
  expect(squeezenet.halo(['conv1'])).toBe(2);
  expect(squeezenet.halo(['fire9'])).toBe(112);
});

describe.skipIf(!existsSync(WEIGHTS))('the real SqueezeNet (where ../shared/weights has it)', () => {
  it('computes what plain loops do', async () => {
    const extractor = await createExtractor('squeezenet', { backend, weightsDir: WEIGHTS });
    const { readKerasConvolutions } = await import('../../../src/engine/keras-hdf5.js');
    const { locateWeights, catalogueEntry } = await import('../../../src/engine/weights/store.js');
    const entry = catalogueEntry('squeezenet');
    const file = entry === null ? null : await locateWeights(entry, WEIGHTS);
    const weights = await readKerasConvolutions(file?.path ?? '', convolutionsOf(SQUEEZENET));
    const layers = ['conv1', 'fire2', 'fire5', 'fire9'];
    const got = await features(extractor, 67, 59, layers);
    const wanted = referenceFeatures(SQUEEZENET, weights, 'max', waves(67, 59));
    for (const [i, layer] of layers.entries()) {
      const maps = wanted(layer);
      expect(distance(got[i] ?? new Float32Array(), maps), layer).toBeLessThan(1e-5);
      const active = maps.filter((value) => value > 0).length / maps.length;
      expect(active, layer).toBeGreaterThan(0.02);
      expect(active, layer).toBeLessThan(0.98);
    }
    extractor.dispose();
  });
});
