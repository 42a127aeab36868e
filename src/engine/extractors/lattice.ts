import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type ColourFilter, SIDE } from './wavelet-design.js';

/* Where the wavelet extractor samples a picture, and how that is computed fast. */

/**
 * The maps are computed on half of the pixels, those of one colour of a chessboard. The filters come in quadrature
 * pairs and pass nothing that this lattice could alias, so no texture escapes them, at half the cost. The picture is
 * cut into 2×2 blocks, each a position with 12 channels; a 7×7 filter at both chessboard places of a block is a 4×4
 * filter over blocks (the polyphase form). It also turns a convolution from and to 3 channels, which no library does
 * fast, into one from and to 12.
 */
export const PLACES = [
  [0, 0],
  [1, 1],
] as const;

/** [4, 4, 12, maps·2]: the filters in polyphase form; a map's two places are neighbouring channels. */
export function polyphase(filters: readonly ColourFilter[]): Float32Array {
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
export function polyphaseBinomial(): Float32Array {
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

/** [n, h, w, c]: the last row and column once more where a side is odd. */
export function padToEven(picture: Tensor4D): Tensor4D {
  const [batch, height, width, channels] = picture.shape;
  let even = picture;
  if (height % 2 === 1) {
    even = tf.concat([even, tf.slice(even, [0, height - 1, 0, 0], [batch, 1, width, channels])], 1);
  }
  if (width % 2 === 1) {
    const rows = even.shape[1];
    even = tf.concat([even, tf.slice(even, [0, 0, width - 1, 0], [batch, rows, 1, channels])], 2);
  }
  return even;
}

/**
 * `count` rows and columns more on each side, mirrored at the edge: no frame that could be taken for a stroke, and no
 * pixel that counts for several. (tf.mirrorPad would do, were its gradient right.)
 */
export function mirrorEdges(picture: Tensor4D, count: number): Tensor4D {
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
export function toBlocks(picture: Tensor4D): Tensor4D {
  const [, height, width, channels] = picture.shape;
  const split = tf.reshape(picture, [height / 2, 2, width / 2, 2, channels]);
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3, 4]), [1, height / 2, width / 2, 4 * channels]);
}

/** [1, h, w, c] → [1, c, h, w] */
export function channelsFirst(maps: Tensor4D): Tensor4D {
  return tf.transpose(maps, [0, 3, 1, 2]);
}

/**
 * [channels, 1, h, w], a value for each sample of a level → [channels, 2 places, ⌈h/2⌉, ⌈w/2⌉]: those where that level's
 * layer one stands. Odd sides are made even as the level's own are.
 */
export function onChessboard(maps: Tensor4D): Tensor4D {
  const [channels, , rows, columns] = maps.shape;
  const even = padToEven(tf.reshape(maps, [channels, rows, columns, 1]));
  const [, height, width] = even.shape;
  const [down, across] = [height / 2, width / 2];
  const blocks = tf.reshape(even, [channels, down, 2, across, 2]);
  // Sorted by place in the block, so that a place is one piece.
  const byPlace = tf.reshape(tf.transpose(blocks, [2, 4, 0, 1, 3]), [4, channels, down, across]);
  const places = PLACES.map(([y, x]) =>
    tf.reshape<tf.Rank.R4>(tf.slice(byPlace, [2 * y + x, 0, 0, 0], [1, channels, down, across]), [
      channels,
      1,
      down,
      across,
    ]),
  );
  return tf.concat<Tensor4D>(places, 1);
}
