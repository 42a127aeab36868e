import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../backends/backend.js';
import { seededRandom } from '../random.js';
import type { Extractor, Features } from './extractor.js';
import { gabor, gaussian } from './filters.js';

/**
 * The wavelet extractor: fixed oriented filters in two rectified layers at several scales, in the line of Portilla &
 * Simoncelli (2000), scattering networks (Bruna & Mallat 2013) and random-filter texture synthesis (Ustyuzhaninov et
 * al. 2017). It needs no weights: it is all formula.
 *
 * - The picture, RGB less its usual mean and over 64, is halved again and again: levels 0–5.
 * - Layer one of each level answers to oriented detail of luminance and of two opponent colours, and to their local
 *   means; rectified, so that light lines on dark and dark on light are told apart.
 * - Layer two of levels 1–4 halves layer one, mixes a few of its maps, and answers to oriented detail in the mix:
 *   corners, dashes, the texture of textures.
 */

const LEVELS = 6;
const MEAN = [123.68, 116.779, 103.939];
const SCALE = 64;

/** Colour axes of unit length: luminance, red–green, yellow–blue. */
const AXES = [
  [1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)],
  [1 / Math.sqrt(2), -1 / Math.sqrt(2), 0],
  [1 / Math.sqrt(6), 1 / Math.sqrt(6), -2 / Math.sqrt(6)],
] as const;

const SIDE = 7;
const ONE = { frequency: 0.22, sigma: 1.7, orientations: [8, 4, 4], gains: [1, 1.5, 1.5] } as const;
const LOW_PASS = { sigma: 1.5, gain: 0.35 } as const;
const TWO = { frequency: 0.2, sigma: 1.8, orientations: 8, mixed: 6, levels: [1, 2, 3, 4] } as const;
const TWO_MAPS = 96;
const MIX_SEED = 20_000;

/** A level with a side below this says little of texture, and its filters see mostly the border. */
const SMALLEST_LEVEL = 4;
const PHASES = [0, Math.PI / 2, Math.PI, -Math.PI / 2];

/** One filter of layer one: [7, 7] over one colour axis. */
interface ColourFilter {
  readonly taps: readonly number[];
  readonly axis: readonly [number, number, number];
}

/** The 70 filters of layer one. */
export function layerOneFilters(): ColourFilter[] {
  const filters: ColourFilter[] = [];
  for (const [a, axis] of AXES.entries()) {
    const orientations = ONE.orientations[a] ?? 0;
    const gain = ONE.gains[a] ?? 0;
    for (let o = 0; o < orientations; o++) {
      for (const phase of PHASES) {
        const wave = gabor({
          side: SIDE,
          frequency: ONE.frequency,
          sigma: ONE.sigma,
          orientation: (Math.PI * o) / orientations,
          phase,
        });
        filters.push({ axis, taps: wave.map((value) => gain * value) });
      }
    }
    const mean = gaussian(SIDE, LOW_PASS.sigma);
    for (const sign of [1, -1]) {
      filters.push({ axis, taps: mean.map((value) => sign * LOW_PASS.gain * value) });
    }
  }
  return filters;
}

/** One map of layer two: which maps of layer one it mixes, with which signs, and the filter over the mix. */
interface MixedFilter {
  readonly from: readonly { readonly map: number; readonly weight: number }[];
  readonly taps: readonly number[];
}

/** The 96 mixed filters of layer two, over `maps` maps of layer one. */
export function layerTwoFilters(maps: number): MixedFilter[] {
  const random = seededRandom(MIX_SEED);
  return Array.from({ length: TWO_MAPS }, (_, i) => {
    const chosen = new Set<number>();
    while (chosen.size < TWO.mixed) chosen.add(Math.floor(random() * maps));
    return {
      from: [...chosen].map((map) => ({ map, weight: (random() < 0.5 ? -1 : 1) / Math.sqrt(TWO.mixed) })),
      taps: gabor({
        side: SIDE,
        frequency: TWO.frequency,
        sigma: TWO.sigma,
        orientation: (Math.PI * (i % TWO.orientations)) / TWO.orientations,
        phase: PHASES[Math.floor(i / TWO.orientations) % PHASES.length] ?? 0,
      }),
    };
  });
}

/**
 * Layer one is computed on half of the pixels, those of one colour of a chessboard. Its filters come in quadrature
 * pairs and pass nothing that this lattice could alias, so no texture escapes them, at half the cost. The picture is
 * cut into 2×2 blocks, each a position with 12 channels; a 7×7 filter at both chessboard places of a block is a 4×4
 * filter over blocks (the polyphase form). It also turns a convolution from and to 3 channels, which no library does
 * fast, into one from and to 12.
 */
const PLACES = [
  [0, 0],
  [1, 1],
] as const;

/** [4, 4, 12, maps·2]: the filters of layer one in polyphase form; a map's two places are neighbouring channels. */
function polyphase(filters: readonly ColourFilter[]): Float32Array {
  const outputs = filters.length * PLACES.length;
  const weights = new Float32Array(4 * 4 * 12 * outputs);
  for (const [f, { taps, axis }] of filters.entries()) {
    for (const [p, [placeY, placeX]] of PLACES.entries()) {
      for (const [t, tap] of taps.entries()) {
        const y = placeY + Math.floor(t / SIDE);
        const x = placeX + (t % SIDE);
        for (const [c, share] of axis.entries()) {
          const channel = ((y % 2) * 2 + (x % 2)) * 3 + c;
          const at = ((y >> 1) * 4 + (x >> 1)) * 12 + channel;
          weights[at * outputs + f * PLACES.length + p] = tap * share;
        }
      }
    }
  }
  return weights;
}

export class WaveletExtractor implements Extractor {
  readonly name = 'wavelet';
  readonly styleLayers: Readonly<Record<string, number>>;
  readonly contentLayers: Readonly<Record<string, number>> = { 'level2/one': 1 };
  readonly minimumSide = SMALLEST_LEVEL * 2 ** (LEVELS - 1);
  readonly #maps: number;
  readonly #one: Tensor4D;
  readonly #mix: Tensor4D;
  readonly #two: Tensor4D;
  readonly #mean: Tensor4D;

  constructor(backend: Backend) {
    const filters = layerOneFilters();
    this.#maps = filters.length;
    const mixed = layerTwoFilters(this.#maps);
    const mix = new Float32Array(this.#maps * TWO_MAPS);
    const two = new Float32Array(SIDE * SIDE * TWO_MAPS);
    for (const [output, { from, taps }] of mixed.entries()) {
      for (const { map, weight } of from) mix[map * TWO_MAPS + output] = weight;
      for (const [t, tap] of taps.entries()) two[t * TWO_MAPS + output] = tap;
    }
    this.#one = backend.constant(tf.tensor4d(polyphase(filters), [4, 4, 12, 2 * this.#maps]));
    this.#mix = backend.constant(tf.tensor4d(mix, [1, 1, this.#maps, TWO_MAPS]));
    this.#two = backend.constant(tf.tensor4d(two, [SIDE, SIDE, TWO_MAPS, 1]));
    this.#mean = backend.constant(tf.tensor4d(MEAN, [1, 1, 1, 3]));
    this.styleLayers = Object.fromEntries([
      ...Array.from({ length: LEVELS }, (_, level) => [`level${level}/one`, 1]),
      ...TWO.levels.map((level) => [`level${level}/two`, 1]),
    ]);
  }

  available(layers: readonly string[], height: number, width: number): string[] {
    return layers.filter((layer) => {
      const { level, depth } = parseLayer(layer);
      const side = Math.min(height, width) / 2 ** level;
      return (level === 0 || side >= SMALLEST_LEVEL) && (depth === 'one' || side >= 2 * SMALLEST_LEVEL);
    });
  }

  extract(image: Tensor4D, layers: readonly string[]): Features {
    const wanted = layers.map((layer) => ({ layer, ...parseLayer(layer) }));
    const features: Record<string, Tensor2D> = {};
    let picture: Tensor4D = tf.div(tf.sub(image, this.#mean), SCALE);
    const deepest = Math.max(...wanted.map(({ level }) => level));
    for (let level = 0; level <= deepest; level++) {
      picture = padToEven(level === 0 ? picture : halve(picture));
      const here = wanted.filter((layer) => layer.level === level);
      if (here.length === 0) continue;
      const one = this.#layerOne(picture);
      for (const { layer, depth } of here) {
        features[layer] = depth === 'one' ? tf.reshape(one, [this.#maps, -1]) : this.#layerTwo(one, picture);
      }
    }
    return features;
  }

  /** [1, h, w, 3] with even sides → [maps, 2 places, h/2 · w/2] */
  #layerOne(picture: Tensor4D): tf.Tensor3D {
    const [, height, width] = picture.shape;
    const around = tf.pad(picture, [
      [0, 0],
      [3, 3],
      [3, 3],
      [0, 0],
    ]);
    const maps = tf.relu(tf.conv2d(toBlocks(around), this.#one, 1, 'valid'));
    return tf.reshape(channelsFirst(maps), [this.#maps, PLACES.length, (height * width) / 4]);
  }

  /** Layer one → [96, h/2 · w/2] */
  #layerTwo(one: tf.Tensor3D, picture: Tensor4D): Tensor2D {
    const [, height, width] = picture.shape;
    // The mean of a block's two places halves the maps.
    const halved = tf.reshape(tf.mean(one, 1), [1, this.#maps, height / 2, width / 2]);
    const mixed = tf.conv2d(tf.transpose(halved, [0, 2, 3, 1]) as Tensor4D, this.#mix, 1, 'same');
    const maps = tf.relu(tf.depthwiseConv2d(mixed, this.#two, 1, 'same'));
    return tf.reshape(channelsFirst(maps), [TWO_MAPS, -1]);
  }

  dispose(): void {
    tf.dispose([this.#one, this.#mix, this.#two, this.#mean]);
  }
}

function parseLayer(layer: string): { level: number; depth: 'one' | 'two' } {
  const match = /^level([0-5])\/(one|two)$/.exec(layer);
  if (match === null) throw new Error(`the wavelet extractor has no layer “${layer}”`);
  return { level: Number(match[1]), depth: match[2] === 'one' ? 'one' : 'two' };
}

/** Each side doubled pixel's mean: [1, h, w, c] → [1, h/2, w/2, c]; sides are even. */
function halve(picture: Tensor4D): Tensor4D {
  return tf.avgPool(picture, 2, 2, 'valid');
}

/** The last row and column once more where a side is odd. */
function padToEven(picture: Tensor4D): Tensor4D {
  const [, height, width, channels] = picture.shape;
  let even = picture;
  if (height % 2 === 1) {
    even = tf.concat([even, tf.slice(even, [0, height - 1, 0, 0], [1, 1, width, channels])], 1);
  }
  if (width % 2 === 1) {
    const rows = even.shape[1];
    even = tf.concat([even, tf.slice(even, [0, 0, width - 1, 0], [1, rows, 1, channels])], 2);
  }
  return even;
}

/** [1, h, w, c] → [1, h/2, w/2, 4c]: 2×2 blocks, row by row, become channels. */
function toBlocks(picture: Tensor4D): Tensor4D {
  const [, height, width, channels] = picture.shape;
  const split = tf.reshape(picture, [height / 2, 2, width / 2, 2, channels]);
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3, 4]), [1, height / 2, width / 2, 4 * channels]);
}

/** [1, h, w, c] → [1, c, h, w] */
function channelsFirst(maps: Tensor4D): Tensor4D {
  return tf.transpose(maps, [0, 3, 1, 2]);
}
