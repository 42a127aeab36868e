import { CheckpointError } from '../checkpoint.js';
import { Adam } from '../optimizers/adam.js';
import { addScaled, dot } from '../optimizers/vectors.js';
import { middleCrop, randomCrop, type TrainingPicture } from './crops.js';
import { type NetworkForm, parameterCount } from './form.js';
import type { Lesson } from './lesson.js';
import { initialParameters } from './parameters.js';
import { decodeTraining, encodeTraining, type TrainingCheckpoint } from './training-checkpoint.js';

export interface TrainingRequest {
  readonly form: NetworkForm;
  /** To learn from, and to measure by; each at least as large as a crop. */
  readonly pictures: readonly TrainingPicture[];
  readonly heldOut: readonly TrainingPicture[];
  /** The most steps. */
  readonly steps: number;
  /** Crops of each step. */
  readonly batch: number;
  /** Factor on the usual length of steps; 1 where nothing is said. */
  readonly rate?: number | undefined;
  /** Side of the crops, in pixels. */
  readonly side: number;
  readonly seed: number;
  /** Parameters to begin with; random ones where none are given. */
  readonly initial?: Float32Array | undefined;
  /** Steps between measurements of the held-out loss. */
  readonly measureEvery?: number | undefined;
  /** Measurements without progress after which it is enough. */
  readonly patience?: number | undefined;
}

/** What is told after every step. The functions are valid until `onStep` settles. */
export interface TrainingStep {
  /** From 1. */
  readonly step: number;
  /** Of this step's crops, on average. */
  readonly loss: number;
  /** Held-out losses by name, where they were measured after this step. */
  readonly heldOut: Readonly<Record<string, number>> | null;
  /** Everything needed to go on from here exactly; give it to `resume`. */
  checkpoint(): Uint8Array;
  /** The network as it is now, averaged over the last steps. */
  parameters(): Float32Array;
}

export interface Trained {
  /** The best by the held-out loss. */
  readonly parameters: Float32Array;
  /** After so many steps it was. */
  readonly step: number;
  /** Its losses on the held-out crops, by name. */
  readonly losses: Readonly<Record<string, number>>;
  /** Why it ended. */
  readonly ended: 'steps' | 'settled' | 'stopped';
}

export interface TrainingDependencies {
  readonly lesson: Lesson;
  /** Names everything that the lesson and the pictures are, for checkpoints. */
  readonly digest: string;
  /** Called after every step and awaited; answers whether to stop here. */
  readonly onStep?: ((step: TrainingStep) => Promise<boolean>) | undefined;
  /** A checkpoint of the same training; one that is damaged or of another throws CheckpointError. */
  readonly resume?: Uint8Array | undefined;
}

/**
 * Adam with the usual short memory of squares, at four times Johnson's rate; in place of a falling rate the result is the
 * average of the last hundred steps or so, so that a training may be lengthened at any time.
 */
const adam = ({ rate = 1 }: TrainingRequest) => ({ learningRate: 4e-3 * rate, averaging: 0.99 });

/** The longest gradient that is stepped along; the odd crop with one ten times as long spoils a hundred steps' work. */
const LONGEST_GRADIENT = 10;

const MEASURE_EVERY = 50;
const PATIENCE = 8;
/** A held-out loss must fall by this share to count as progress. */
const PROGRESS = 0.002;

/**
 * Trains a network: each step is one of Adam on the mean loss of a batch of random crops. Every so often the loss is
 * measured on crops of pictures that are not trained on; the result is the network that did best there. It ends after
 * all steps, or when that loss has stopped falling.
 *
 * The same request gives the same network, on one machine to the last bit, stopped and resumed or not.
 */
export async function train(request: TrainingRequest, deps: TrainingDependencies): Promise<Trained> {
  const { form, steps, batch, side, seed, pictures } = request;
  const { measureEvery = MEASURE_EVERY, patience = PATIENCE } = request;
  const { lesson, digest } = deps;
  const resumed = deps.resume === undefined ? null : readCheckpoint(deps.resume, digest, form);
  const initial = request.initial ?? initialParameters(form, seed);
  const optimizer =
    resumed === null ? new Adam(initial, adam(request)) : Adam.restore(resumed.optimizer, adam(request));
  const crops = request.heldOut.map((picture) => middleCrop(picture, side));
  let best = resumed?.best ?? null;
  let stale = resumed?.stale ?? 0;
  let step = resumed?.step ?? 0;
  let stopped = false;

  while (step < steps && stale < patience && !stopped) {
    step++;
    const first = (step - 1) * batch;
    const { loss } = await optimizer.step(async (parameters) => {
      const gradient = new Float32Array(parameters.length);
      let total = 0;
      for (let i = 0; i < batch; i++) {
        const found = await lesson.evaluate(parameters, randomCrop(pictures, side, seed, first + i));
        addScaled(gradient, 1 / batch, found.gradient);
        total += found.loss / batch;
      }
      return { loss: total, gradient: clipped(gradient, LONGEST_GRADIENT) };
    });
    let heldOut: Record<string, number> | null = null;
    if (step % measureEvery === 0) {
      const parameters = Float32Array.from(optimizer.x);
      heldOut = await meanLosses(lesson, parameters, crops);
      const isProgress = best === null || isBetter(heldOut, best.losses, PROGRESS);
      stale = isProgress ? 0 : stale + 1;
      if (isProgress) best = { parameters, step, losses: heldOut };
    }
    const here = { training: digest, step, best, stale };
    stopped =
      (await deps.onStep?.({
        step,
        loss,
        heldOut,
        checkpoint: () => encodeTraining({ ...here, optimizer: optimizer.state() }),
        parameters: () => Float32Array.from(optimizer.x),
      })) ?? false;
  }
  // What came after the last measurement counts too, but not for a training that goes on from here.
  if (best === null || step % measureEvery !== 0) {
    const parameters = Float32Array.from(optimizer.x);
    const losses = await meanLosses(lesson, parameters, crops);
    if (best === null || isBetter(losses, best.losses)) best = { parameters, step, losses };
  }
  return { ...best, ended: stopped ? 'stopped' : stale >= patience ? 'settled' : 'steps' };
}

/** Shortened to a length where it is longer (Pascanu et al. 2013, algorithm 1). */
function clipped(gradient: Float32Array, longest: number): Float32Array {
  const length = Math.sqrt(dot(gradient, gradient));
  return length > longest ? gradient.map((value) => (value * longest) / length) : gradient;
}

type Losses = Readonly<Record<string, number>>;

/** Whether the first total is lower, by this share at least. */
function isBetter(losses: Losses, than: Losses, share = 0): boolean {
  return (losses.total ?? Number.NaN) < (than.total ?? Number.NaN) * (1 - share);
}

async function meanLosses(
  lesson: Lesson,
  parameters: Float32Array,
  crops: readonly ReturnType<typeof middleCrop>[],
): Promise<Record<string, number>> {
  const means: Record<string, number> = {};
  for (const crop of crops) {
    for (const [name, value] of Object.entries(await lesson.measure(parameters, crop))) {
      means[name] = (means[name] ?? 0) + value / crops.length;
    }
  }
  return means;
}

function readCheckpoint(bytes: Uint8Array, digest: string, form: NetworkForm): TrainingCheckpoint {
  const checkpoint = decodeTraining(bytes);
  if (checkpoint.training !== digest || checkpoint.optimizer.arrays[0]?.length !== parameterCount(form)) {
    throw new CheckpointError('the checkpoint is of another training');
  }
  return checkpoint;
}
