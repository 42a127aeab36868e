import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../../../../src/engine/backends/backend.js';
import { selfTest } from '../../../../src/engine/backends/self-test.js';
import * as reference from './reference.js';
import { type Array64, array64, centralDifferences } from './reference.js';

/**
 * What every backend of the engine must do, whatever computes. Each law is checked in the backend's own process and
 * throws where it does not hold; numbers are held against float64.
 */
export interface Law {
  readonly name: string;
  check(backend: Backend): Promise<void>;
}

/** Float32 sums of a few hundred terms; TF32 would be a hundred times off. */
const TOLERANCE = 2e-5;

/** Numbers from −1 to 1 without any near 0, where kinks are, nor two alike, where a maximum is undecided. */
function numbers(shape: readonly number[], seed: number): Float32Array {
  let state = (seed * 2654435761) >>> 0;
  return new Float32Array(shape.reduce((product, n) => product * n, 1)).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const u = state / 2 ** 32;
    return u < 0.5 ? -1 + u * 1.8 : 0.1 + (u - 0.5) * 1.8;
  });
}

/** Largest difference relative to the largest expected number. */
function error(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  if (actual?.length !== expected.length) return Number.POSITIVE_INFINITY;
  const largest = Math.max(...Array.from(expected, Math.abs), 1e-30);
  return Math.max(...Array.from(expected, (e, i) => Math.abs((actual[i] ?? Number.NaN) - e) / largest));
}

function close(what: string, actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): void {
  const off = error(actual, expected);
  assert.ok(off <= TOLERANCE, `${what} is off by ${off.toExponential(1)}`);
}

/** An operation on some inputs, in TensorFlow.js and in float64. */
interface Operation {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly tensors: (...inputs: tf.Tensor[]) => tf.Tensor;
  readonly reference: (...inputs: Array64[]) => Array64;
}

const picture = (x: tf.Tensor | undefined) => x as tf.Tensor4D;
const matrix = (x: tf.Tensor | undefined) => x as tf.Tensor2D;

const OPERATIONS: readonly Operation[] = [
  ...(
    [
      ['3×3', [1, 6, 5, 2], [3, 3, 2, 3], 1, 'same', 1],
      ['3×3, stride 2, unpadded', [1, 7, 6, 2], [3, 3, 2, 3], 2, 'valid', 1],
      ['3×3, stride 2, padded', [1, 6, 6, 2], [3, 3, 2, 2], 2, 'same', 1],
      ['2×2, as large as the picture', [1, 2, 2, 2], [2, 2, 2, 3], 1, 'same', 1],
      ['2×2, padded at the far edges', [1, 5, 4, 2], [2, 2, 2, 3], 1, 'same', 1],
      ['1×1', [1, 4, 5, 3], [1, 1, 3, 4], 1, 'same', 1],
      ['5×3 on one channel', [1, 6, 6, 1], [5, 3, 1, 2], 1, 'valid', 1],
    ] as const
  ).map(
    ([name, x, filter, stride, padding, dilation]): Operation => ({
      name: `convolution ${name}`,
      shapes: [x, filter],
      tensors: (a, b) => tf.conv2d(picture(a), picture(b), stride, padding, 'NHWC', dilation),
      reference: (a, b) => reference.conv2d(a, b, { stride, padding, dilation }),
    }),
  ),
  ...(
    [
      ['3×3', [1, 5, 6, 3], [3, 3, 3, 1], 1, 'same'],
      ['3×3 with two results each, stride 2', [1, 7, 7, 2], [3, 3, 2, 2], 2, 'valid'],
    ] as const
  ).map(
    ([name, x, filter, stride, padding]): Operation => ({
      name: `depthwise convolution ${name}`,
      shapes: [x, filter],
      tensors: (a, b) => tf.depthwiseConv2d(picture(a), picture(b), stride, padding),
      reference: (a, b) => reference.depthwiseConv2d(a, b, { stride, padding }),
    }),
  ),
  ...(
    [
      ['max', [1, 6, 6, 2], [2, 2], 2, 'valid'],
      ['max', [1, 5, 7, 2], [3, 3], 2, 'same'],
      ['average', [1, 6, 6, 2], [2, 2], 2, 'valid'],
      // Unpadded: TensorFlow.js itself takes the padding into account in the average, but not in its gradient.
      ['average', [1, 5, 7, 2], [3, 3], 2, 'valid'],
    ] as const
  ).map(
    ([kind, x, window, stride, padding]): Operation => ({
      name: `${kind} pooling ${window.join('×')}, ${padding}`,
      shapes: [x],
      tensors: (a) => (kind === 'max' ? tf.maxPool : tf.avgPool)(picture(a), [...window], stride, padding),
      reference: (a) => reference.pool(kind, a, window, { stride, padding }),
    }),
  ),
  ...(
    [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ] as const
  ).map(
    ([ta, tb]): Operation => ({
      name: `matrix product${ta ? ', first transposed' : ''}${tb ? ', second transposed' : ''}`,
      shapes: [ta ? [5, 3] : [3, 5], tb ? [4, 5] : [5, 4]],
      tensors: (a, b) => tf.matMul(matrix(a), matrix(b), ta, tb),
      reference: (a, b) => reference.matMul(a, b, ta, tb),
    }),
  ),
  {
    name: 'mean and variance',
    shapes: [[1, 4, 5, 3]],
    tensors: (x) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return tf.concat([mean, variance]);
    },
    reference: (x) => reference.moments(x),
  },
];

/** Values of an operation, and the gradients of Σ r·result for given numbers r, all against float64. */
function operationLaw({ name, shapes, tensors, reference: plain }: Operation): Law {
  return {
    name: `${name}: values and gradients`,
    async check(backend) {
      const data = shapes.map((shape, i) => numbers(shape, i + 1));
      const inputs = data.map((values, i) => array64(values, shapes[i] ?? []));
      const expected = plain(...inputs);
      const weights = numbers(expected.shape, 9);
      const evaluate = backend.compile((...given) => {
        const value = tensors(...given);
        const loss = (...x: tf.Tensor[]) =>
          tf.sum(tf.mul(tensors(...x), tf.tensor(weights, [...expected.shape]))) as tf.Scalar;
        return [value, ...tf.grads(loss)(given)];
      }, shapes);
      const [value, ...gradients] = await evaluate.run(
        data.map((values, i) => ({ data: values, shape: shapes[i] ?? [] })),
      );
      evaluate.dispose();
      close('the value', value, expected.data);
      for (const [i, input] of inputs.entries()) {
        const loss = (x: Array64) =>
          plain(...inputs.map((other, j) => (i === j ? x : other))).data.reduce(
            (sum, v, at) => sum + v * (weights[at] ?? 0),
            0,
          );
        close(`the gradient of input ${i}`, gradients[i], centralDifferences(loss, input));
      }
    },
  };
}

const square2: readonly [body: (x: tf.Tensor | undefined) => tf.Tensor[], shapes: number[][]] = [
  (x) => [tf.square(x ?? tf.scalar(0)), tf.add(x ?? tf.scalar(0), 1)],
  [[2]],
];
const two = (a: number, b: number) => [{ data: Float32Array.of(a, b), shape: [2] }];

const BEHAVIOUR: readonly Law[] = [
  {
    name: 'passes the self-test',
    async check(backend) {
      assert.equal(await selfTest(backend), null);
    },
  },
  {
    name: 'is the current backend of TensorFlow.js, and reads tensors outside of compiled functions',
    async check(backend) {
      assert.ok(tf.getBackend().length > 0);
      assert.ok(backend.device.length > 0);
      const y = tf.tidy(() => tf.mul(tf.tensor([1, 2, 3]), 2));
      assert.deepEqual(Array.from(await y.data()), [2, 4, 6]);
      y.dispose();
    },
  },
  {
    name: 'evaluates again and again, on other numbers too',
    async check(backend) {
      const evaluate = backend.compile(...square2);
      for (const [a, b] of [
        [2, 3],
        [4, 5],
        [2, 3],
      ] as const) {
        const results = await evaluate.run(two(a, b));
        assert.deepEqual(
          results.map((r) => Array.from(r)),
          [
            [a * a, b * b],
            [a + 1, b + 1],
          ],
        );
        assert.ok(results.every((r) => r instanceof Float32Array));
      }
      evaluate.dispose();
    },
  },
  {
    name: 'gives the same bits for the same input',
    async check(backend) {
      const shape = [1, 16, 16, 3];
      const filter = backend.constant(tf.tensor4d(numbers([3, 3, 3, 8], 2), [3, 3, 3, 8]));
      const evaluate = backend.compile(
        (x) => [
          tf.grad((a: tf.Tensor) => tf.sum(tf.square(tf.relu(tf.conv2d(picture(a), filter, 1, 'same')))))(
            picture(x),
          ),
        ],
        [shape],
      );
      const input = [{ data: numbers(shape, 1), shape }];
      const [first] = await evaluate.run(input);
      for (let n = 0; n < 3; n++) assert.deepEqual((await evaluate.run(input))[0], first);
      evaluate.dispose();
      filter.dispose();
    },
  },
  {
    name: 'hands out results that are the caller’s own, and leaves the inputs alone',
    async check(backend) {
      const evaluate = backend.compile((x) => [x ?? tf.scalar(0), tf.square(x ?? tf.scalar(0))], [[2]]);
      const input = Float32Array.of(2, 3);
      const [same, square] = await evaluate.run([{ data: input, shape: [2] }]);
      same?.fill(7);
      square?.fill(7);
      assert.deepEqual(Array.from(input), [2, 3]);
      const again = await evaluate.run([{ data: input, shape: [2] }]);
      assert.deepEqual(
        again.map((r) => Array.from(r)),
        [
          [2, 3],
          [4, 9],
        ],
      );
      evaluate.dispose();
    },
  },
  {
    name: 'keeps runs that overlap apart',
    async check(backend) {
      const evaluate = backend.compile(...square2);
      const all = await Promise.all([1, 2, 3, 4, 5].map((n) => evaluate.run(two(n, -n))));
      assert.deepEqual(
        all.map(([square]) => square?.[0]),
        [1, 4, 9, 16, 25],
      );
      evaluate.dispose();
    },
  },
  {
    name: 'takes scalars, dimensions of one and several inputs',
    async check(backend) {
      const evaluate = backend.compile((a, b) => [tf.mul(a ?? 0, b ?? 0), tf.sum(b ?? 0)], [[], [1, 1, 3]]);
      const results = await evaluate.run([
        { data: Float32Array.of(2), shape: [] },
        { data: Float32Array.of(1, 2, 3), shape: [1, 1, 3] },
      ]);
      assert.deepEqual(
        results.map((r) => Array.from(r)),
        [[2, 4, 6], [6]],
      );
      evaluate.dispose();
    },
  },
  {
    name: 'compares and selects',
    async check(backend) {
      const evaluate = backend.compile(
        (x) => [tf.where(tf.greater(x ?? 0, 2), tf.mul(x ?? 0, 10), tf.neg(x ?? 0))],
        [[4]],
      );
      const [result] = await evaluate.run([{ data: Float32Array.of(1, 2, 3, 4), shape: [4] }]);
      assert.deepEqual(Array.from(result ?? []), [-1, -2, 30, 40]);
      evaluate.dispose();
    },
  },
  {
    name: 'multiplies in float32, not in shorter floats',
    async check(backend) {
      // 1 + 2⁻¹² is 1 in TF32, bfloat16 and float16.
      const near = 1 + 2 ** -12;
      const alike = (shape: number[]) =>
        tf.tensor(new Float32Array(shape.reduce((product, n) => product * n, 1)).fill(near), shape);
      const filter = backend.constant(alike([1, 1, 64, 8])) as tf.Tensor4D;
      const weights = backend.constant(alike([64, 8])) as tf.Tensor2D;
      const evaluate = backend.compile(
        (x) => [
          tf.conv2d(tf.reshape(picture(x), [1, 8, 8, 64]) as tf.Tensor4D, filter, 1, 'same'),
          tf.matMul(tf.reshape(matrix(x), [64, 64]), weights),
        ],
        [[64, 64]],
      );
      const results = await evaluate.run([{ data: new Float32Array(64 * 64).fill(near), shape: [64, 64] }]);
      for (const result of results) {
        for (const value of result) assert.ok(Math.abs(value / (64 * near * near) - 1) < 3e-6, `${value}`);
      }
      evaluate.dispose();
      tf.dispose([filter, weights]);
    },
  },
  {
    name: 'folds constants without mixing them up',
    async check(backend) {
      const scale = (factor: number) => {
        const constant = backend.constant(tf.tensor2d(new Float32Array(80).fill(factor), [40, 2]));
        const compiled = backend.compile((x) => [tf.matMul(matrix(x), constant)], [[1, 40]]);
        return { constant, compiled };
      };
      const [ones, threes] = [scale(1), scale(3)];
      const input = [{ data: new Float32Array(40).fill(0.5), shape: [1, 40] }];
      assert.deepEqual(Array.from((await ones.compiled.run(input))[0] ?? []), [20, 20]);
      assert.deepEqual(Array.from((await threes.compiled.run(input))[0] ?? []), [60, 60]);
      ones.constant.dispose();
      ones.compiled.dispose();
      assert.deepEqual(Array.from((await threes.compiled.run(input))[0] ?? []), [60, 60]);
      threes.compiled.dispose();
      threes.constant.dispose();
    },
  },
  {
    name: 'refuses inputs of other shapes, numbers and lengths, in words',
    async check(backend) {
      const evaluate = backend.compile(...square2);
      await assert.rejects(
        evaluate.run([{ data: Float32Array.of(1, 2, 3), shape: [3] }]),
        /has the shape \[3\], but it was compiled for \[2\]/,
      );
      await assert.rejects(
        evaluate.run([{ data: Float32Array.of(1, 2), shape: [1, 2] }]),
        /compiled for \[2\]/,
      );
      await assert.rejects(evaluate.run([{ data: Float32Array.of(1), shape: [2] }]), /has 1 numbers/);
      await assert.rejects(evaluate.run([]), /takes 1 inputs, not 0/);
      evaluate.dispose();
    },
  },
  {
    name: 'tells what the function itself throws, and goes on',
    async check(backend) {
      const before = tf.memory().numTensors;
      const broken = async () => {
        const evaluate = backend.compile(() => {
          throw new Error('out of paint');
        }, [[2]]);
        await evaluate.run(two(1, 2));
      };
      await assert.rejects(broken, /out of paint/);
      assert.equal(tf.memory().numTensors, before);
      const evaluate = backend.compile(...square2);
      assert.equal((await evaluate.run(two(3, 4)))[0]?.[1], 16);
      evaluate.dispose();
    },
  },
  {
    name: 'does nothing more once a function is disposed of',
    async check(backend) {
      const evaluate = backend.compile(...square2);
      await evaluate.run(two(1, 2));
      evaluate.dispose();
      evaluate.dispose();
      await assert.rejects(evaluate.run(two(1, 2)), /disposed/);
    },
  },
  {
    name: 'goes on after its sessions were released',
    async check(backend) {
      const evaluate = backend.compile(...square2);
      await evaluate.run(two(1, 2));
      await backend.releaseSessions();
      assert.equal((await evaluate.run(two(3, 4)))[0]?.[1], 16);
      evaluate.dispose();
    },
  },
  {
    name: 'holds as many tensors after a hundred evaluations as before',
    async check(backend) {
      const filter = backend.constant(tf.tensor4d(numbers([3, 3, 3, 4], 2), [3, 3, 3, 4]));
      const evaluate = backend.compile(
        (x) => {
          const { value, grad } = tf.valueAndGrad((a: tf.Tensor) =>
            tf.sum(tf.relu(tf.conv2d(picture(a), filter, 1, 'same'))),
          )(picture(x));
          return [value, grad];
        },
        [[1, 8, 8, 3]],
      );
      const input = [{ data: numbers([1, 8, 8, 3], 1), shape: [1, 8, 8, 3] }];
      const counts = () => {
        const { numTensors, numDataBuffers } = tf.memory();
        return { numTensors, numDataBuffers, ids: tf.backend().numDataIds() };
      };
      await evaluate.run(input);
      const before = counts();
      for (let n = 0; n < 100; n++) await evaluate.run(input);
      assert.deepEqual(counts(), before);
      evaluate.dispose();
      filter.dispose();
    },
  },
];

/** Checked last: nothing works afterwards. */
const END: Law = {
  name: 'leaves nothing behind when it is disposed of',
  async check(backend) {
    const name = tf.getBackend();
    await backend.dispose();
    assert.ok(!tf.engine().backendNames().includes(name), `${name} is still there`);
  },
};

export const CONTRACT: readonly Law[] = [...BEHAVIOUR, ...OPERATIONS.map(operationLaw), END];
