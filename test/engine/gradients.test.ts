import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backends/backend.js';
import { createOnnxRuntimeBackend } from '../../src/engine/backends/onnxruntime/create.js';
import { NetworkExtractor } from '../../src/engine/extractors/network.js';
import { VGG19 } from '../../src/engine/extractors/vgg19.js';
import { createObjective } from '../../src/engine/objective.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import {
  added,
  chapterLoss,
  chapterTotalVariation,
  covarianceDistance,
  featureDistance,
  gatysLoss,
  gramDistance,
  type Image,
  type Loss,
  layersLoss,
  meanDistance,
  meanTotalVariation,
  type Parts,
  scaled,
  squares,
} from './reference/losses.js';
import { type NetworkLayer, randomNetwork, TINY_BLOCKS, VGG19_BLOCKS } from './reference/network.js';
import { networkExtractor } from './support/network-extractor.js';
import { plainBackend } from './support/plain-backend.js';
import { waves } from './support/scenes.js';

/*
 * Every loss and every recipe, on both backends, against the float64 reference with the same random weights: the loss,
 * and the gradient in relative L2 norm.
 */

const [WIDTH, HEIGHT] = [35, 38];
const photo = waves(WIDTH, HEIGHT, 1);
const painting = waves(WIDTH, HEIGHT, 2);
const image = waves(WIDTH, HEIGHT, 7);
const max = randomNetwork(TINY_BLOCKS, 'max');
const average = randomNetwork(TINY_BLOCKS, 'average');
const layers = { block1_conv1: 1, block2_conv2: 0.5, block3_conv1: 2, block5_conv2: 1 };
const nothing = { styleWeight: 0, contentWeight: 0, tvWeight: 0, styleLayers: {}, contentLayers: {} };

interface Case {
  readonly name: string;
  readonly recipe: string;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly network?: readonly NetworkLayer[];
  readonly reference: (image: Image) => Loss;
  /** How far loss and gradient may differ, relatively. */
  readonly within: number;
}

const byEnergy = gramDistance((_, target) => 1 / squares(target));
const cases: readonly Case[] = [
  {
    name: 'gram',
    recipe: 'multiscale',
    overrides: { ...nothing, styleWeight: 1, styleLayers: layers, statistics: 'gram' },
    reference: (x) => layersLoss(max, x, painting, layers, byEnergy),
    within: 1e-3,
  },
  {
    name: 'moments (means and covariances)',
    recipe: 'multiscale',
    overrides: { ...nothing, styleWeight: 1, styleLayers: layers },
    reference: (x) =>
      added([
        layersLoss(max, x, painting, layers, meanDistance),
        layersLoss(max, x, painting, layers, covarianceDistance),
      ]),
    within: 1e-3,
  },
  {
    name: 'content',
    recipe: 'multiscale',
    overrides: { ...nothing, contentWeight: 1, contentLayers: layers },
    reference: (x) =>
      layersLoss(
        max,
        x,
        photo,
        layers,
        featureDistance(({ data }) => 1 / squares(data)),
      ),
    within: 1e-3,
  },
  {
    name: 'total variation, power 1',
    recipe: 'multiscale',
    overrides: { ...nothing, tvWeight: 3 },
    reference: (x) => scaled(meanTotalVariation(x), 3),
    within: 1e-3,
  },
  {
    name: 'total variation, power 1.25',
    recipe: 'multiscale',
    overrides: { ...nothing, tvWeight: 1e-6, tvPower: 1.25, tvNormalisation: 'sum' },
    reference: (x) => scaled(chapterTotalVariation(x, 1.25), 1e-6),
    within: 1e-3,
  },
  ...recipeCases('keras', max, (x) => chapterLoss(max, { image: x, photo, painting })),
  ...recipeCases('gatys', average, (x) => gatysLoss(average, { image: x, photo, painting })),
];

/** A recipe as it is, and each of its parts alone. */
function recipeCases(
  recipe: string,
  network: readonly NetworkLayer[],
  reference: (image: Image) => Parts,
): Case[] {
  const common = { recipe, network, within: 1e-4 };
  return [
    {
      ...common,
      name: `the ${recipe} recipe, whole`,
      overrides: {},
      reference: (x) => added(Object.values(reference(x))),
    },
    {
      ...common,
      name: `the ${recipe} recipe, style alone`,
      overrides: { contentWeight: 0, tvWeight: 0 },
      reference: (x) => reference(x).style,
    },
    {
      ...common,
      name: `the ${recipe} recipe, content alone`,
      overrides: { styleWeight: 0, tvWeight: 0 },
      reference: (x) => reference(x).content,
    },
  ];
}

const backends = [
  ['TensorFlow.js’s plain cpu backend', plainBackend],
  ['onnxruntime', () => createOnnxRuntimeBackend()],
] as const;

describe.each(backends)('on %s, as in float64:', (_name, create) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.dispose());

  it.each(cases)('$name', async ({ recipe, overrides, network, reference, within }) => {
    const extractor = networkExtractor(network ?? max, backend);
    const objective = await createObjective(
      {
        photo,
        styles: [{ picture: painting, weight: 1 }],
        recipe: resolveRecipe(recipe, overrides),
        strength: 1,
      },
      { backend, extractor },
    );
    const { loss, gradient } = await objective.evaluate(image.data);
    const expected = reference(image);
    expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(within);
    const difference = expected.gradient.map((value, i) => value - (gradient[i] ?? 0));
    expect(Math.sqrt(squares(difference) / squares(expected.gradient))).toBeLessThan(within);
    objective.dispose();
    extractor.dispose();
  });
});

describe('the keras recipe on VGG19’s own layer table, random weights, as in float64:', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await createOnnxRuntimeBackend();
  });
  afterAll(() => backend.dispose());

  it('onnxruntime', { timeout: 600_000 }, async () => {
    const network = randomNetwork(
      VGG19_BLOCKS.map(([count, channels], b) => [b === 4 ? 2 : count, channels]),
      'max',
    );
    const weights = new Map(
      network.flatMap((layer) =>
        layer.kind === 'pool'
          ? []
          : [
              [
                layer.name,
                { kernel: Float32Array.from(layer.kernel), bias: Float32Array.from(layer.bias) },
              ] as const,
            ],
      ),
    );
    const extractor = new NetworkExtractor(backend, VGG19, weights, { pooling: 'max', digest: 'random' });
    const [small, brush, start] = [waves(35, 33, 1), waves(35, 33, 2), waves(35, 33, 7)];
    const expected = chapterLoss(network, { image: start, photo: small, painting: brush });
    for (const [part, overrides] of [
      ['style', { contentWeight: 0, tvWeight: 0 }],
      ['content', { styleWeight: 0, tvWeight: 0 }],
    ] as const) {
      const objective = await createObjective(
        {
          photo: small,
          styles: [{ picture: brush, weight: 1 }],
          recipe: resolveRecipe('keras', overrides),
          strength: 1,
        },
        { backend, extractor },
      );
      const { loss, gradient } = await objective.evaluate(start.data);
      const wanted = expected[part];
      expect(Math.abs(loss / wanted.loss - 1)).toBeLessThan(1e-4);
      const difference = wanted.gradient.map((value, i) => value - (gradient[i] ?? 0));
      expect(Math.sqrt(squares(difference) / squares(wanted.gradient))).toBeLessThan(1e-4);
      objective.dispose();
    }
    extractor.dispose();
  });
});
