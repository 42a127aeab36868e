import {
  conv2d,
  square,
  sum,
  type Tensor,
  type Tensor4D,
  tensor4d,
  valueAndGrad,
} from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';

/*
 * L(x) = Σ (x ∗ f)² with x = 1 … 9 in 3×3 and f = (1 2; 3 4): x ∗ f = (37 47; 67 77). Numbers worked out by hand.
 */
const X = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
const LOSS = [13996];
const GRADIENT = [74, 242, 188, 356, 1000, 684, 402, 998, 616];
/** Wide enough for TF32, the short floats that GPUs multiply with. */
const TOLERANCE = 5e-3;

/** What is wrong with a backend, found by a tiny convolution and its gradient; null when both are right. */
export async function selfTest(backend: Backend): Promise<string | null> {
  const filter = backend.constant(tensor4d([1, 2, 3, 4], [2, 2, 1, 1]));
  const loss = (x: Tensor) => sum(square(conv2d(x as Tensor4D, filter, 1, 'valid')));
  const evaluate = backend.compile(
    (x) => {
      if (x === undefined) throw new Error('the self-test has one input');
      const { value, grad } = valueAndGrad(loss)(x);
      return [value, grad];
    },
    [[1, 3, 3, 1]],
  );
  try {
    const [value, gradient] = await evaluate.run([{ data: X, shape: [1, 3, 3, 1] }]);
    return differs('convolution', value, LOSS) ?? differs('gradient', gradient, GRADIENT);
  } finally {
    evaluate.dispose();
    filter.dispose();
  }
}

function differs(what: string, actual: Float32Array | undefined, expected: readonly number[]): string | null {
  const close = expected.every((number, i) => Math.abs((actual?.[i] ?? 0) - number) <= TOLERANCE * number);
  return close && actual?.length === expected.length
    ? null
    : `wrong ${what} in the self-test: [${actual}] instead of [${expected}]`;
}
