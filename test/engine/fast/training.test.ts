import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnnxRuntimeBackend } from '../../../src/engine/backends/onnxruntime/create.js';
import { createOnnxRuntimeBackend } from '../../../src/engine/backends/onnxruntime/create.js';
import { CheckpointError } from '../../../src/engine/checkpoint.js';
import type { Extractor } from '../../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../../src/engine/extractors/factory.js';
import { randomCrop, STRENGTH_RANGE, type TrainingPicture } from '../../../src/engine/fast/crops.js';
import { networkForm, parametersOf } from '../../../src/engine/fast/form.js';
import { exampleLesson, type Lesson, styleLesson } from '../../../src/engine/fast/lesson.js';
import { initialParameters } from '../../../src/engine/fast/parameters.js';
import { type TrainingRequest, type TrainingStep, train } from '../../../src/engine/fast/training.js';
import { createObjective } from '../../../src/engine/objective.js';
import { seededNormal } from '../../../src/engine/random.js';
import { resolveRecipe } from '../../../src/engine/recipes.js';
import { waves } from '../support/scenes.js';

const SIDE = 32;
const form = networkForm('small');
const recipe = resolveRecipe('multiscale');

const picture = (seed: number): TrainingPicture => {
  const { width, height, data } = waves(48, 40, seed);
  return { name: `${seed}`, width, height, pixels: new Uint8ClampedArray(data) };
};

const request: TrainingRequest = {
  form,
  pictures: [picture(1), picture(2)],
  heldOut: [picture(3)],
  steps: 6,
  batch: 2,
  side: SIDE,
  seed: 5,
  measureEvery: 2,
};

let backend: OnnxRuntimeBackend;
let extractor: Extractor;
let lesson: Lesson;
beforeAll(async () => {
  backend = await createOnnxRuntimeBackend();
  extractor = await createExtractor('wavelet', { backend, weightsDir: '' });
  lesson = await styleLesson(
    form,
    {
      styles: [{ picture: waves(40, 40, 9), weight: 1 }],
      recipe,
      strength: 1,
      size: 48,
      side: SIDE,
      example: randomCrop(request.pictures, SIDE, 0, 0),
    },
    { backend, extractor },
  );
});
afterAll(async () => {
  lesson.dispose();
  extractor.dispose();
  await backend.dispose();
});

const bytesOf = (values: Float32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

function unit(values: Float32Array): Float32Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => value / length);
}

describe('the lesson of a style', () => {
  it('is the loss that the optimization has of the same picture', async () => {
    // A network that paints everything grey: all of its last layer is zero.
    const parameters = initialParameters(form, 1);
    const tail = parametersOf(form)
      .slice(-2)
      .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    parameters.fill(0, parameters.length - tail);
    const crop = { ...randomCrop(request.pictures, SIDE, 3, 1), strength: 1 };
    const { loss } = await lesson.evaluate(parameters, crop);
    const objective = await createObjective(
      {
        photo: crop.photo,
        // The lesson compares the painting as it is beside a whole photo of 48 × 36 pixels.
        styles: [{ picture: waves(40, 40, 9), weight: 1, scale: Math.sqrt(48 * 36) / SIDE }],
        recipe,
        strength: 1,
      },
      { backend, extractor },
    );
    const expected = (await objective.evaluate(crop.photo.data.map(() => 127.5))).loss;
    objective.dispose();
    expect(loss / expected).toBeCloseTo(1, 4);
    const { total, style, content, variation } = await lesson.measure(parameters, crop);
    expect(total).toBeCloseTo(loss, 4);
    expect(content).toBeGreaterThan(0);
    expect((style ?? 0) + (content ?? 0) + (variation ?? 0)).toBeCloseTo(loss, 4);
  });

  it('has the right gradient along a random direction', async () => {
    const normal = seededNormal(2);
    const parameters = initialParameters(form, 1).map((value) => value + 0.02 * normal());
    const crop = { ...randomCrop(request.pictures, SIDE, 3, 1), strength: 2 };
    const { gradient } = await lesson.evaluate(parameters, crop);
    // Partly the gradient itself, along which the loss surely changes.
    const random = unit(parameters.map(() => normal()));
    const direction = unit(gradient).map((value, i) => value + (random[i] ?? 0));
    const at = async (by: number) =>
      (
        await lesson.evaluate(
          parameters.map((value, i) => value + by * (direction[i] ?? 0)),
          crop,
        )
      ).loss;
    const expected = ((await at(0.004)) - (await at(-0.004))) / 0.008;
    const actual = direction.reduce((sum, d, i) => sum + d * (gradient[i] ?? 0), 0);
    expect(Math.abs(actual / expected - 1)).toBeLessThan(0.02);
  });
});

describe('training', () => {
  it('lowers the loss, and goes on from any checkpoint as if it had not stopped', {
    timeout: 120_000,
  }, async () => {
    const checkpoints: Uint8Array[] = [];
    const losses: number[] = [];
    const onStep = async (step: TrainingStep): Promise<boolean> => {
      checkpoints.push(step.checkpoint());
      losses.push(step.loss);
      return false;
    };
    const straight = await train(request, { lesson, digest: 'a', onStep });
    expect(checkpoints).toHaveLength(6);
    const before = await lesson.measure(initialParameters(form, 5), {
      ...randomCrop(request.heldOut, SIDE, 0, 0),
      strength: 1,
    });
    expect(straight.losses.total).toBeLessThan(before.total ?? 0);
    for (const resume of [checkpoints[0], checkpoints[3]]) {
      const again: Uint8Array[] = [];
      const resumed = await train(request, {
        lesson,
        digest: 'a',
        resume,
        onStep: async (step) => {
          again.push(step.checkpoint());
          return false;
        },
      });
      expect(bytesOf(resumed.parameters).equals(bytesOf(straight.parameters))).toBe(true);
      expect({ ...resumed, parameters: null }).toEqual({ ...straight, parameters: null });
      const first = checkpoints.slice(checkpoints.length - again.length);
      expect(again.every((bytes, i) => Buffer.from(bytes).equals(first[i] ?? Buffer.alloc(0)))).toBe(true);
    }
    // More steps than were first asked for are the same too.
    const shorter = await train({ ...request, steps: 3 }, { lesson, digest: 'a' });
    expect(shorter.step).toBeLessThanOrEqual(3);
    await expect(train(request, { lesson, digest: 'b', resume: checkpoints[0] })).rejects.toThrow(
      CheckpointError,
    );
    const cut = checkpoints[1]?.subarray(0, -1) ?? new Uint8Array();
    await expect(train(request, { lesson, digest: 'a', resume: cut })).rejects.toThrow(CheckpointError);
  });

  it('takes steps of the length asked for', async () => {
    const begin = initialParameters(form, 5);
    const moved = async (rate: number): Promise<number> => {
      const { parameters } = await train({ ...request, steps: 1, rate }, { lesson, digest: 'a' });
      return Math.sqrt(parameters.reduce((sum, value, i) => sum + (value - (begin[i] ?? 0)) ** 2, 0));
    };
    expect((await moved(0.25)) / (await moved(1))).toBeCloseTo(0.25, 3);
  });

  it('stops when it is told to, and when the held-out loss has stopped falling', async () => {
    const stopped = await train(request, { lesson, digest: 'a', onStep: async ({ step }) => step === 2 });
    expect(stopped.ended).toBe('stopped');
    const still: Lesson = {
      evaluate: async (parameters) => ({ loss: 1, gradient: new Float32Array(parameters.length) }),
      measure: async () => ({ total: 1 }),
      dispose: () => undefined,
    };
    const steps: number[] = [];
    const settled = await train(
      { ...request, steps: 100, measureEvery: 1, patience: 4 },
      {
        lesson: still,
        digest: 'a',
        onStep: async ({ step }) => {
          steps.push(step);
          return false;
        },
      },
    );
    expect(settled).toMatchObject({ ended: 'settled', step: 1 });
    expect(steps.at(-1)).toBe(5);
  });

  it('learns from examples', async () => {
    const painted = (base: TrainingPicture): TrainingPicture => ({
      ...base,
      painted: base.pixels.map((value) => 255 - value),
    });
    const examples = await exampleLesson(form, { side: SIDE }, { backend });
    const inverted = {
      ...request,
      pictures: request.pictures.map(painted),
      heldOut: request.heldOut.map(painted),
      steps: 30,
      measureEvery: 30,
    };
    const before = await examples.measure(
      initialParameters(form, 5),
      randomCrop(inverted.heldOut, SIDE, 0, 0),
    );
    const trained = await train(inverted, { lesson: examples, digest: 'a' });
    expect(trained.losses.total).toBeLessThan(0.8 * (before.total ?? 0));
    examples.dispose();
  });
});

describe('crops', () => {
  it('are the same for the same number, and differ in place, side and strength', () => {
    const crops = Array.from({ length: 40 }, (_, i) => randomCrop(request.pictures, SIDE, 1, i));
    expect(randomCrop(request.pictures, SIDE, 1, 7)).toEqual(crops[7]);
    expect(new Set(crops.map(({ photo }) => photo.data.join())).size).toBeGreaterThan(35);
    const strengths = crops.map(({ strength }) => strength);
    expect(Math.max(...strengths)).toBeGreaterThan(2);
    expect(Math.max(...strengths)).toBeLessThanOrEqual(STRENGTH_RANGE);
    expect(Math.min(...strengths)).toBeGreaterThanOrEqual(1 / STRENGTH_RANGE);
    expect(strengths.filter((strength) => strength === 1).length).toBeGreaterThan(10);
  });
});
