import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Features } from './extractors/extractor.js';
import { at } from './lookup.js';
import type { ContentTerm, StyleTerm, TvTerm } from './loss-terms.js';

/*
 * The terms of the loss, as functions of TensorFlow.js tensors. Features are [channels, positions]. Style is a function
 * of moments alone, and moments of sums over positions: a picture may be looked at in parts whose sums are added.
 */

/** Sums over the positions of a layer, or of a part of it; those of the parts add up to those of the whole. */
export interface MomentSums {
  /** [channels] */
  readonly sum: Tensor1D;
  /** [channels, channels]: the Gram matrix F·Fᵀ. */
  readonly products: Tensor2D;
  readonly positions: number;
}

/** What style is compared by: the mean of each map, and the mean of each product of two maps. */
export interface Moments {
  /** [channels] */
  readonly mean: Tensor1D;
  /** [channels, channels]: the Gram matrix over the number of positions. */
  readonly second: Tensor2D;
  readonly positions: number;
}

export function momentSums(features: Tensor2D): MomentSums {
  return {
    sum: tf.sum(features, 1),
    products: tf.matMul(features, features, false, true),
    positions: features.shape[1],
  };
}

export function momentsOf({ sum, products, positions }: MomentSums): Moments {
  return { mean: tf.div(sum, positions), second: tf.div(products, positions), positions };
}

export function moments(features: Tensor2D): Moments {
  return momentsOf(momentSums(features));
}

/** E[xxᵀ] − E[x]E[x]ᵀ */
export function covariance({ mean, second }: Moments): Tensor2D {
  return tf.sub(second, tf.outerProduct(mean, mean));
}

/** What a loss is measured against; both lists are in the order of the terms. */
export interface Against {
  readonly targets: readonly Tensor[];
  /** Each term's weight, its normalisation by the target included (`termWeight`). */
  readonly weights: readonly Scalar[];
}

/**
 * Σ w·‖statistic − target‖² over the style terms.
 * @param momentsOfLayer moments of the whole picture's features, by layer.
 * @param pixels height × width of the picture.
 */
export function styleLoss(
  terms: readonly StyleTerm[],
  momentsOfLayer: Readonly<Record<string, Moments>>,
  { targets, weights }: Against,
  pixels: number,
): Scalar {
  const losses = terms.map((term, i): Scalar => {
    const found = at(momentsOfLayer, term.layer);
    const distance = squaredDistance(statistic(term.statistic, found), at(targets, i));
    const weighted: Scalar = tf.mul(distance, at(weights, i));
    return term.normalisation === 'chapter'
      ? tf.mul(weighted, chapterFactor(found.positions, pixels))
      : weighted;
  });
  return total(losses);
}

function statistic(kind: StyleTerm['statistic'], found: Moments): Tensor {
  switch (kind) {
    case 'mean':
      return found.mean;
    case 'covariance':
      return covariance(found);
    case 'second':
      return found.second;
  }
}

/**
 * The chapter compares sums over positions and divides by 4·channels²·size², whatever the layer, with the picture's own
 * 3 channels and size = H·W. Our statistics are means over positions: sums are `positions` times as large.
 */
function chapterFactor(positions: number, pixels: number): number {
  return (positions / (2 * 3 * pixels)) ** 2;
}

/** Σ w·‖features − target‖² over the content terms; features and targets may be those of a part of the picture. */
export function contentLoss(
  terms: readonly ContentTerm[],
  features: Features,
  { targets, weights }: Against,
): Scalar {
  return total(
    terms.map(
      ({ layer }, i): Scalar => tf.mul(squaredDistance(at(features, layer), at(targets, i)), at(weights, i)),
    ),
  );
}

/** ‖a − b‖² */
export function squaredDistance(a: Tensor, b: Tensor): Scalar {
  return tf.sum(tf.square(tf.sub(a, b)));
}

/**
 * Total variation, Σ (dx² + dy²)^power over the pixels and colours of an image [1, H, W, 3], without weight.
 *
 * With power 1, every difference between neighbours counts, those along the last row and column too. With another, the
 * two differences of a pixel belong together, and only pixels that have both count, as in the Keras chapter.
 */
export function totalVariation(image: Tensor4D, power: TvTerm['power']): Scalar {
  const [, height, width, channels] = image.shape;
  const part = (top: number, left: number, rows: number, columns: number): Tensor4D =>
    tf.slice(image, [0, top, left, 0], [1, rows, columns, channels]);
  const squares = (a: Tensor4D, b: Tensor4D): Tensor4D => tf.square(tf.sub(a, b));
  if (power === 1) {
    const across = squares(part(0, 1, height, width - 1), part(0, 0, height, width - 1));
    const down = squares(part(1, 0, height - 1, width), part(0, 0, height - 1, width));
    return tf.add(tf.sum(across), tf.sum(down));
  }
  const here = part(0, 0, height - 1, width - 1);
  const down = squares(here, part(1, 0, height - 1, width - 1));
  const across = squares(here, part(0, 1, height - 1, width - 1));
  return tf.sum(tf.pow(tf.add(down, across), power));
}

function total(losses: readonly Scalar[]): Scalar {
  return losses.length === 0 ? tf.scalar(0) : losses.reduce((a, b): Scalar => tf.add(a, b));
}
