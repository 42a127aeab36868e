import {
  conv2d,
  randomUniform,
  relu,
  square,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
  valueAndGrad,
} from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';

/** Three 3×3 convolutions as at the top of VGG: the picture's three channels, then 64. */
const CHANNELS = [3, 64, 64, 64] as const;
/** Sides of the square picture, each tried after the one before. */
const SIDES = [32, 64, 128, 256] as const;
/** A picture that takes longer is large enough to tell the speed from the overhead. */
const ENOUGH_MS = 60;
const ROUNDS = 3;

/**
 * Billions of floating-point operations per second of a representative piece of work: three convolutions and their
 * gradient with respect to the picture, fed and read as an optimization does. On a picture that is as large as gives a
 * sure measurement, at the most 256×256; the best of three rounds, since whatever else the machine does only slows it.
 */
export async function measureSpeed(backend: Backend, clock = () => performance.now()): Promise<number> {
  const filters = tidy(() =>
    CHANNELS.slice(1).map((out, layer) => {
      const channels = CHANNELS[layer] ?? 0;
      const bound = Math.sqrt(6 / (9 * channels));
      return backend.constant(randomUniform([3, 3, channels, out], -bound, bound, 'float32', layer + 1));
    }),
  ) as Tensor4D[];
  try {
    let gigaflops = 0;
    for (const side of SIDES) {
      const milliseconds = await timeOne(backend, filters, side, clock);
      gigaflops = flops(side) / milliseconds / 1e6;
      if (milliseconds > ENOUGH_MS) break;
    }
    return gigaflops;
  } finally {
    for (const filter of filters) filter.dispose();
  }
}

async function timeOne(
  backend: Backend,
  filters: readonly Tensor4D[],
  side: number,
  clock: () => number,
): Promise<number> {
  const shape = [1, side, side, CHANNELS[0]];
  const loss = (picture: Tensor) => {
    const features = filters.reduce((x, filter) => relu(conv2d(x, filter, 1, 'same')), picture as Tensor4D);
    return sum(square(features));
  };
  const evaluate = backend.compile(
    (picture) => {
      if (picture === undefined) throw new Error('the measurement has one input');
      const { value, grad } = valueAndGrad(loss)(picture);
      return [value, grad];
    },
    [shape],
  );
  const data = new Float32Array(side * side * CHANNELS[0]).map((_, i) => Math.sin(i));
  try {
    // The first compiles.
    await evaluate.run([{ data, shape }]);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const start = clock();
      await evaluate.run([{ data, shape }]);
      best = Math.min(best, clock() - start);
      // A device this slow is sure after one.
      if (best > 10 * ENOUGH_MS) break;
    }
    return best;
  } finally {
    evaluate.dispose();
    await backend.releaseSessions();
  }
}

/** A convolution is a multiplication and an addition per weight and position, and so is its gradient. */
function flops(side: number): number {
  const weights = CHANNELS.slice(1).reduce(
    (total, out, layer) => total + 9 * (CHANNELS[layer] ?? 0) * out,
    0,
  );
  return 2 * 2 * weights * side * side;
}
