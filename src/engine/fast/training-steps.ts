import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { AppError } from '../../errors.js';
import type { Backend } from '../backends/backend.js';
import { Pace, TimeLeft } from '../pace.js';
import type { FromChild, TrainTask } from '../protocol.js';
import type { TrainingPicture } from './crops.js';
import type { NetworkForm } from './form.js';
import type { TrainingStep } from './training.js';
import { CHECKPOINT_FILE, writeTrainingFile } from './training-files.js';
import { samplePicture } from './training-sample.js';

/** A checkpoint costs at most one part in twenty of the time. */
const CHECKPOINT_MS = 10_000;
const CHECKPOINT_RATIO = 20;
/** The same for sample pictures, which are to be looked at. */
const SAMPLE_MS = 60_000;

export interface StepDependencies {
  readonly backend: Backend;
  readonly send: (message: FromChild) => void;
  /** Whether it was asked for since the last call to save and stop. */
  readonly saveAsked: () => boolean;
  readonly clock: () => number;
}

/** What happens after every step: progress, now and then a checkpoint and a sample. Answers whether to stop. */
export function stepTeller(
  task: TrainTask,
  form: NetworkForm,
  heldOut: readonly TrainingPicture[],
  deps: StepDependencies,
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
      problem = await tried(checkpoints, () => writeTrainingFile(task, CHECKPOINT_FILE, step.checkpoint()));
    }
    let sample: string | null = null;
    if (samples.isDue(clock())) {
      const name = `sample-${String(step.step).padStart(6, '0')}.jpg`;
      problem ??= await tried(samples, async () => {
        sample = await writeTrainingFile(
          task,
          name,
          await samplePicture(form, step.parameters(), heldOut, deps),
        );
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
