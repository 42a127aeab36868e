import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../../../src/engine/backends/backend.js';
import { registerGradients } from '../../../src/engine/backends/tfjs-gradients.js';

/** TensorFlow.js's own plain CPU backend behind the engine's contract: slow, and the reference for numbers. */
export async function plainBackend(): Promise<Backend> {
  await registerGradients();
  await tf.setBackend('cpu');
  return {
    name: 'tensorflow',
    device: 'cpu',
    constant: (tensor) => tensor,
    compile: (body, shapes) => ({
      memory: null,
      async run(inputs) {
        const outputs = tf.tidy(() =>
          body(...inputs.map(({ data }, i) => tf.tensor(data, [...(shapes[i] ?? [])], 'float32'))),
        );
        const values = await Promise.all(
          outputs.map(async (output) => (await output.data()) as Float32Array),
        );
        tf.dispose(outputs);
        return values.map((value) => value.slice());
      },
      dispose() {},
    }),
    async releaseSessions() {},
    async dispose() {},
  };
}
