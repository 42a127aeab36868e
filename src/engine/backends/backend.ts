import type { Tensor } from '@tensorflow/tfjs-core';

export type BackendName = 'tensorflow' | 'onnxruntime';

/** A tensor's worth of numbers outside TensorFlow.js. */
export interface Values {
  /** Row-major float32. */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/**
 * A function on tensors, ready to be evaluated again and again on inputs of the same shapes. Where the backend can,
 * it is traced once (TensorFlow.js's autodiff included) and only run after that.
 */
export interface CompiledFunction {
  /** About how many bytes it takes, besides its inputs, from its first run on; null where the backend cannot tell. */
  readonly memory: number | null;
  /** Evaluates; throws when the shapes are not those it was compiled for. The results are the caller's own. */
  run(inputs: readonly Values[]): Promise<Float32Array[]>;
  dispose(): void;
}

/** What the engine knows of the TensorFlow.js backend it runs on; says nothing of what is computed. */
export interface Backend {
  readonly name: BackendName;
  /** `cpu`, `webgpu`, `cuda` … */
  readonly device: string;
  /** Marks a tensor whose values never change (network weights), so that they can be folded and pre-packed. */
  constant<T extends Tensor>(tensor: T): T;
  /** Compiles `body` for inputs of these shapes. `body` must depend on its inputs and constants alone. */
  compile(body: (...inputs: Tensor[]) => Tensor[], shapes: readonly (readonly number[])[]): CompiledFunction;
  /** Lets go of compiled sessions that are not in use and are kept in case they are wanted again. */
  releaseSessions(): Promise<void>;
  dispose(): Promise<void>;
}
