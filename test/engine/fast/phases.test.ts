import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mirroredPad } from '../../../src/engine/backends/mirror-pad.js';
import { createOnnxRuntimeBackend } from '../../../src/engine/backends/onnxruntime/create.js';
import { convolveEnlarged, convolvePlainly } from '../../../src/engine/fast/phases.js';
import { numbers } from '../backends/support.js';
import { plainBackend } from '../support/plain-backend.js';

/* What is computed in phases, its value and its gradients, against the same computed plainly. */

type Convolution = (maps: Tensor4D, kernel: Tensor4D) => Tensor4D;

const plainly: Convolution = (maps, kernel) => tf.conv2d(maps, kernel, 1, 'valid');

const enlargedPlainly: Convolution = (maps, kernel) => {
  const [pieces, height, width, channels] = maps.shape;
  // Not tf.image.resizeNearestNeighbor, whose gradient on the plain cpu backend is wrong for several pictures.
  const tall = tf.reshape(tf.stack([maps, maps], 2), [pieces, 2 * height, width, channels]);
  const large = tf.reshape(tf.stack([tall, tall], 3), [pieces, 2 * height, 2 * width, channels]);
  const pair = [1, 1] as const;
  return plainly(mirroredPad(large, [[0, 0], pair, pair, [0, 0]], 'reflect') as Tensor4D, kernel);
};

const CASES: {
  name: string;
  actual: Convolution;
  expected: Convolution;
  maps: number[];
  kernel: number[];
}[] = [
  {
    name: 'enlarging',
    actual: convolveEnlarged,
    expected: enlargedPlainly,
    maps: [2, 5, 7, 4],
    kernel: [3, 3, 4, 3],
  },
  {
    name: 'enlarging a single pixel',
    actual: convolveEnlarged,
    expected: enlargedPlainly,
    maps: [1, 1, 1, 1],
    kernel: [3, 3, 1, 2],
  },
  ...[1, 5].map((side) => ({
    name: `few outputs, ${side}×${side}`,
    actual: convolvePlainly,
    expected: plainly,
    maps: [2, 8 + side - 1, 6 + side - 1, 4],
    kernel: [side, side, 4, 3],
  })),
  {
    name: 'an odd width',
    actual: convolvePlainly,
    expected: plainly,
    maps: [1, 4, 7, 4],
    kernel: [3, 3, 4, 3],
  },
];

const backends = [
  ['TensorFlow.js’s plain cpu backend', plainBackend],
  ['onnxruntime', () => createOnnxRuntimeBackend()],
] as const;

describe.each(backends)('on %s', (_name, create) => {
  let backend: Awaited<ReturnType<typeof create>>;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.dispose());

  it.each(CASES)(
    '$name: the same value and the same gradients',
    async ({ actual, expected, maps, kernel }) => {
      const results = (convolution: Convolution) => (x: Tensor, k: Tensor) => {
        const value = convolution(x as Tensor4D, k as Tensor4D);
        const weights = tf.tensor(numbers(value.size, 3), value.shape);
        const loss = (...own: Tensor[]): Tensor =>
          tf.sum(tf.mul(convolution(own[0] as Tensor4D, own[1] as Tensor4D), weights));
        return [value, ...tf.grads(loss)([x, k])];
      };
      const inputs = [maps, kernel].map((shape, i) => ({
        data: numbers(
          shape.reduce((a, b) => a * b, 1),
          i + 1,
        ),
        shape,
      }));
      const shapes = [maps, kernel];
      const compiled = [results(actual), results(expected)].map((body) =>
        backend.compile((x, k) => body(x as Tensor, k as Tensor), shapes),
      );
      const [found = [], wanted = []] = await Promise.all(compiled.map((each) => each.run(inputs)));
      expect(wanted).toHaveLength(3);
      for (const [i, values] of wanted.entries()) {
        expect(found[i]).toHaveLength(values.length);
        for (const [k, value] of values.entries()) expect(found[i]?.[k]).toBeCloseTo(value, 4);
      }
      for (const each of compiled) each.dispose();
    },
  );
});
