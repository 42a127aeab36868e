import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { AppError, asAppError, hasErrno } from '../../errors.js';
import { writeAtomically } from '../../jobs/blobs.js';
import type { Backend } from '../backends/backend.js';
import { CheckpointError } from '../checkpoint.js';
import type { Extractor } from '../extractors/extractor.js';
import { Pace, TimeLeft } from '../pace.js';
import type { Picture } from '../picture.js';
import { decodePicture, encodePicture } from '../pictures.js';
import type { FromChild, TrainTask } from '../protocol.js';
import { resolveRecipe } from '../recipes.js';
import type { StylePicture } from '../stylize.js';
import { randomCrop, type TrainingPicture } from './crops.js';
import { FastPainter } from './fast-painter.js';
import { type NetworkForm, networkForm } from './form.js';
import { exampleLesson, type Lesson, styleLesson } from './lesson.js';
import { encodeNetwork, type TrainingRecord } from './network-file.js';
import { type Trained, type TrainingRequest, type TrainingStep, train } from './training.js';
import { readExamples, readTrainingPictures } from './training-pictures.js';

/** Files of a training, in its folder. */
const CHECKPOINT_FILE = 'training.checkpoint';
const NETWORK_FILE = 'network.safetensors';

/** A checkpoint costs at most one part in twenty of the time. */
const CHECKPOINT_MS = 10_000;
const CHECKPOINT_RATIO = 20;
/** The same for sample pictures, which are to be looked at. */
const SAMPLE_MS = 60_000;

/** One picture in so many is held out, and so many at the most. */
const HELD_OUT_SHARE = 5;
const MOST_HELD_OUT = 8;

export interface TrainDependencies {
  readonly backend: Backend;
  readonly extractor: Extractor;
  readonly send: (message: FromChild) => void;
  /** Whether it was asked for since the last call to save and stop. */
  readonly saveAsked: () => boolean;
  readonly clock: () => number;
  /** Today, as YYYY-MM-DD. */
  readonly today: () => string;
}

/**
 * Trains one network from files to files: the checkpoint, sample pictures, and the best network so far are in the task's
 * folder, each whole. Throws AppErrors for pictures that cannot be used and for a folder that cannot be written to.
 */
export async function runTraining(task: TrainTask, deps: TrainDependencies): Promise<void> {
  const { send, clock } = deps;
  const begin = clock();
  const form = networkForm(task.form);
  const read = task.kind === 'examples' ? readExamples : readTrainingPictures;
  const { pictures, skipped } = await read(task.folder, task);
  const { learnt, heldOut } = divided(pictures);
  const styles = await readStyles(task);
  const lesson = await lessonOf(form, { task, styles, pictures: learnt }, deps);
  const request: TrainingRequest = { ...task, form, pictures: learnt, heldOut };
  const digest = digestOf(task, styles, pictures, deps);
  try {
    const resume = task.resume ? await readCheckpoint(task) : undefined;
    const recordOf = ({ step, losses }: Pick<Trained, 'step' | 'losses'>): TrainingRecord => ({
      pictures: learnt.length,
      steps: step,
      losses,
      date: deps.today(),
      size: task.size,
      extractor: task.kind === 'examples' ? 'none' : deps.extractor.name,
      strength: task.strength,
      seed: task.seed,
    });
    const keep = (trained: Pick<Trained, 'parameters' | 'step' | 'losses'>): Promise<string> =>
      write(task, NETWORK_FILE, encodeNetwork({ form, ...trained, training: recordOf(trained) }));
    send({
      op: 'training-started',
      pictures: learnt.length,
      heldOut: heldOut.map(({ name }) => name),
      skipped: [...skipped],
      resumed: resume !== undefined,
    });
    const trained = await train(request, {
      lesson,
      digest,
      resume,
      onStep: stepTeller(task, form, heldOut, deps),
    }).catch((error: unknown) => {
      if (!(error instanceof CheckpointError)) throw error;
      throw new AppError('TRAINING_PICTURES', {
        folder: task.out,
        problem: `${error.message}, so it cannot be gone on with. Leave --resume out and choose another --out.`,
      });
    });
    const file = await keep(trained);
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    send({
      op: 'trained',
      file,
      sha256,
      ended: trained.ended,
      record: recordOf(trained),
      seconds: (clock() - begin) / 1000,
    });
  } finally {
    lesson.dispose();
  }
}

/** Every fifth picture is held out; where there are fewer, the last; and a single one is both. */
function divided(pictures: readonly TrainingPicture[]) {
  const count = Math.min(MOST_HELD_OUT, Math.max(1, Math.floor(pictures.length / HELD_OUT_SHARE)));
  if (pictures.length === 1) return { learnt: pictures, heldOut: pictures };
  // Spread evenly, since neighbours by name are often of one scene.
  const held = new Set(
    Array.from({ length: count }, (_, i) => pictures[Math.floor(((i + 1) * pictures.length) / count) - 1]),
  );
  return {
    learnt: pictures.filter((picture) => !held.has(picture)),
    heldOut: pictures.filter((picture) => held.has(picture)),
  };
}

async function readStyles(task: TrainTask): Promise<StylePicture[]> {
  const { styleScale } = resolveRecipe(task.recipe, task.overrides);
  const styles: StylePicture[] = [];
  for (const { path, weight, scale = 1 } of task.styles) {
    const longestSide = Math.ceil(2 * task.size * Math.max(1, scale * styleScale));
    const { picture } = await decodePicture(await readFile(path), { longestSide });
    styles.push({ picture, weight, scale });
  }
  return styles;
}

async function lessonOf(
  form: NetworkForm,
  given: {
    readonly task: TrainTask;
    readonly styles: readonly StylePicture[];
    readonly pictures: readonly TrainingPicture[];
  },
  deps: TrainDependencies,
): Promise<Lesson> {
  const { task, styles, pictures } = given;
  if (task.kind === 'examples') return exampleLesson(form, task, deps);
  const recipe = resolveRecipe(task.recipe, task.overrides);
  const example = randomCrop(pictures, task.side, task.seed, 0);
  return styleLesson(form, { ...task, styles, recipe, example }, deps);
}

async function readCheckpoint({ out }: TrainTask): Promise<Uint8Array> {
  return readFile(join(out, CHECKPOINT_FILE)).catch((error: unknown) => {
    if (!hasErrno(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new AppError('TRAINING_PICTURES', {
      folder: out,
      problem: 'there is no training here to go on with. Leave --resume out to begin one.',
    });
  });
}

/** Writes a file of the training's folder; answers its path. */
async function write({ out }: TrainTask, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(out, name);
  try {
    await mkdir(out, { recursive: true });
    await writeAtomically(path, bytes);
    return path;
  } catch (error) {
    const problem =
      asAppError(error).code === 'DISK_FULL'
        ? 'the disk is full. Make room there and go on with --resume.'
        : (error as Error).message;
    throw new AppError('FILE_UNWRITABLE', { path, problem }, { cause: error });
  }
}

/** What happens after every step: progress, now and then a checkpoint and a sample. Answers whether to stop. */
function stepTeller(
  task: TrainTask,
  form: NetworkForm,
  heldOut: readonly TrainingPicture[],
  deps: TrainDependencies,
): (step: TrainingStep) => Promise<boolean> {
  const { send, clock, saveAsked } = deps;
  const timeLeft = new TimeLeft();
  const checkpoints = new Pace({ minimumMs: CHECKPOINT_MS, ratio: CHECKPOINT_RATIO, firstAt: clock() });
  const samples = new Pace({ minimumMs: SAMPLE_MS, ratio: CHECKPOINT_RATIO, firstAt: clock() + SAMPLE_MS });
  let isFirst = true;
  /** A full disk in the middle is told of and not the end: the next checkpoint may find room. */
  const tried = async (pace: Pace, work: () => Promise<unknown>): Promise<string | null> => {
    const start = clock();
    try {
      await work();
      return null;
    } catch (error) {
      if (isFirst || !(error instanceof AppError) || error.code !== 'FILE_UNWRITABLE') throw error;
      return error.message;
    } finally {
      pace.done(start, clock());
    }
  };
  return async (step) => {
    await eventLoopTurn();
    const stop = saveAsked();
    let problem: string | null = null;
    if (stop || checkpoints.isDue(clock())) {
      problem = await tried(checkpoints, () => write(task, CHECKPOINT_FILE, step.checkpoint()));
    }
    let sample: string | null = null;
    if (samples.isDue(clock())) {
      const name = `sample-${String(step.step).padStart(6, '0')}.jpg`;
      problem ??= await tried(samples, async () => {
        sample = await write(task, name, await samplePicture(form, step.parameters(), heldOut, deps));
      });
    }
    isFirst = false;
    const { loss } = step;
    if (!Number.isFinite(loss)) {
      throw new AppError('ENGINE_FAILED', {}, { cause: new Error(`the loss is ${loss}`) });
    }
    send({
      op: 'training',
      step: step.step,
      steps: task.steps,
      loss,
      heldOut: step.heldOut === null ? null : { ...step.heldOut },
      fraction: step.step / task.steps,
      secondsLeft: timeLeft.update(step.step / task.steps, clock()),
      sample,
      problem,
    });
    return stop;
  };
}

const SAMPLES = 3;
const SAMPLE_QUALITY = 90;

/** What the network makes of held-out pictures, below each other, the photos to their left. */
async function samplePicture(
  form: NetworkForm,
  parameters: Float32Array,
  heldOut: readonly TrainingPicture[],
  { backend }: TrainDependencies,
): Promise<Uint8Array> {
  const painter = new FastPainter({ form, parameters }, backend);
  try {
    const rows: [Picture, Picture][] = [];
    for (const { width, height, pixels } of heldOut.slice(0, SAMPLES)) {
      const photo = { width, height, data: Float32Array.from(pixels) };
      rows.push([photo, await painter.paint(photo, { strength: 1 })]);
    }
    return await encodePicture(sheetOf(rows), { format: 'jpeg', quality: SAMPLE_QUALITY });
  } finally {
    painter.dispose();
  }
}

/** Rows of two pictures of one size each, on white. */
function sheetOf(rows: readonly (readonly [Picture, Picture])[]): Picture {
  const width = Math.max(...rows.map(([photo]) => 2 * photo.width));
  const height = rows.reduce((sum, [photo]) => sum + photo.height, 0);
  const data = new Float32Array(3 * width * height).fill(255);
  let top = 0;
  for (const row of rows) {
    for (const [i, picture] of row.entries()) {
      for (let y = 0; y < picture.height; y++) {
        const line = picture.data.subarray(3 * y * picture.width, 3 * (y + 1) * picture.width);
        data.set(line, 3 * ((top + y) * width + i * picture.width));
      }
    }
    top += row[0].height;
  }
  return { width, height, data };
}

/** Everything that the network depends on, so that no checkpoint is taken for another's; how long it trains is not. */
function digestOf(
  task: TrainTask,
  styles: readonly StylePicture[],
  pictures: readonly TrainingPicture[],
  { backend, extractor }: TrainDependencies,
): string {
  const { form, kind, recipe, overrides, strength, size, side, batch, seed } = task;
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify({
      ...{ form, kind, recipe, overrides, strength, size, side, batch, seed },
      styles: styles.map(({ picture, weight, scale }) => [picture.width, picture.height, weight, scale]),
      pictures: pictures.map(({ name, width, height }) => [name, width, height]),
      extractor: extractor.identity,
      backend: backend.name,
      device: backend.device,
    }),
  );
  for (const { picture } of styles) hash.update(picture.data);
  for (const { pixels, painted } of pictures) {
    hash.update(pixels);
    if (painted !== undefined) hash.update(painted);
  }
  return hash.digest('hex');
}
