import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { AppError, asAppError } from '../errors.js';
import { writeAtomically } from '../jobs/blobs.js';
import type { Backend } from './backends/backend.js';
import { CheckpointError, decodeCheckpoint } from './checkpoint.js';
import type { Extractor } from './extractors/extractor.js';
import { type BeginDependencies, beginFast } from './fast-start.js';
import type { HookPhase } from './hooks/protocol.js';
import { type HookedPicture, throughHook } from './hooks/through-hook.js';
import { sideForRows } from './octaves.js';
import { Pace, TimeLeft } from './pace.js';
import type { Picture } from './picture.js';
import { type DecodedPicture, decodePicture, encodePicture } from './pictures.js';
import { encodePreview } from './preview.js';
import type { Task } from './protocol.js';
import { resolveRecipe, withControls } from './recipes.js';
import type { StyleCache } from './style-cache.js';
import { readStylePictures } from './style-pictures.js';
import { type StylizeRequest, type StylizeStep, stylize } from './stylize.js';

/** Where neither the task nor its recipe says a size. */
const DEFAULT_ROWS = 400;
/** Nothing is painted larger. */
const LARGEST_SIDE = 4096;
/** The first preview waits until it differs from the photo: so many steps, or so long. */
const FIRST_PREVIEW_STEPS = 8;
const FIRST_PREVIEW_MS = 1500;
/**
 * A checkpoint costs at most one part in twenty of the time, and is not worth having more often than this; unless
 * previews come still more often, since nobody likes to see what is lost then.
 */
const CHECKPOINT_MS = 2000;
const CHECKPOINT_RATIO = 20;

export interface TaskDependencies extends BeginDependencies {
  readonly backend: Backend;
  readonly extractor: Extractor;
  readonly styleCache?: StyleCache | undefined;
  /** Whether a checkpoint was asked for since the last call. */
  readonly saveAsked: () => boolean;
  /** Milliseconds, of whatever origin. */
  readonly clock: () => number;
}

/**
 * Paints one picture from files to files, and tells how it goes. Every file is whole before it is named. Throws
 * AppErrors for pictures and settings that cannot be used.
 */
export async function runTask(task: Task, deps: TaskDependencies): Promise<void> {
  const { send, clock } = deps;
  const begin = clock();
  const recipe = withControls(resolveRecipe(task.recipe, task.overrides), task);
  const photo = await preparedPhoto(task, deps);
  const size = task.size ?? sideForRows(photo.picture, recipe.rows ?? DEFAULT_ROWS);
  const styles = await readStylePictures(task.styles, size, recipe.styleScale);
  const { strength, seed, start, colours } = task;
  const request: StylizeRequest = {
    photo: photo.picture,
    styles,
    recipe,
    size,
    strength,
    seed,
    start,
    colours,
  };
  const onStep = stepTeller(task.spool, task.previewEveryMs, size, deps);
  const initial = await beginFast(task, request, deps);
  const paint = (resume?: Uint8Array) => stylize({ ...request, initial }, { ...deps, onStep, resume });

  const { picture, evaluations, lossFirst, lossLast } = await resumed(task, deps, paint);
  const file = join(task.spool, 'result.png');
  const png = await encodePicture(picture, { format: 'png', alpha: photo.alpha });
  const { bytes, width, height } = await hooked(png, 'after', picture, task, deps);
  await writeAtomically(file, bytes);
  send({
    op: 'done',
    file,
    width,
    height,
    extractor: deps.extractor.name,
    evaluations,
    lossFirst: finite(lossFirst),
    lossLast: finite(lossLast),
    seconds: (clock() - begin) / 1000,
    memory: process.memoryUsage.rss(),
  });
}

/** The photo as it is painted: decoded, and changed by the preset's hook where it has one. */
async function preparedPhoto(task: Task, deps: TaskDependencies): Promise<DecodedPicture> {
  const longestSide = task.size ?? LARGEST_SIDE;
  const photo = await decodePicture(await readFile(task.photo), { longestSide });
  if (task.hooks === undefined) return photo;
  const png = await encodePicture(photo.picture, { format: 'png', alpha: photo.alpha });
  const { bytes } = await hooked(png, 'before', photo.picture, task, deps);
  return bytes === png ? photo : decodePicture(bytes, { longestSide });
}

async function hooked(
  bytes: Buffer,
  phase: HookPhase,
  { width, height }: Picture,
  { hooks, seed, spool }: Task,
  { log }: TaskDependencies,
): Promise<HookedPicture> {
  if (hooks === undefined) return { bytes, width, height };
  return throughHook(bytes, phase, { hooks, seed, spool, log });
}

/** Goes on from the task's checkpoint; starts afresh where there is none, or none that can be used. */
async function resumed<T>(
  task: Task,
  { send, log }: TaskDependencies,
  paint: (resume?: Uint8Array) => Promise<T>,
): Promise<T> {
  if (task.resume !== null) {
    try {
      const bytes = await readFile(task.resume);
      const { octave, step } = decodeCheckpoint(bytes);
      send({ op: 'started', resumed: { octave: octave + 1, step } });
      return await paint(bytes);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      log.warn({ problem: error.message }, 'this checkpoint cannot be used; starting from the beginning');
    }
  }
  send({ op: 'started', resumed: null });
  return paint();
}

/** What happens after every iteration: progress, now and then a preview, now and then a checkpoint. */
function stepTeller(
  spool: string,
  previewEveryMs: number,
  size: number,
  { send, saveAsked, clock, log }: TaskDependencies,
): (step: StylizeStep) => Promise<void> {
  const begin = clock();
  const timeLeft = new TimeLeft();
  const previews = new Pace({ minimumMs: previewEveryMs, ratio: 20, firstAt: begin + FIRST_PREVIEW_MS });
  const minimumMs = Math.min(CHECKPOINT_MS, previewEveryMs);
  const checkpoints = new Pace({ minimumMs, ratio: CHECKPOINT_RATIO, firstAt: begin + minimumMs });
  let steps = 0;
  let files = 0;

  /** Writes a file of the spool folder; null, and a warning, where the disk is full: the painting goes on without. */
  const write = async (
    name: string,
    pace: Pace,
    bytes: () => Promise<Uint8Array>,
  ): Promise<string | null> => {
    const start = clock();
    const file = join(spool, `${name}-${++files}`);
    try {
      await writeAtomically(file, await bytes());
      return file;
    } catch (error) {
      if (asAppError(error).code !== 'DISK_FULL') throw error;
      log.warn({ file }, `the disk is full: no ${name} was saved`);
      return null;
    } finally {
      pace.done(start, clock());
    }
  };
  const preview = (step: StylizeStep): Promise<string | null> =>
    write('preview', previews, () => {
      return encodePreview(step.picture(), size);
    });
  const checkpoint = async (step: StylizeStep): Promise<void> => {
    const file = await write('checkpoint', checkpoints, async () => step.checkpoint());
    if (file !== null) send({ op: 'checkpoint', file, octave: step.octave, step: step.step });
  };

  return async (step) => {
    // A turn of the event loop, so that messages come in and a lost parent is noticed.
    await eventLoopTurn();
    steps++;
    if (saveAsked() || checkpoints.isDue(clock())) await checkpoint(step);
    const showsSomething = previews.isDue(clock()) || steps === FIRST_PREVIEW_STEPS;
    send({
      op: 'progress',
      octave: step.octave,
      octaves: step.octaves,
      step: step.step,
      steps: step.steps,
      fraction: step.fraction,
      loss: finite(step.loss),
      secondsLeft: timeLeft.update(step.fraction, clock()),
      preview: showsSomething ? await preview(step) : null,
    });
  };
}

/** A loss that is no number any more leads nowhere, and no message can carry it. */
function finite(loss: number): number {
  if (!Number.isFinite(loss))
    throw new AppError('ENGINE_FAILED', {}, { cause: new Error(`the loss is ${loss}`) });
  return loss;
}
