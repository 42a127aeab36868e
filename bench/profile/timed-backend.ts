import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend, CompiledFunction } from '../../src/engine/backends/backend.js';

/** A backend that says how long it took: tracing, first runs (which compile) and all other runs. */
export class TimedBackend implements Backend {
  traceSeconds = 0;
  firstRunSeconds = 0;
  runSeconds = 0;
  runs = 0;
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get name() {
    return this.#backend.name;
  }

  get device() {
    return this.#backend.device;
  }

  constant<T extends Tensor>(tensor: T): T {
    return this.#backend.constant(tensor);
  }

  compile(body: (...inputs: Tensor[]) => Tensor[], shapes: readonly (readonly number[])[]): CompiledFunction {
    const begin = performance.now();
    const compiled = this.#backend.compile(body, shapes);
    this.traceSeconds += secondsSince(begin);
    let first = true;
    return {
      memory: compiled.memory,
      run: async (inputs) => {
        const start = performance.now();
        const results = await compiled.run(inputs);
        if (first) this.firstRunSeconds += secondsSince(start);
        else this.runSeconds += secondsSince(start);
        first = false;
        this.runs++;
        return results;
      },
      dispose: () => compiled.dispose(),
    };
  }

  releaseSessions(): Promise<void> {
    return this.#backend.releaseSessions();
  }

  dispose(): Promise<void> {
    return this.#backend.dispose();
  }
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
