import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mirroredPad } from '../../../src/engine/backends/mirror-pad.js';
import type { OnnxRuntimeBackend } from '../../../src/engine/backends/onnxruntime/create.js';
import { createBackend, difference, numbers } from './support.js';

let backend: OnnxRuntimeBackend;
beforeAll(async () => {
  backend = await createBackend();
});
afterAll(() => backend.dispose());

const tensor = (shape: number[], seed: number) =>
  tf.tensor(
    numbers(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
    shape,
  );

/** What a piece of work adds to the counts of compiled sessions and runs. */
async function cost<T>(work: () => Promise<T>): Promise<{ compiled: number; runs: number; result: T }> {
  const before = backend.statistics;
  const result = await work();
  const after = backend.statistics;
  return { compiled: after.compiled - before.compiled, runs: after.runs - before.runs, result };
}

describe('reading', () => {
  it('computes a value and its gradient in one run', async () => {
    const x = tensor([3, 4], 1);
    const { value, grad } = tf.valueAndGrad((a: tf.Tensor) => tf.sum(tf.square(a)))(x);
    const { runs } = await cost(() => Promise.all([value.data(), grad.data()]));
    expect(runs).toBe(1);
    tf.dispose([x, value, grad]);
  });

  it('computes all that is live and pending, so that a later read costs nothing', async () => {
    const x = tensor([5], 1);
    const [a, b] = [tf.square(x), tf.exp(x)];
    await a.data();
    const { runs, result } = await cost(() => b.data());
    expect(runs).toBe(0);
    expect(b.dataSync()).toEqual(result);
    tf.dispose([x, a, b]);
  });

  it('leaves out what was disposed of', async () => {
    const x = tensor([5], 1);
    const product = tf.matMul(tf.ones([2 ** 15, 1]), tf.onesLike(tf.zeros([1, 2 ** 15])));
    const sum = tf.sum(x);
    // 4 GiB, were it computed.
    product.dispose();
    const { runs } = await cost(() => sum.data());
    expect(runs).toBe(1);
    expect(process.resourceUsage().maxRSS).toBeLessThan(3 * 1024 * 1024);
    tf.dispose([x, sum]);
  });

  it('keeps a read alive when its tensor is disposed of in the same tick', async () => {
    const x = tf.tensor([3, 4]);
    const y = tf.square(x);
    const read = y.data();
    y.dispose();
    x.dispose();
    expect(Array.from(await read)).toEqual([9, 16]);
  });

  it('goes on recording while a run is under way', async () => {
    const x = tf.tensor([3, 4]);
    const y = tf.square(x);
    const first = y.data();
    await Promise.resolve();
    const z = tf.add(y, 1);
    expect(Array.from(await z.data())).toEqual([10, 17]);
    expect(Array.from(await first)).toEqual([9, 16]);
    tf.dispose([x, y, z]);
  });

  it('says what to do when a pending tensor is read synchronously', () => {
    const y = tf.square(tf.tensor([3, 4]));
    expect(() => y.dataSync()).toThrow(/await tensor\.data\(\)/);
    y.dispose();
  });

  it('does not let a tensor that cannot be computed spoil others', async () => {
    const x = tf.tensor([3, 4]);
    // 4 TiB: no machine has that.
    const broken = tf.matMul(tf.ones([2 ** 20, 1]), tf.fill([1, 2 ** 20], 2));
    const fine = tf.square(x);
    expect(Array.from(await fine.data())).toEqual([9, 16]);
    await expect(broken.data()).rejects.toThrow('too little memory');
    tf.dispose([x, broken, fine]);
  });

  it('refuses types it does not have', () => {
    expect(() => tf.tensor(['a'])).toThrow(/no string tensors/);
  });
});

describe('sessions', () => {
  it('compiles at most twice in 100 steps of Adam', async () => {
    const x = tf.variable(tensor([4, 4], 1));
    const optimizer = tf.train.adam(0.05);
    const { compiled } = await cost(async () => {
      let last: number | undefined;
      for (let step = 0; step < 100; step++) {
        const loss = optimizer.minimize(() => tf.sum(tf.square(tf.sub(x, 2))) as tf.Scalar, true);
        [last] = (await loss?.data()) ?? [];
        loss?.dispose();
      }
      expect(last).toBeLessThan(1);
    });
    expect(compiled).toBeLessThanOrEqual(2);
    optimizer.dispose();
    x.dispose();
  });

  it('compiles at most twice in 100 steps of Adam on a convolutional network, and keeps no tensor', async () => {
    const variables = ([[3, 3, 2, 4], [3, 3, 4, 2], [4], [4]] as const).map((shape, i) =>
      tf.variable(tensor([...shape], i + 1)),
    );
    const [first, second, scale, shift] = variables as [tf.Variable, tf.Variable, tf.Variable, tf.Variable];
    const mirrored = (x: tf.Tensor) =>
      mirroredPad(
        x,
        [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ],
        'reflect',
      ) as tf.Tensor4D;
    const network = (x: tf.Tensor) => {
      const maps = tf.conv2d(mirrored(x), first as unknown as tf.Tensor4D, 2, 'valid');
      const { mean, variance } = tf.moments(maps, [1, 2], true);
      const normal = tf.div(tf.sub(maps, mean), tf.sqrt(tf.add(variance, 1e-5)));
      const shaped = tf.relu(tf.add(tf.mul(normal, scale), shift));
      const larger = tf.image.resizeNearestNeighbor(shaped as tf.Tensor4D, [8, 8]);
      return tf.conv2d(mirrored(larger), second as unknown as tf.Tensor4D, 1, 'valid');
    };
    const optimizer = tf.train.adam(0.02);
    const losses: number[] = [];
    let after = tf.memory().numTensors;
    const { compiled } = await cost(async () => {
      for (let step = 0; step < 100; step++) {
        // Other pictures at each step, as in training.
        const x = tensor([2, 8, 8, 2], step);
        const loss = optimizer.minimize(() => tf.mean(tf.square(tf.sub(network(x), x))) as tf.Scalar, true);
        losses.push(((await loss?.data()) ?? [])[0] ?? Number.NaN);
        tf.dispose([x, ...(loss ? [loss] : [])]);
        if (step === 0) after = tf.memory().numTensors;
      }
    });
    expect(compiled).toBeLessThanOrEqual(2);
    expect(tf.memory().numTensors).toBe(after);
    expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? 0));
    optimizer.dispose();
    tf.dispose(variables);
  });

  it('serves other numbers with the same session, constants excepted', async () => {
    const evaluate = async (fed: tf.Tensor, weights: tf.Tensor) => {
      const y = tf.matMul(fed as tf.Tensor2D, weights as tf.Tensor2D);
      const data = await y.data();
      y.dispose();
      return data;
    };
    const weights = backend.constant(tensor([40, 30], 5));
    const others = backend.constant(tensor([40, 30], 6));
    const fed = [1, 2, 3].map((seed) => tensor([2, 40], seed));
    const first = await cost(async () => {
      for (const x of fed) await evaluate(x, weights);
    });
    expect(first.compiled).toBe(1);
    const second = await cost(() => evaluate(fed[0] ?? tf.scalar(0), others));
    expect(second.compiled).toBe(1);
    tf.dispose([weights, others, ...fed]);
  });

  it('says about how much memory a compiled function takes', async () => {
    const shape = [1, 64, 64, 8];
    const compiled = backend.compile(
      (x) => [tf.sum(tf.relu(tf.add(tf.square(x as tf.Tensor), tf.reverse(x as tf.Tensor, 1))))],
      [shape],
    );
    // At least one result the size of the input has to be held.
    expect(compiled.memory?.results).toBeGreaterThanOrEqual(4 * 64 * 64 * 8);
    expect(compiled.memory?.results).toBeLessThan(10 * 4 * 64 * 64 * 8);
    compiled.dispose();
  });

  it('keeps no more sessions than its limits allow, and releases those of constants that are gone', async () => {
    await backend.releaseSessions();
    expect(backend.statistics.open).toBe(0);
    for (let length = 1; length <= 80; length++) {
      const y = tf.sum(tensor([length], 1));
      await y.data();
      y.dispose();
    }
    expect(backend.statistics.open).toBeLessThanOrEqual(64);
    await backend.releaseSessions();
    expect(backend.statistics.open).toBe(0);

    const weights = backend.constant(tensor([300], 1));
    const y = tf.sum(tf.mul(weights, 2));
    await y.data();
    expect(backend.statistics.open).toBe(1);
    weights.dispose();
    await backend.releaseSessions();
    expect(backend.statistics.open).toBe(0);
    y.dispose();
  });
});

describe('memory', () => {
  it('holds as many tensors after a thousand evaluations as before', async () => {
    const x = tensor([1, 8, 8, 3], 1);
    const w = backend.constant(tensor([3, 3, 3, 4], 2)) as tf.Tensor4D;
    const evaluate = async () => {
      const { value, grad } = tf.valueAndGrad((a: tf.Tensor) =>
        tf.sum(tf.relu(tf.conv2d(a as tf.Tensor4D, w, 1, 'same'))),
      )(x);
      await Promise.all([value.data(), grad.data()]);
      tf.dispose([value, grad]);
    };
    await evaluate();
    const before = { ...tf.memory(), ids: tf.backend().numDataIds() };
    for (let i = 0; i < 1000; i++) await evaluate();
    const after = { ...tf.memory(), ids: tf.backend().numDataIds() };
    expect([after.numTensors, after.numDataBuffers, after.ids]).toEqual([
      before.numTensors,
      before.numDataBuffers,
      before.ids,
    ]);
    tf.dispose([x, w]);
  });

  it('is safe to tidy up around pending tensors', async () => {
    const before = tf.memory().numTensors;
    const kept = tf.tidy(() => {
      const x = tf.tensor([1, 2, 3]);
      const hidden = tf.square(tf.add(x, 1));
      return tf.sum(hidden);
    });
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(Array.from(await kept.data())).toEqual([29]);
    kept.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('lets clones and reshaped views share one value until the last is gone', async () => {
    const x = tf.tensor([1, 2, 3, 4]);
    const square = tf.square(x);
    const view = tf.reshape(square, [2, 2]);
    const clone = tf.clone(square);
    square.dispose();
    expect(await view.array()).toEqual([
      [1, 4],
      [9, 16],
    ]);
    view.dispose();
    expect(Array.from(await clone.data())).toEqual([1, 4, 9, 16]);
    const ids = tf.backend().numDataIds();
    clone.dispose();
    expect(tf.backend().numDataIds()).toBe(ids - 1);
    x.dispose();
  });
});

describe('compiled functions', () => {
  it('record nothing and give the numbers of the recorded function, again and again', async () => {
    const w = backend.constant(tensor([3, 3, 3, 4], 2)) as tf.Tensor4D;
    const body = (x: tf.Tensor) => {
      const { value, grad } = tf.valueAndGrad((a: tf.Tensor) =>
        tf.sum(tf.square(tf.relu(tf.conv2d(a as tf.Tensor4D, w, 1, 'same')))),
      )(x);
      return [value, grad];
    };
    const before = tf.memory().numTensors;
    const evaluate = backend.compile((x) => body(x ?? tf.scalar(0)), [[1, 6, 5, 3]]);
    expect(tf.memory().numTensors).toBe(before);
    const { compiled, runs } = await cost(async () => {
      for (const seed of [1, 2, 3]) {
        const x = tensor([1, 6, 5, 3], seed);
        const results = await evaluate.run([{ data: numbers(90, seed), shape: [1, 6, 5, 3] }]);
        expect(tf.memory().numTensors).toBe(before + 1);
        const eager = body(x);
        const expected = await Promise.all(eager.map((result) => result.data()));
        for (const [i, result] of results.entries()) {
          expect(difference(result, expected[i] ?? [])).toBeLessThan(1e-6);
        }
        tf.dispose([x, ...eager]);
      }
    });
    expect({ compiled, runs }).toEqual({ compiled: 2, runs: 6 });
    evaluate.dispose();
    await expect(evaluate.run([])).rejects.toThrow(/disposed/);
    w.dispose();
  });

  it('go on after their session was released', async () => {
    const evaluate = backend.compile((x) => [tf.square(x ?? tf.scalar(0))], [[2]]);
    const run = () => evaluate.run([{ data: Float32Array.of(2, 3), shape: [2] }]);
    const [first] = await run();
    await backend.releaseSessions();
    const [second] = await run();
    expect(Array.from(second ?? [])).toEqual([4, 9]);
    // The results are the caller's own.
    first?.fill(0);
    expect(Array.from((await run())[0] ?? [])).toEqual([4, 9]);
  });

  it('keep their session whatever other sessions come, until they are disposed of', async () => {
    await backend.releaseSessions();
    const evaluate = backend.compile((x) => [tf.cos(x ?? tf.scalar(0))], [[2]]);
    const run = () => evaluate.run([{ data: Float32Array.of(2, 3), shape: [2] }]);
    const others = async (from: number) => {
      for (let length = from; length < from + 70; length++) {
        const y = tf.sum(tensor([length], 1));
        await y.data();
        y.dispose();
      }
    };
    await run();
    await others(400);
    expect((await cost(run)).compiled).toBe(0);
    evaluate.dispose();
    await others(500);
    const again = backend.compile((x) => [tf.cos(x ?? tf.scalar(0))], [[2]]);
    const afterwards = () => again.run([{ data: Float32Array.of(2, 3), shape: [2] }]);
    expect((await cost(afterwards)).compiled).toBe(1);
    again.dispose();
    await backend.releaseSessions();
  });

  it('share a session when they are the same', async () => {
    const make = () => backend.compile((x) => [tf.mul(tf.sin(x ?? tf.scalar(0)), 3)], [[2]]);
    const { compiled } = await cost(async () => {
      for (const evaluate of [make(), make()])
        await evaluate.run([{ data: Float32Array.of(2, 3), shape: [2] }]);
    });
    expect(compiled).toBe(1);
  });

  it('refuse other shapes and kept tensors in words', async () => {
    const evaluate = backend.compile((x) => [tf.square(x ?? tf.scalar(0))], [[2]]);
    const wrong = evaluate.run([{ data: Float32Array.of(1, 2, 3), shape: [3] }]);
    await expect(wrong).rejects.toThrow('has the shape [3], but it was compiled for [2]');
    let kept: tf.Tensor | undefined;
    const keeping = () =>
      backend.compile(
        (x) => {
          kept = tf.keep(tf.square(x ?? tf.scalar(0)));
          return [kept];
        },
        [[2]],
      );
    expect(keeping).toThrow(/must not keep tensors/);
    kept?.dispose();
  });
});

it('leaves nothing behind when it is disposed of, and can be made again', async () => {
  await backend.dispose();
  expect(tf.engine().backendNames()).not.toContain('onnxruntime');
  expect(tf.getKernelsForBackend('onnxruntime')).toHaveLength(0);
  backend = await createBackend();
  expect(Array.from(await tf.square(tf.tensor([5])).data())).toEqual([25]);
});
