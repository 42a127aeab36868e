import { describe, expect, it } from 'vitest';
import { seededNormal } from '../../src/engine/random.js';
import {
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
  squares,
} from './reference/losses.js';
import { pass, randomNetwork, TINY_BLOCKS } from './reference/network.js';
import { waves } from './support/scenes.js';

/*
 * The float64 reference is held to its own definition: its gradients are those that central differences of its losses
 * give. So it can be what the engine's float32 is held to.
 */

const [WIDTH, HEIGHT] = [35, 38];
const painting = waves(WIDTH, HEIGHT, 2);
const photo = waves(WIDTH, HEIGHT, 1);
const network = randomNetwork(TINY_BLOCKS, 'max');
const averaging = randomNetwork(TINY_BLOCKS, 'average');
const weights = { block1_conv1: 1, block2_conv2: 0.5, block3_conv1: 2, block5_conv2: 1 };

const losses: Record<string, (image: Image) => Loss> = {
  'Gram matrices': (image) =>
    layersLoss(
      network,
      image,
      painting,
      weights,
      gramDistance((_, target) => 1 / squares(target)),
    ),
  means: (image) => layersLoss(network, image, painting, weights, meanDistance),
  covariances: (image) => layersLoss(network, image, painting, weights, covarianceDistance),
  features: (image) =>
    layersLoss(
      network,
      image,
      photo,
      weights,
      featureDistance(({ data }) => 1 / squares(data)),
    ),
  'total variation, power 1': meanTotalVariation,
  'total variation, power 1.25': (image) => chapterTotalVariation(image, 1.25),
  'the chapter’s style': (image) => chapterLoss(network, { image, photo, painting }).style,
  'the chapter’s content': (image) => chapterLoss(network, { image, photo, painting }).content,
  'Gatys’s style, average pooling': (image) => gatysLoss(averaging, { image, photo, painting }).style,
  'Gatys’s content, average pooling': (image) => gatysLoss(averaging, { image, photo, painting }).content,
};

describe('the float64 reference', () => {
  it.each(Object.entries(losses))('%s: the gradient is that of central differences', (_name, loss) => {
    const data = Float64Array.from(waves(WIDTH, HEIGHT, 7).data);
    const { gradient } = loss({ width: WIDTH, height: HEIGHT, data });
    for (const seed of [1, 2, 3]) {
      const normal = seededNormal(seed);
      const direction = data.map(() => normal());
      const step = 1e-6;
      const along = (sign: number): number =>
        loss({
          width: WIDTH,
          height: HEIGHT,
          data: data.map((x, i) => x + sign * step * (direction[i] ?? 0)),
        }).loss;
      const measured = (along(1) - along(-1)) / (2 * step);
      const slope = gradient.reduce((sum, g, i) => sum + g * (direction[i] ?? 0), 0);
      // Slopes along random directions spread as widely as the gradient is long.
      expect(Math.abs(slope - measured) / Math.sqrt(squares(gradient))).toBeLessThan(1e-5);
    }
  });

  it('convolves, adds the bias and rectifies as worked out by hand', () => {
    const kernel = new Float64Array(9 * 3 * 1);
    kernel[4 * 3] = 2; // The middle tap, of blue.
    kernel[3 * 3] = 1; // The tap to its left.
    const layer = {
      kind: 'conv',
      name: 'one',
      inputs: 3,
      outputs: 1,
      kernel,
      bias: Float64Array.of(0.5),
    } as const;
    // Blue 103.939 + 1, + 2 and − 9, red and green whatever they are.
    const rgb = [7, 8, 104.939, 9, 9, 105.939, 1, 2, 94.939];
    const { features } = pass([layer], rgb, 1, 3);
    const expected = [2 * 1 + 0.5, 2 * 2 + 1 + 0.5, 0];
    for (const [i, value] of expected.entries()) expect(features.one?.data[i]).toBeCloseTo(value, 9);
  });
});
