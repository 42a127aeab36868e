import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  createOnnxRuntimeBackend,
  type OnnxRuntimeBackend,
  type OnnxRuntimeOptions,
} from '../../../src/engine/backends/onnxruntime/create.js';

/** The backend under test, with TensorFlow.js's own check that no kernel leaks tensors. */
export async function createBackend(options: OnnxRuntimeOptions = {}): Promise<OnnxRuntimeBackend> {
  tf.env().set('IS_TEST', true);
  return createOnnxRuntimeBackend({ threads: 1, ...options });
}

/** Numbers between −1 and 1, none near 0, where kinks are. */
export function numbers(count: number, seed: number): Float32Array {
  const result = new Float32Array(count);
  let state = (seed * 2654435761) >>> 0;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const u = state / 2 ** 32;
    result[i] = u < 0.5 ? -1 + u * 1.9 : 0.05 + (u - 0.5) * 1.9;
  }
  return result;
}

export const size = (shape: readonly number[]) =>
  shape.reduce((product, dimension) => product * dimension, 1);

/** Largest difference, relative to the largest expected number (or to 1 when all are smaller). */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  let scale = 1;
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i] ?? Number.NaN, expected[i] ?? Number.NaN];
    if (Number.isNaN(a) && Number.isNaN(e)) continue;
    if (a === e) continue;
    largest = Math.max(largest, Number.isNaN(a - e) ? Number.POSITIVE_INFINITY : Math.abs(a - e));
    if (Number.isFinite(e)) scale = Math.max(scale, Math.abs(e));
  }
  return largest / scale;
}
