import '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import { registerGradients } from '../../../src/engine/backends/tfjs-gradients.js';
import type { Contender, Task } from '../messages.js';
import { styleObjective } from '../objective.js';
import { picture } from '../vgg19.js';

/** TensorFlow.js's own fastest backend that needs no native library (one thread under Node). */
export async function wasmContender({ size }: Task): Promise<Contender> {
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await registerGradients();
  if (!(await setBackend('wasm'))) throw new Error('the wasm backend did not start');
  const objective = styleObjective((constant) => constant);
  const data = picture(size);
  return {
    async evaluate() {
      const start = performance.now();
      const outputs = tidy(() => objective(tensor(data, [1, size.height, size.width, 3])));
      const results = await Promise.all(outputs.map((output) => output.data()));
      for (const output of outputs) output.dispose();
      return {
        seconds: (performance.now() - start) / 1000,
        results: results.map((r) => Float32Array.from(r)),
      };
    },
  };
}
