import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { eagerBackend } from '../../../src/engine/backends/eager.js';
import { selfTest } from '../../../src/engine/backends/self-test.js';
import { registerGradients } from '../../../src/engine/backends/tfjs-gradients.js';
import './support.js';

it('serves any TensorFlow.js backend that runs kernels at once', async () => {
  tf.env().set('IS_TEST', true);
  await registerGradients();
  await tf.setBackend('cpu');
  const backend = eagerBackend({ name: 'tensorflow', device: 'cpu', dispose: async () => undefined });
  expect(await selfTest(backend)).toBeNull();

  const before = tf.memory().numTensors;
  const evaluate = backend.compile((x) => [tf.square(x ?? tf.scalar(0)), x ?? tf.scalar(0)], [[2]]);
  const input = Float32Array.of(2, 3);
  const [square, same] = await evaluate.run([{ data: input, shape: [2] }]);
  expect(Array.from(square ?? [])).toEqual([4, 9]);
  // The results are the caller's own.
  same?.fill(7);
  expect(Array.from(input)).toEqual([2, 3]);
  await expect(evaluate.run([{ data: input, shape: [1, 2] }])).rejects.toThrow('compiled for [2]');
  expect(tf.memory().numTensors).toBe(before);
});

it('finds wrong numbers in the self-test', async () => {
  await registerGradients();
  await tf.setBackend('cpu');
  const backend = eagerBackend({ name: 'tensorflow', device: 'cpu', dispose: async () => undefined });
  const wrong: typeof backend = {
    ...backend,
    compile: (body, shapes) => backend.compile((...x) => body(...x).map((y) => tf.mul(y, 1.01)), shapes),
  };
  expect(await selfTest(wrong)).toMatch(/wrong convolution in the self-test/);
});
