import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** Losses between features, each [channels, positions]. */

/** What style is compared by: the mean of each map, and the mean of each product of two maps. */
export interface Moments {
  /** [channels] */
  readonly mean: Tensor1D;
  /** [channels, channels]: the Gram matrix over the number of positions. */
  readonly second: Tensor2D;
}

export function moments(features: Tensor2D): Moments {
  const [, positions] = features.shape;
  return {
    mean: tf.mean(features, 1),
    second: tf.div(tf.matMul(features, features, false, true), positions),
  };
}

/** E[xxᵀ] − E[x]E[x]ᵀ */
export function covariance({ mean, second }: Moments): Tensor2D {
  return tf.sub(second, tf.outerProduct(mean, mean));
}

/** ‖a − b‖² */
export function squaredDistance(a: tf.Tensor, b: tf.Tensor): Scalar {
  return tf.sum(tf.square(tf.sub(a, b)));
}

/** Mean squared difference of neighbours in both directions, in units of 255 squared. image: [1, H, W, 3] */
export function totalVariation(image: Tensor4D): Scalar {
  const [, height, width, channels] = image.shape;
  const across = tf.sub(
    tf.slice(image, [0, 0, 1, 0], [1, height, width - 1, channels]),
    tf.slice(image, [0, 0, 0, 0], [1, height, width - 1, channels]),
  );
  const down = tf.sub(
    tf.slice(image, [0, 1, 0, 0], [1, height - 1, width, channels]),
    tf.slice(image, [0, 0, 0, 0], [1, height - 1, width, channels]),
  );
  const total: Scalar = tf.add(tf.sum(tf.square(across)), tf.sum(tf.square(down)));
  return tf.div(total, channels * height * width * 255 * 255);
}
