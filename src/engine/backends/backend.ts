import type { Tensor } from '@tensorflow/tfjs-core';

export type BackendName = 'tensorflow' | 'onnxruntime';

/** A tensor's worth of numbers outside TensorFlow.js. */
export interface Values {
  /** Row-major float32. */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** About how many bytes a compiled function takes from its first run on, besides its inputs. */
export interface Footprint {
  /** Numbers that are part of it, however large its inputs are. */
  readonly constants: number;
  /** What it keeps room for to hold what a run computes. */
  readonly results: number;
}

/**
 * A function on tensors, ready to be evaluated again and again on inputs of the same shapes. Where the backend can,
 * it is traced once (TensorFlow.js's autodiff included) and only run after that.
 */
export interface CompiledFunction {
  /** Null where the backend cannot tell. */
  readonly memory: Footprint | null;
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
