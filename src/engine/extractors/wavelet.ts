import { createHash } from 'node:crypto';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../backends/backend.js';
import type { Extractor, Features, Region } from './extractor.js';
import { cellsInside } from './geometry.js';
import {
  channelsFirst,
  mirrorEdges,
  onChessboard,
  PLACES,
  padToEven,
  polyphase,
  polyphaseBinomial,
  toBlocks,
} from './lattice.js';
import { filterBank, SIDE, WAVELET_DESIGN, type WaveletDesign } from './wavelet-design.js';

/**
 * The wavelet extractor: fixed oriented filters, rectified, at several scales, compared within a scale, across scales
 * and across places; in the line of Portilla & Simoncelli (2000) and of rectified wavelet covariances (Brochard, Zhang
 * & Mallat 2022). It needs no weights: it is all formula.
 *
 * - The picture, RGB less its usual mean and over 64, is halved again and again: levels 0–5.
 * - `one`, the maps of a level, answers to oriented detail of luminance and of two opponent colours, and to their
 *   local means; rectified, so that light lines on dark and dark on light are told apart.
 * - `pair` is the maps of a level together with those of the finer level below it. Their covariances say which fine
 *   detail goes with which coarse form, and where on it: what makes an edge an edge and a stroke a stroke.
 * - `near` is the maps of a place together with those of the places right of it and below it. Their covariances say
 *   how detail goes on: lines that run, bend, cross and end.
 */

/** Of the formula, as far as `WaveletDesign` does not hold it: raise it with every change of this file's numbers. */
const FORMULA = 2;
const LEVELS = 6;
const MEAN = [123.68, 116.779, 103.939];
const SCALE = 64;

/** A level with a side below this says little of texture, and its filters see mostly the border. */
const SMALLEST_LEVEL = 4;
/** The same for neighbouring places, of which half a level's size has fewer. */
const SMALLEST_LEVEL_NEAR = 12;

type Depth = 'one' | 'pair' | 'near';

export class WaveletExtractor implements Extractor {
  readonly name = 'wavelet';
  readonly identity: string;
  readonly styleLayers: Readonly<Record<string, number>>;
  readonly contentLayers: Readonly<Record<string, number>>;
  readonly minimumSide = SMALLEST_LEVEL_NEAR * 2 ** (LEVELS - 2);
  readonly alignment = strideOf(LEVELS - 1);
  readonly #maps: number;
  readonly #filters: Tensor4D;
  readonly #mean: Tensor4D;
  readonly #binomial: Tensor4D;

  constructor(backend: Backend, design: WaveletDesign = WAVELET_DESIGN) {
    const filters = filterBank(design);
    this.#maps = filters.length;
    this.#filters = backend.constant(tf.tensor4d(polyphase(filters), [4, 4, 12, 2 * this.#maps]));
    this.#mean = backend.constant(tf.tensor4d(MEAN, [1, 1, 1, 3]));
    this.#binomial = backend.constant(tf.tensor4d(polyphaseBinomial(), [2, 2, 12, 3]));
    const constants = createHash('sha256').update(JSON.stringify(design)).digest('hex');
    this.identity = `wavelet ${FORMULA} ${constants}`;
    this.styleLayers = design.style;
    this.contentLayers = design.content;
  }

  available(layers: readonly string[], height: number, width: number): string[] {
    return layers.filter((layer) => {
      const { level, depth } = parseLayer(layer);
      const side = Math.min(height, width) / 2 ** level;
      if (depth === 'near') return side >= SMALLEST_LEVEL_NEAR;
      return level === 0 || side >= SMALLEST_LEVEL;
    });
  }

  halo(layers: readonly string[]): number {
    const wanted = layers.map(parseLayer);
    // In samples of its level, a map sees 3 beyond its cell, the finer half of a pair less, a neighbour's map a cell
    // more. Each sample of a level sees 2^level − 1 pixels beyond its own.
    const reach = wanted.map(({ level, depth }) => (depth === 'near' ? 6 : 4) * 2 ** level - 1);
    const stride = Math.max(1, ...wanted.map(({ level }) => strideOf(level)));
    return stride * Math.ceil(Math.max(0, ...reach) / stride);
  }

  /** By two levels: the halving of the picture and one level's maps, which pairs need, are all that these share. */
  groups(layers: readonly string[]): string[][] {
    const twos = Array.from({ length: LEVELS / 2 }, (_, two) =>
      layers.filter((layer) => Math.floor(parseLayer(layer).level / 2) === two),
    );
    return twos.filter((group) => group.length > 0);
  }

  extract(image: Tensor4D, layers: readonly string[]): Features {
    const wanted = layers.map((layer) => ({ layer, ...parseLayer(layer) }));
    const features: Record<string, Tensor2D> = {};
    const deepest = Math.max(...wanted.map(({ level }) => level));
    let picture: Tensor4D = tf.div(tf.sub(image, this.#mean), SCALE);
    let finer: Tensor4D | null = null;
    for (let level = 0; level <= deepest; level++) {
      picture = padToEven(level === 0 ? picture : this.#halve(picture));
      const here = wanted.filter((layer) => layer.level === level);
      const isFiner = wanted.some((layer) => layer.level === level + 1 && layer.depth === 'pair');
      if (here.length === 0 && !isFiner) continue;
      const one = this.#filtered(picture);
      const halved = isFiner || here.some(({ depth }) => depth === 'near') ? meanOfCells(one) : null;
      for (const { layer, depth } of here) {
        const maps = mapsOf(depth, one, halved, finer);
        features[layer] = tf.reshape(maps, [maps.shape[0], -1]);
      }
      finer = halved;
    }
    return features;
  }

  /** A position stands in the cell that it is in itself; the last row and column of cells have no neighbours. */
  positionsIn(layer: string, size: { height: number; width: number }, region: Region): Float32Array {
    const { level, depth } = parseLayer(layer);
    const stride = strideOf(level);
    const [rows, columns] = [Math.ceil(size.height / stride), Math.ceil(size.width / stride)];
    if (depth === 'near') return cellsInside(region, { stride, rows: rows - 1, columns: columns - 1 });
    const place = cellsInside(region, { stride, rows, columns });
    const positions = new Float32Array(PLACES.length * place.length);
    for (const i of PLACES.keys()) positions.set(place, i * place.length);
    return positions;
  }

  /** [1, h, w, 3] with even sides → [1, h/2, w/2, 3] */
  #halve(picture: Tensor4D): Tensor4D {
    return tf.conv2d(toBlocks(mirrorEdges(picture, 1)), this.#binomial, 1, 'valid');
  }

  /** [1, h, w, 3] with even sides → [maps, 2 places, h/2, w/2] */
  #filtered(picture: Tensor4D): Tensor4D {
    const [, height, width] = picture.shape;
    const around = mirrorEdges(picture, (SIDE - 1) / 2);
    const maps = tf.relu(tf.conv2d(toBlocks(around), this.#filters, 1, 'valid'));
    return tf.reshape(channelsFirst(maps), [this.#maps, PLACES.length, height / 2, width / 2]);
  }

  dispose(): void {
    tf.dispose([this.#filters, this.#mean, this.#binomial]);
  }
}

/**
 * [channels, places, rows, columns] of one depth of a level.
 * @param one the level's maps.
 * @param halved these by cell; for `near`.
 * @param finer the maps of the level below, by cell; for `pair`.
 */
function mapsOf(depth: Depth, one: Tensor4D, halved: Tensor4D | null, finer: Tensor4D | null): Tensor4D {
  if (depth === 'one') return one;
  if (depth === 'pair' && finer !== null) return tf.concat([one, onChessboard(finer)], 0);
  if (depth === 'near' && halved !== null) return withNeighbours(halved);
  throw new Error(`the wavelet extractor lacks what “${depth}” is made from`);
}

/** [maps, places, h/2, w/2] → [maps, 1, h/2, w/2]: the mean of a cell's places, where the next level has a sample. */
function meanOfCells(one: Tensor4D): Tensor4D {
  return tf.mean(one, 1, true);
}

/** [maps, 1, rows, columns] → [3·maps, 1, rows − 1, columns − 1]: each cell with the next to the right and below. */
function withNeighbours(halved: Tensor4D): Tensor4D {
  const [maps, , rows, columns] = halved.shape;
  const from = (top: number, left: number): Tensor4D =>
    tf.slice(halved, [0, 0, top, left], [maps, 1, rows - 1, columns - 1]);
  return tf.concat([from(0, 0), from(0, 1), from(1, 0)], 0);
}

function parseLayer(layer: string): { level: number; depth: Depth } {
  const match = /^level([0-5])\/(one|pair|near)$/.exec(layer);
  if (match === null || layer === 'level0/pair') {
    throw new Error(`the wavelet extractor has no layer “${layer}”`);
  }
  return { level: Number(match[1]), depth: match[2] as Depth };
}

/** Everything of a level has a cell for each 2×2 block of its samples. */
function strideOf(level: number): number {
  return 2 ** (level + 1);
}
