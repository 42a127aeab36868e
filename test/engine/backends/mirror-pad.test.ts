import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { mirroredPad } from '../../../src/engine/backends/mirror-pad.js';
import { registerGradients } from '../../../src/engine/backends/tfjs-gradients.js';
import { difference, numbers } from './support.js';

beforeAll(async () => {
  tf.env().set('IS_TEST', true);
  await registerGradients();
  await tf.setBackend('cpu');
});

const PADDINGS: [number, number][][] = [
  [
    [1, 2],
    [2, 0],
    [0, 0],
  ],
  // As wide as each mode allows: every element is mirrored.
  [
    [2, 2],
    [3, 3],
    [0, 1],
  ],
];

it.each(
  (['reflect', 'symmetric'] as const).flatMap((mode) =>
    PADDINGS.map((paddings) => [mode, paddings] as const),
  ),
)('the gradient of mirroredPad, %s %j, is that of its linear map', (mode, paddings) => {
  const shape = [3, 4, 2];
  const pad = (x: tf.Tensor) => mirroredPad(x, paddings, mode);
  const size = 24;
  const weights = tf.tensor(numbers(pad(tf.zeros(shape)).size, 5), pad(tf.zeros(shape)).shape);
  const gradient = tf
    .grad((x: tf.Tensor) => tf.sum(tf.mul(pad(x), weights)))(tf.zeros(shape))
    .dataSync();
  // One unit vector after the other, since the function is linear.
  const expected = Array.from({ length: size }, (_, i) => {
    const unit = tf.tensor(
      Float32Array.from({ length: size }, (_, j) => Number(i === j)),
      shape,
    );
    return tf.sum(tf.mul(pad(unit), weights)).dataSync()[0] ?? Number.NaN;
  });
  expect(difference(gradient, expected)).toBeLessThan(1e-6);
});
