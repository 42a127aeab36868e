import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppError } from '../../errors.js';
import { CheckpointError } from '../checkpoint.js';
import type { Extractor } from '../extractors/extractor.js';
import type { TrainTask } from '../protocol.js';
import { resolveRecipe } from '../recipes.js';
import { readStylePictures } from '../style-pictures.js';
import type { StylePicture } from '../stylize.js';
import { randomCrop, type TrainingPicture } from './crops.js';
import { type NetworkForm, networkForm } from './form.js';
import { exampleLesson, type Lesson, styleLesson } from './lesson.js';
import { encodeNetwork, type ReadNetwork, readNetwork, type TrainingRecord } from './network-file.js';
import { type Trained, type TrainingRequest, train } from './training.js';
import { digestOfTraining } from './training-digest.js';
import { NETWORK_FILE, readCheckpoint, writeTrainingFile } from './training-files.js';
import { readExamples, readTrainingPictures } from './training-pictures.js';
import { type StepDependencies, stepTeller } from './training-steps.js';

/** One picture in so many is held out, and so many at the most. */
const HELD_OUT_SHARE = 5;
const MOST_HELD_OUT = 8;

export interface TrainDependencies extends StepDependencies {
  readonly extractor: Extractor;
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
  const { styleScale } = resolveRecipe(task.recipe, task.overrides);
  const styles = await readStylePictures(task.styles, task.size, styleScale);
  const lesson = await lessonOf(form, { task, styles, pictures: learnt }, deps);
  const begun = await networkToBeginWith(task);
  const initial = begun?.parameters;
  const request: TrainingRequest = { ...task, form, pictures: learnt, heldOut, initial };
  const digest = digestOfTraining(task, styles, pictures, { ...deps, initial });
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
      ...(begun === null ? {} : { from: begun.digest }),
    });
    const keep = (trained: Pick<Trained, 'parameters' | 'step' | 'losses'>): Promise<string> =>
      writeTrainingFile(task, NETWORK_FILE, encodeNetwork({ form, ...trained, training: recordOf(trained) }));
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

async function networkToBeginWith({ from, form }: TrainTask): Promise<ReadNetwork | null> {
  if (from === null) return null;
  const network = await readNetwork(from);
  if (network.form.name === form) return network;
  throw new AppError('OPTION_INVALID', {
    option: '--from',
    problem: `${from} is of the form “${network.form.name}”, so give --form ${network.form.name}.`,
  });
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
