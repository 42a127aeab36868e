import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend, CompiledFunction, Values } from '../../../src/engine/backends/backend.js';
import { createOnnxRuntimeBackend } from '../../../src/engine/backends/onnxruntime/create.js';
import {
  FORM_NAMES,
  type NetworkForm,
  networkForm,
  parametersOf,
  type Step,
} from '../../../src/engine/fast/form.js';
import { transform } from '../../../src/engine/fast/network.js';
import { withNoise } from '../../../src/engine/fast/noise.js';
import { initialParameters, separateParameters } from '../../../src/engine/fast/parameters.js';
import { seededNormal } from '../../../src/engine/random.js';
import { plainBackend } from '../support/plain-backend.js';
import { waves } from '../support/scenes.js';

/*
 * The gradient of a loss with respect to every one of the network's tensors, against central differences along a
 * random direction of that tensor. The loss is a sum of the result weighted by fixed numbers, added up in float64.
 */

/** Small, since few ReLUs may change sides; what a form takes. */
const sizeFor = ({ stride }: NetworkForm) => ({ width: 5 * stride, height: 16 });

function photoFor(form: NetworkForm): Values {
  const { width, height } = sizeFor(form);
  return { data: waves(width, height, 3).data, shape: [1, height, width, 3] };
}

/** The photo as a form takes it. */
function imageFor(form: NetworkForm): Values {
  const { width, height } = sizeFor(form);
  const cells = form.noise;
  const data = withNoise(photoFor(form).data, { top: 0, left: 0, width, height }, { cells, seed: 3 });
  return { data, shape: [1, height, width, 3 + cells.length] };
}
const strength: Values = { data: Float32Array.of(0.7), shape: [1] };

/** Slopes below this are rounding; those of other tensors are above 1. */
const SMALL = 2;

/** The form with fewer maps and one residual block, so that float32 differences have little to hide in. */
function narrowed(form: NetworkForm): NetworkForm {
  const fewer = (maps: number): number => (maps < 8 ? maps : Math.max(4, maps / 16));
  const narrow = <C extends { inputs: number; outputs: number }>(convolution: C): C => ({
    ...convolution,
    inputs: fewer(convolution.inputs),
    outputs: fewer(convolution.outputs),
  });
  const steps = form.steps
    .filter((step, i) => step.kind === 'convolution' || form.steps[i - 1]?.kind === 'convolution')
    .map((step): Step => {
      if (step.kind === 'convolution') return narrow(step);
      return { kind: 'residual', convolutions: step.convolutions.map(narrow) };
    });
  return { ...form, steps };
}

const backends = [
  ['TensorFlow.js’s plain cpu backend', plainBackend],
  ['onnxruntime', () => createOnnxRuntimeBackend()],
] as const;

describe.each(backends)('on %s', (_name, create) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.dispose());

  it.each(FORM_NAMES)('the gradient of every tensor of the form “%s” is right', async (name) => {
    const form = narrowed(networkForm(name));
    const [photo, image] = [photoFor(form), imageFor(form)];
    const shapes = parametersOf(form).map(({ shape }) => shape);
    const normal = seededNormal(5);
    // Where it starts, normalisations are alike for every strength, and some gradients are zero.
    const all = initialParameters(form, 1).map((value) => value + 0.1 * normal());
    const parameters = separateParameters(form, all);
    const weights = Float32Array.from(photo.data, () => normal() / 64);
    const result = (x: Tensor, t: Tensor, ps: Tensor[]): Tensor =>
      transform(form, x as Tensor4D, { parameters: ps, strength: t });
    const inputShapes = [image.shape, strength.shape, ...shapes];
    const value = backend.compile((x, t, ...ps) => [result(x as Tensor, t as Tensor, ps)], inputShapes);
    const gradient = backend.compile(
      (x, t, w, ...ps) => {
        const loss = (...tensors: Tensor[]) =>
          tf.sum(tf.mul(result(x as Tensor, t as Tensor, tensors), w as Tensor)) as tf.Scalar;
        return tf.valueAndGrads(loss)(ps).grads;
      },
      [image.shape, strength.shape, photo.shape, ...shapes],
    );

    const inputs = (ps: readonly Float32Array[]): Values[] =>
      ps.map((data, i) => ({ data, shape: shapes[i] ?? [] }));
    const found = await gradient.run([
      image,
      strength,
      { data: weights, shape: photo.shape },
      ...inputs(parameters),
    ]);
    const lossAt = (ps: readonly Float32Array[]) =>
      weighted(value, [image, strength, ...inputs(ps)], weights);
    for (const [i, { name: tensor }] of parametersOf(form).entries()) {
      const own = found[i] ?? new Float32Array();
      // Partly the gradient itself, along which the loss surely changes.
      const random = unit(own.map(() => normal()));
      const direction = unit(own).map((value, k) => value + (random[k] ?? 0));
      const moved = (by: number) =>
        parameters.map((data, j) => (j === i ? data.map((v, k) => v + by * (direction[k] ?? 0)) : data));
      const actual = direction.reduce((sum, d, k) => sum + d * (own[k] ?? 0), 0);
      const error = await errorOf(actual, async (by) => lossAt(moved(by)));
      expect(error, tensor).toBeLessThan(0.03);
    }
    value.dispose();
    gradient.dispose();
  });
});

/** Central differences of these widths: some ReLUs change sides within the wide ones, and float32 rounds the narrow ones. */
const WIDTHS = [5e-4, 2e-4, 1e-4, 5e-5];

/** How far a slope at 0 is from the nearest of the central differences, relative to that: a wrong one is far from all. */
async function errorOf(slope: number, f: (by: number) => Promise<number>): Promise<number> {
  const errors: number[] = [];
  for (const h of WIDTHS) {
    const expected = ((await f(h)) - (await f(-h))) / (2 * h);
    // A shift that the next normalisation takes off again has no gradient at all.
    errors.push(Math.abs(slope - expected) / Math.max(SMALL, Math.abs(expected)));
  }
  return Math.min(...errors);
}

function unit(values: Float32Array): Float32Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => value / length);
}

async function weighted(f: CompiledFunction, inputs: Values[], weights: Float32Array): Promise<number> {
  const [values = new Float32Array()] = await f.run(inputs);
  return values.reduce((sum, v, i) => sum + v * (weights[i] ?? 0), 0);
}

describe('the network', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await createOnnxRuntimeBackend();
  });
  afterAll(() => backend.dispose());

  it.each(FORM_NAMES)(
    'starts close to grey in the form “%s”, and gives a picture of the photo’s size',
    async (name) => {
      const form = networkForm(name);
      const [photo, image] = [photoFor(form), imageFor(form)];
      const parameters = separateParameters(form, initialParameters(form, 1));
      const f = backend.compile(
        (x, t, ...ps) => [transform(form, x as Tensor4D, { parameters: ps, strength: t as Tensor })],
        [image.shape, [1], ...parametersOf(form).map(({ shape }) => shape)],
      );
      const run = async (t: number) => {
        const [result = new Float32Array()] = await f.run([
          image,
          { data: Float32Array.of(t), shape: [1] },
          ...parametersOf(form).map(({ shape }, i) => ({ data: parameters[i] ?? new Float32Array(), shape })),
        ]);
        return result;
      };
      const result = await run(0);
      expect(result).toHaveLength(photo.data.length);
      const differences = result.map((value) => value - 127.5);
      const rms = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length);
      expect(rms).toBeGreaterThan(0.5);
      expect(rms).toBeLessThan(30);
      // Before it is trained, strength says nothing.
      expect(await run(2)).toEqual(result);
      f.dispose();
    },
  );
});
