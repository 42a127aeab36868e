import { createHash } from 'node:crypto';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../backends/backend.js';
import { seededRandom } from '../random.js';
import type { Extractor, Features, Region } from './extractor.js';
import { gabor, gaussian } from './filters.js';
import { cellsInside } from './geometry.js';

/**
 * The wavelet extractor: fixed oriented filters in two rectified layers at several scales, in the line of Portilla &
 * Simoncelli (2000), scattering networks (Bruna & Mallat 2013) and random-filter texture synthesis (Ustyuzhaninov et
 * al. 2017). It needs no weights: it is all formula.
 *
 * - The picture, RGB less its usual mean and over 64, is halved again and again: levels 0–5.
 * - Layer one of each level answers to oriented detail of luminance and of two opponent colours, and to their local
 *   means; rectified, so that light lines on dark and dark on light are told apart.
 * - Layer two of levels 0–4 halves layer one, mixes a few of its maps, and answers to oriented detail in the mix:
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

/** The filters of both layers; every constant of the formula that could be another. */
export interface WaveletDesign {
  /** Layer one: Gabor filters on each axis. */
  readonly one: {
    /** Cycles per pixel. */
    readonly frequency: number;
    /** Standard deviation of the window along the wave and along its crests, in pixels. */
    readonly sigma: readonly [number, number];
    /** By axis. */
    readonly orientations: readonly [number, number, number];
    readonly gains: readonly [number, number, number];
  };
  /** Layer one: Gaussian means, of both signs, on each axis. */
  readonly lowPass: { readonly sigma: number; readonly gain: number };
  /** Layer two: Gabor filters over mixes of layer one. */
  readonly two: {
    readonly frequency: number;
    readonly sigma: readonly [number, number];
    readonly orientations: number;
    readonly maps: number;
    /** How many maps of layer one each mixes. */
    readonly mixed: number;
    /** The levels that have a layer two. */
    readonly levels: readonly number[];
    readonly seed: number;
  };
}

export const WAVELET_DESIGN: WaveletDesign = {
  one: { frequency: 0.22, sigma: [1.6, 2.4], orientations: [8, 4, 4], gains: [1, 1.5, 1.5] },
  lowPass: { sigma: 1.5, gain: 0.8 },
  two: {
    frequency: 0.2,
    sigma: [1.7, 2.5],
    orientations: 8,
    maps: 96,
    mixed: 6,
    levels: [0, 1, 2, 3, 4],
    seed: 20_000,
  },
};

const SIDE = 7;
const PHASES = [0, Math.PI / 2, Math.PI, -Math.PI / 2];

/** A level with a side below this says little of texture, and its filters see mostly the border. */
const SMALLEST_LEVEL = 4;
/** Layer two, at half a level's size, keeps off the border: its maps are smaller than that by a filter. */
const SMALLEST_LEVEL_TWO = 16;

/** One filter of layer one: [7, 7] over one colour axis. */
interface ColourFilter {
  readonly taps: readonly number[];
  readonly axis: readonly [number, number, number];
}

/** The filters of layer one, 70 of them. */
export function layerOneFilters({ one, lowPass }: WaveletDesign): ColourFilter[] {
  const filters: ColourFilter[] = [];
  for (const [a, axis] of AXES.entries()) {
    const orientations = one.orientations[a] ?? 0;
    const gain = one.gains[a] ?? 0;
    for (let o = 0; o < orientations; o++) {
      for (const phase of PHASES) {
        const wave = gabor({ ...one, side: SIDE, orientation: (Math.PI * o) / orientations, phase });
        filters.push({ axis, taps: wave.map((value) => gain * value) });
      }
    }
    const mean = gaussian(SIDE, lowPass.sigma);
    for (const sign of [1, -1]) {
      filters.push({ axis, taps: mean.map((value) => sign * lowPass.gain * value) });
    }
  }
  return filters;
}

/** One map of layer two: which maps of layer one it mixes, with which signs, and the filter over the mix. */
interface MixedFilter {
  readonly from: readonly { readonly map: number; readonly weight: number }[];
  readonly taps: readonly number[];
}

/** The filters of layer two, 96 of them, over `maps` maps of layer one. */
export function layerTwoFilters({ two }: WaveletDesign, maps: number): MixedFilter[] {
  const random = seededRandom(two.seed);
  return Array.from({ length: two.maps }, (_, i) => {
    const chosen = new Set<number>();
    while (chosen.size < two.mixed) chosen.add(Math.floor(random() * maps));
    return {
      from: [...chosen].map((map) => ({ map, weight: (random() < 0.5 ? -1 : 1) / Math.sqrt(two.mixed) })),
      taps: gabor({
        ...two,
        side: SIDE,
        orientation: (Math.PI * (i % two.orientations)) / two.orientations,
        phase: PHASES[Math.floor(i / two.orientations) % PHASES.length] ?? 0,
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

/**
 * [2, 2, 12, 3]: the low-pass filter (1 3 3 1)/8 in both directions, over blocks. Taking the mean of 2×2 pixels would
 * let fine detail fold over into the coarser levels, where it is painted as a weave of horizontals and verticals.
 */
function polyphaseBinomial(): Float32Array {
  const taps = [1 / 8, 3 / 8, 3 / 8, 1 / 8];
  const weights = new Float32Array(2 * 2 * 12 * 3);
  for (const [y, down] of taps.entries()) {
    for (const [x, across] of taps.entries()) {
      for (let c = 0; c < 3; c++) {
        const channel = ((y % 2) * 2 + (x % 2)) * 3 + c;
        weights[(((y >> 1) * 2 + (x >> 1)) * 12 + channel) * 3 + c] = down * across;
      }
    }
  }
  return weights;
}

export class WaveletExtractor implements Extractor {
  readonly name = 'wavelet';
  readonly identity: string;
  readonly styleLayers: Readonly<Record<string, number>>;
  /** Level 2 alone keeps the forms but loses cables, windows and far hills; level 1 at half weight brings them back. */
  readonly contentLayers: Readonly<Record<string, number>> = {
    'level1/one': 0.5,
    'level2/one': 1,
    'level3/one': 0.5,
  };
  readonly minimumSide = SMALLEST_LEVEL_TWO * 2 ** (LEVELS - 2);
  readonly alignment = strideOf(LEVELS - 1);
  readonly #maps: number;
  readonly #mixes: number;
  readonly #one: Tensor4D;
  readonly #mix: Tensor4D;
  readonly #two: Tensor4D;
  readonly #mean: Tensor4D;
  readonly #binomial: Tensor4D;

  constructor(backend: Backend, design: WaveletDesign = WAVELET_DESIGN) {
    this.identity = `wavelet ${createHash('sha256').update(JSON.stringify(design)).digest('hex')}`;
    const filters = layerOneFilters(design);
    const mixed = layerTwoFilters(design, filters.length);
    this.#maps = filters.length;
    this.#mixes = mixed.length;
    const mix = new Float32Array(this.#maps * this.#mixes);
    const two = new Float32Array(SIDE * SIDE * this.#mixes);
    for (const [output, { from, taps }] of mixed.entries()) {
      for (const { map, weight } of from) mix[map * this.#mixes + output] = weight;
      for (const [t, tap] of taps.entries()) two[t * this.#mixes + output] = tap;
    }
    this.#one = backend.constant(tf.tensor4d(polyphase(filters), [4, 4, 12, 2 * this.#maps]));
    this.#mix = backend.constant(tf.tensor4d(mix, [1, 1, this.#maps, this.#mixes]));
    this.#two = backend.constant(tf.tensor4d(two, [SIDE, SIDE, this.#mixes, 1]));
    this.#mean = backend.constant(tf.tensor4d(MEAN, [1, 1, 1, 3]));
    this.#binomial = backend.constant(tf.tensor4d(polyphaseBinomial(), [2, 2, 12, 3]));
    this.styleLayers = Object.fromEntries([
      ...Array.from({ length: LEVELS }, (_, level) => [`level${level}/one`, 1]),
      ...design.two.levels.map((level) => [`level${level}/two`, 1]),
    ]);
  }

  available(layers: readonly string[], height: number, width: number): string[] {
    return layers.filter((layer) => {
      const { level, depth } = parseLayer(layer);
      const side = Math.min(height, width) / 2 ** level;
      if (depth === 'two') return side >= SMALLEST_LEVEL_TWO;
      return level === 0 || side >= SMALLEST_LEVEL;
    });
  }

  halo(layers: readonly string[]): number {
    const wanted = layers.map(parseLayer);
    // In samples of its level, layer one sees 3 beyond its cell; layer two 3 cells more. Each sample of a level sees
    // 2^level − 1 pixels beyond its own.
    const reach = wanted.map(({ level, depth }) => (depth === 'one' ? 4 : 10) * 2 ** level - 1);
    const stride = Math.max(1, ...wanted.map(({ level }) => strideOf(level)));
    return stride * Math.ceil(Math.max(0, ...reach) / stride);
  }

  /** By level: the halving of the picture is all that levels share. */
  groups(layers: readonly string[]): string[][] {
    const levels = Array.from({ length: LEVELS }, (_, level) =>
      layers.filter((layer) => parseLayer(layer).level === level),
    );
    return levels.filter((group) => group.length > 0);
  }

  extract(image: Tensor4D, layers: readonly string[]): Features {
    const wanted = layers.map((layer) => ({ layer, ...parseLayer(layer) }));
    const features: Record<string, Tensor2D> = {};
    let picture: Tensor4D = tf.div(tf.sub(image, this.#mean), SCALE);
    const deepest = Math.max(...wanted.map(({ level }) => level));
    for (let level = 0; level <= deepest; level++) {
      picture = padToEven(level === 0 ? picture : this.#halve(picture));
      const here = wanted.filter((layer) => layer.level === level);
      if (here.length === 0) continue;
      const one = this.#layerOne(picture);
      for (const { layer, depth } of here) {
        const maps = depth === 'one' ? one : this.#layerTwo(one);
        features[layer] = tf.reshape(maps, [maps.shape[0], -1]);
      }
    }
    return features;
  }

  /** A position of layer one stands in the cell that it is in itself; one of layer two in the middle of its filter. */
  positionsIn(layer: string, size: { height: number; width: number }, region: Region): Float32Array {
    const { level, depth } = parseLayer(layer);
    const stride = strideOf(level);
    const [rows, columns] = [Math.ceil(size.height / stride), Math.ceil(size.width / stride)];
    if (depth === 'one') {
      const place = cellsInside(region, { stride, rows, columns });
      return Float32Array.from(PLACES.flatMap(() => [...place]));
    }
    const margin = (SIDE - 1) / 2;
    const inner = { rows: rows - 2 * margin, columns: columns - 2 * margin };
    return cellsInside(region, { stride, ...inner, first: margin });
  }

  /** [1, h, w, 3] with even sides → [1, h/2, w/2, 3] */
  #halve(picture: Tensor4D): Tensor4D {
    return tf.conv2d(toBlocks(mirrorEdges(picture, 1)), this.#binomial, 1, 'valid');
  }

  /** [1, h, w, 3] with even sides → [maps, 2 places, h/2, w/2] */
  #layerOne(picture: Tensor4D): Tensor4D {
    const [, height, width] = picture.shape;
    const around = mirrorEdges(picture, (SIDE - 1) / 2);
    const maps = tf.relu(tf.conv2d(toBlocks(around), this.#one, 1, 'valid'));
    return tf.reshape(channelsFirst(maps), [this.#maps, PLACES.length, height / 2, width / 2]);
  }

  /** Layer one → [mixes, 1, h/2 − 6, w/2 − 6] */
  #layerTwo(one: Tensor4D): Tensor4D {
    const [, , rows, columns] = one.shape;
    // The mean of a block's two places halves the maps.
    const halved = tf.reshape(tf.mean(one, 1), [1, this.#maps, rows, columns]);
    const mixed = tf.conv2d(tf.transpose(halved, [0, 2, 3, 1]) as Tensor4D, this.#mix, 1, 'same');
    const maps = tf.relu(tf.depthwiseConv2d(mixed, this.#two, 1, 'valid'));
    return tf.reshape(channelsFirst(maps), [this.#mixes, 1, rows - (SIDE - 1), columns - (SIDE - 1)]);
  }

  dispose(): void {
    tf.dispose([this.#one, this.#mix, this.#two, this.#mean, this.#binomial]);
  }
}

function parseLayer(layer: string): { level: number; depth: 'one' | 'two' } {
  const match = /^level([0-5])\/(one|two)$/.exec(layer);
  if (match === null) throw new Error(`the wavelet extractor has no layer “${layer}”`);
  return { level: Number(match[1]), depth: match[2] === 'one' ? 'one' : 'two' };
}

/** Both layers of a level have a cell for each 2×2 block of its samples. */
function strideOf(level: number): number {
  return 2 ** (level + 1);
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

/**
 * `count` rows and columns more on each side, mirrored at the edge: no frame that could be taken for a stroke, and no
 * pixel that counts for several. (tf.mirrorPad would do, had it a gradient.)
 */
function mirrorEdges(picture: Tensor4D, count: number): Tensor4D {
  const [, height, width, channels] = picture.shape;
  const rows = (first: number) =>
    mirrored(height, count, first).map((y) => tf.slice(picture, [0, y, 0, 0], [1, 1, width, channels]));
  const tall = tf.concat([...rows(0), picture, ...rows(height - 1)], 1);
  const columns = (first: number) =>
    mirrored(width, count, first).map((x) =>
      tf.slice(tall, [0, 0, x, 0], [1, height + 2 * count, 1, channels]),
    );
  return tf.concat([...columns(0), tall, ...columns(width - 1)], 2);
}

/** Which samples of `length` stand for the `count` before the first (`edge` 0) or after the last (`edge` length − 1). */
function mirrored(length: number, count: number, edge: number): number[] {
  const inwards = edge === 0 ? 1 : -1;
  const distances = Array.from({ length: count }, (_, k) => k + 1);
  return (edge === 0 ? distances.reverse() : distances).map((distance) =>
    Math.min(length - 1, Math.max(0, edge + inwards * distance)),
  );
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
