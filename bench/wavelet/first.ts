import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../../src/engine/backends/backend.js';
import type { Extractor, Features, Region } from '../../src/engine/extractors/extractor.js';
import { gabor, gaussian } from '../../src/engine/extractors/filters.js';
import { cellsInside } from '../../src/engine/extractors/geometry.js';
import { seededRandom } from '../../src/engine/random.js';

const LEVELS = [0, 1, 2, 3, 4, 5];
const SIDE = 7;
const MAPS_TWO = 96;
const MIXED = 6;
const SEED = 20_000;
const PHASES = [0, Math.PI / 2, Math.PI, -Math.PI / 2];
const AXES = [
  { axis: [1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)], orientations: 8, gain: 1 },
  { axis: [1 / Math.sqrt(2), -1 / Math.sqrt(2), 0], orientations: 4, gain: 1.5 },
  { axis: [1 / Math.sqrt(6), 1 / Math.sqrt(6), -2 / Math.sqrt(6)], orientations: 4, gain: 1.5 },
] as const;

/** The settings of that time, of the `multiscale` recipe. */
export const FIRST_RECIPE = {
  octaves: [128, 256, 512],
  iterations: [60, 50, 40],
  statistics: 'moments',
  contentWeight: 0.3,
  tvWeight: 0.5,
} as const;

/**
 * The wavelet extractor as it was first tried, with every constant of that time; what the present one is measured
 * against. Layer one is a 7×7 convolution from 3 to 70 maps on every pixel, the levels are means of 2×2, layer two is a
 * mix of 6 maps of layer one under a 7×7 filter, and content is layer one of level 2 alone.
 *
 * `dense`, as first tried, makes layer two one 7×7 convolution from 70 to 96 maps. `separable` mixes first and filters
 * each mix: the same numbers in a tenth of the time, for sweeps in which only the picture counts.
 */
export class FirstWavelet implements Extractor {
  readonly name = 'wavelet-first';
  readonly identity = 'wavelet-first';
  readonly styleLayers: Readonly<Record<string, number>> = Object.fromEntries([
    ...LEVELS.map((level) => [`level${level}/one`, 1]),
    ...[1, 2, 3, 4].map((level) => [`level${level}/two`, 1]),
  ]);
  readonly contentLayers: Readonly<Record<string, number>> = { 'level2/one': 1 };
  readonly minimumSide = 64;
  readonly alignment = 64;
  readonly #one: Tensor4D;
  readonly #two: (maps: Tensor4D) => Tensor4D;
  readonly #mean: Tensor4D;
  readonly #constants: readonly Tensor4D[];

  constructor(backend: Backend, form: 'dense' | 'separable') {
    const constant = (data: Float32Array, shape: [number, number, number, number]): Tensor4D =>
      backend.constant(tf.tensor4d(data, shape));
    const one = layerOne();
    const maps = one.length;
    const weights = new Float32Array(SIDE * SIDE * 3 * maps);
    for (const [f, { taps, axis }] of one.entries()) {
      for (const [t, tap] of taps.entries()) {
        for (const [c, share] of axis.entries()) weights[(t * 3 + c) * maps + f] = tap * share;
      }
    }
    this.#one = constant(weights, [SIDE, SIDE, 3, maps]);
    this.#mean = constant(Float32Array.of(123.68, 116.779, 103.939), [1, 1, 1, 3]);

    const two = layerTwo(maps);
    const dense = new Float32Array(SIDE * SIDE * maps * MAPS_TWO);
    const mix = new Float32Array(maps * MAPS_TWO);
    const filters = new Float32Array(SIDE * SIDE * MAPS_TWO);
    for (const [output, { taps, from }] of two.entries()) {
      for (const { map, weight } of from) mix[map * MAPS_TWO + output] = weight;
      for (const [t, tap] of taps.entries()) {
        filters[t * MAPS_TWO + output] = tap;
        for (const { map, weight } of from) dense[(t * maps + map) * MAPS_TWO + output] = tap * weight;
      }
    }
    if (form === 'dense') {
      const kernel = constant(dense, [SIDE, SIDE, maps, MAPS_TWO]);
      this.#two = (x) => tf.conv2d(x, kernel, 1, 'same');
      this.#constants = [this.#one, this.#mean, kernel];
    } else {
      const mixing = constant(mix, [1, 1, maps, MAPS_TWO]);
      const depthwise = constant(filters, [SIDE, SIDE, MAPS_TWO, 1]);
      this.#two = (x) => tf.depthwiseConv2d(tf.conv2d(x, mixing, 1, 'same'), depthwise, 1, 'same');
      this.#constants = [this.#one, this.#mean, mixing, depthwise];
    }
  }

  available(layers: readonly string[], height: number, width: number): string[] {
    return layers.filter((layer) => {
      const side = Math.min(height, width) / 2 ** levelOf(layer);
      return side >= (layer.endsWith('two') ? 4 : 2);
    });
  }

  halo(layers: readonly string[]): number {
    const reach = layers.map((layer) => 2 ** levelOf(layer) * (layer.endsWith('two') ? 10 : 4));
    return Math.max(0, ...reach);
  }

  extract(image: Tensor4D, layers: readonly string[]): Features {
    const features: Record<string, Tensor2D> = {};
    let picture: Tensor4D = tf.div(tf.sub(image, this.#mean), 64);
    for (const level of LEVELS) {
      if (level > 0) picture = tf.avgPool(picture, 2, 2, 'same');
      const wantsOne = layers.includes(`level${level}/one`);
      const wantsTwo = layers.includes(`level${level}/two`);
      if (!wantsOne && !wantsTwo) continue;
      const one = tf.relu(tf.conv2d(picture, this.#one, 1, 'same'));
      if (wantsOne) features[`level${level}/one`] = rows(one);
      if (wantsTwo) {
        const two = tf.relu(this.#two(tf.avgPool(one, 2, 2, 'same')));
        features[`level${level}/two`] = rows(two);
      }
    }
    return features;
  }

  positionsIn(layer: string, { height, width }: { height: number; width: number }, region: Region) {
    const stride = 2 ** (Number(layer[5]) + (layer.endsWith('two') ? 1 : 0));
    const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
    return cellsInside(region, { stride, rows, columns });
  }

  dispose(): void {
    tf.dispose([...this.#constants]);
  }
}

function levelOf(layer: string): number {
  return Number(layer[5]);
}

interface ColourFilter {
  readonly taps: readonly number[];
  readonly axis: readonly number[];
}

/** 70 of them. */
function layerOne(): ColourFilter[] {
  return AXES.flatMap(({ axis, orientations, gain }) => {
    const waves = Array.from({ length: orientations * PHASES.length }, (_, i) => {
      const orientation = (Math.PI * Math.floor(i / PHASES.length)) / orientations;
      const phase = PHASES[i % PHASES.length] ?? 0;
      return gabor({ side: SIDE, frequency: 0.22, sigma: [1.7, 1.7], orientation, phase });
    });
    const mean = gaussian(SIDE, 1.5);
    return [
      ...waves.map((taps) => ({ axis, taps: taps.map((tap) => gain * tap) })),
      ...[0.35, -0.35].map((factor) => ({ axis, taps: mean.map((tap) => factor * tap) })),
    ];
  });
}

function layerTwo(maps: number) {
  const random = seededRandom(SEED);
  return Array.from({ length: MAPS_TWO }, (_, i) => {
    const chosen = new Set<number>();
    while (chosen.size < MIXED) chosen.add(Math.floor(random() * maps));
    return {
      from: [...chosen].map((map) => ({ map, weight: (random() < 0.5 ? -1 : 1) / Math.sqrt(MIXED) })),
      taps: gabor({
        side: SIDE,
        frequency: 0.2,
        sigma: [1.8, 1.8],
        orientation: (Math.PI * (i % 8)) / 8,
        phase: PHASES[Math.floor(i / 8) % PHASES.length] ?? 0,
      }),
    };
  });
}

/** [1, h, w, c] → [c, h·w] */
function rows(maps: Tensor4D): Tensor2D {
  return tf.reshape(tf.transpose(maps, [0, 3, 1, 2]), [maps.shape[3], -1]);
}
