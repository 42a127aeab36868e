import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Backend, BackendName, CompiledFunction } from './backend.js';
import { checkInputs } from './inputs.js';

/**
 * The engine's view of a TensorFlow.js backend that runs kernels as they are called: a compiled function is just the
 * function, run again each time.
 */
export function eagerBackend(options: {
  readonly name: BackendName;
  readonly device: string;
  dispose(): Promise<void>;
}): Backend {
  return {
    name: options.name,
    device: options.device,
    constant: <T extends Tensor>(constant: T): T => constant,
    compile: (body, shapes): CompiledFunction => {
      let disposed = false;
      return {
        memory: null,
        async run(inputs) {
          if (disposed) throw new Error('This compiled function was disposed of.');
          checkInputs(inputs, shapes);
          const outputs = tidy(() => body(...inputs.map(({ data, shape }) => tensor(data, [...shape]))));
          const results = await Promise.all(outputs.map((output) => output.data()));
          for (const output of outputs) output.dispose();
          return results.map((data) => Float32Array.from(data));
        },
        dispose() {
          disposed = true;
        },
      };
    },
    releaseSessions: async () => undefined,
    dispose: options.dispose,
  };
}
