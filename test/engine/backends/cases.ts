import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnnxRuntimeBackend } from '../../../src/engine/backends/onnxruntime/create.js';
import { createBackend, difference, numbers, size } from './support.js';

/**
 * Every kernel, forward and backward, recorded and compiled, against TensorFlow.js's own plain CPU backend.
 * A case is a function of tensors of these shapes; its gradient is that of a weighted sum of its result.
 */
export interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly body: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** Inputs with these numbers instead of ones between −1 and 1. */
  readonly map?: (number: number) => number;
  readonly gradient?: false;
  readonly tolerance?: number;
}

export const positive = (x: number) => Math.abs(x) + 0.1;
export const as4d = (x: tf.Tensor) => x as tf.Tensor4D;

interface Results {
  readonly shape: readonly number[];
  readonly numbers: readonly ArrayLike<number>[];
}

/** The value of a case and its gradients by every input. */
function evaluate({ body, gradient }: Case, inputs: tf.Tensor[]): tf.Tensor[] {
  const value = body(...inputs);
  if (gradient === false) return [value];
  const weights = tf.tensor(numbers(value.size, 77), value.shape);
  const weighted = (...xs: tf.Tensor[]) => tf.sum(tf.mul(body(...xs), weights));
  return [value, ...tf.grads(weighted)(inputs)];
}

const dataOf = ({ shapes, map }: Case) =>
  shapes.map((shape, i) => {
    const data = numbers(size(shape), i + 1);
    return map === undefined ? data : data.map(map);
  });

async function eagerly(name: string, example: Case): Promise<Results> {
  await tf.setBackend(name);
  const inputs = dataOf(example).map((data, i) => tf.tensor(data, [...(example.shapes[i] ?? [])]));
  const outputs = tf.tidy(() => evaluate(example, inputs));
  const results = await Promise.all(outputs.map((output) => output.data()));
  const shape = outputs[0]?.shape ?? [];
  for (const tensor of [...inputs, ...outputs]) tensor.dispose();
  return { shape, numbers: results };
}

async function compiled(backend: OnnxRuntimeBackend, example: Case): Promise<readonly Float32Array[]> {
  await tf.setBackend('onnxruntime');
  const evaluateCompiled = backend.compile((...inputs) => evaluate(example, inputs), example.shapes);
  const data = dataOf(example);
  const results = await evaluateCompiled.run(
    data.map((numbersOf, i) => ({ data: numbersOf, shape: example.shapes[i] ?? [] })),
  );
  evaluateCompiled.dispose();
  return results;
}

/** Declares tests of these groups of cases. */
export function compareWithCpu(groups: readonly (readonly [string, readonly Case[]])[]): void {
  let backend: OnnxRuntimeBackend;
  beforeAll(async () => {
    backend = await createBackend();
  });
  afterAll(() => backend.dispose());

  describe.each(groups)('%s', (_, cases) => {
    it.each(cases.map((example) => [example.name, example] as const))('%s', async (_name, example) => {
      const expected = await eagerly('cpu', example);
      const actual = await eagerly('onnxruntime', example);
      expect(actual.shape).toEqual(expected.shape);
      const tolerance = example.tolerance ?? 2e-6;
      for (const [i, numbersExpected] of expected.numbers.entries()) {
        const what = i === 0 ? 'value' : `gradient by input ${i - 1}`;
        expect(difference(actual.numbers[i] ?? [], numbersExpected), what).toBeLessThanOrEqual(tolerance);
      }
      for (const [i, results] of (await compiled(backend, example)).entries()) {
        expect(difference(results, expected.numbers[i] ?? []), `compiled ${i}`).toBeLessThanOrEqual(
          tolerance,
        );
      }
    });
  });
}
