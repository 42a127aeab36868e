import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { FORM_NAMES, FORM_STRIDE, type FormName } from '../engine/fast/form.js';
import { CHECKPOINT_FILE, NETWORK_FILE } from '../engine/fast/training-files.js';
import { Lab, LabDied, type LabMessage, labSettings, type Taught } from '../engine/lab.js';
import type { TrainTask } from '../engine/protocol.js';
import { extractorFor, resolveRecipe } from '../engine/recipes.js';
import { AppError } from '../errors.js';
import { chooseStyles } from './chosen-styles.js';
import type { Context } from './context.js';
import { numberBetween } from './options.js';
import { createProgressLine, type ProgressLine } from './progress-line.js';

interface TrainOptions {
  readonly images?: string | undefined;
  readonly examples?: string | undefined;
  readonly form: FormName;
  readonly steps: number;
  readonly extractor: string;
  readonly strength: number;
  readonly size: number;
  readonly crop: number;
  readonly batch: number;
  readonly rate: number;
  readonly seed: number;
  readonly from?: string | undefined;
  readonly resume: boolean;
  readonly out?: string | undefined;
  readonly json: boolean;
}

const EXPLANATION = `
Photographs of all kinds are best: landscapes, people, houses, things; some hundreds of them, and a dozen is enough to
try. One in five is held out to measure by. In the output folder are the checkpoint, a sheet of held-out photos and
what the network makes of them every minute, and at the end network.safetensors. Ctrl+C saves and stops; --resume goes on
as if it had never stopped, also with more --steps.

Examples are pairs: FOLDER/photos/NAME.jpg and FOLDER/painted/NAME.png, which “gramarye stylize” has made of it.`;

/** `gramarye train`: a fast network for a preset. */
export function registerTrain(program: Command, makeContext: () => Promise<Context>): void {
  program
    .command('train')
    .description('train a fast network for a preset, which then repaints a picture in about a second')
    .argument('<preset>', 'the style to learn')
    .optionsGroup('From what:')
    .addOption(new Option('--images <folder>', 'photographs').conflicts('examples'))
    .option('--examples <folder>', 'photographs and what an optimizer made of them, instead')
    .option('--extractor <name>', 'what looks at the pictures', 'auto')
    .option(
      '--strength <factor>',
      'style against content, around which it learns softer and stronger ones: a factor on the preset’s own',
      numberBetween(0.05, 20, 'any'),
      1,
    )
    .optionsGroup('How:')
    .addOption(
      new Option('--form <name>', 'half: larger and better; small: faster')
        .choices(FORM_NAMES)
        .default('half'),
    )
    .option('--steps <count>', 'the most', numberBetween(1, 1_000_000, 'whole'), 4000)
    .option('--size <pixels>', 'longest side of the photographs', numberBetween(64, 2048, 'whole'), 512)
    .option('--crop <pixels>', 'side of the pieces learnt from', numberBetween(32, 1024, 'whole'), 256)
    .option('--batch <count>', 'pieces at each step', numberBetween(1, 64, 'whole'), 2)
    .option(
      '--rate <factor>',
      'length of the steps: with a quarter a network that has learnt its style (--from) is refined',
      numberBetween(0.01, 10, 'any'),
      1,
    )
    .option('--seed <number>', 'another seed, another network', numberBetween(0, 0xffffffff, 'whole'), 0)
    .option('--from <file>', 'begin with the network of another style, which needs far fewer steps')
    .option('--resume', 'go on with the training in the output folder', false)
    .optionsGroup('Output:')
    .option('-o, --out <folder>', 'where to; training/PRESET where none is given')
    .option('--json', 'print one object instead of words', false)
    .addHelpText('after', EXPLANATION)
    .action(async (preset: string, options: TrainOptions) => {
      const context = await makeContext();
      const task = await taskOf(preset, options, context);
      const taught = await teach(task, context);
      console.log(
        options.json ? JSON.stringify({ ...taught, network: networkField(taught) }) : inWords(taught),
      );
    });
}

async function taskOf(preset: string, options: TrainOptions, context: Context): Promise<TrainTask> {
  const folder = options.images ?? options.examples;
  if (folder === undefined) {
    throw new AppError('OPTION_INVALID', {
      option: '--images',
      problem: 'name a folder of photographs, or give --examples.',
    });
  }
  if (options.crop % FORM_STRIDE !== 0 || options.crop > options.size) {
    throw new AppError('OPTION_INVALID', {
      option: '--crop',
      problem: `give a multiple of ${FORM_STRIDE} that is not above --size.`,
    });
  }
  const style = [{ what: preset, weight: 1 }];
  const chosen = await chooseStyles({ presets: style, images: [], recipe: undefined }, context);
  const recipe = resolveRecipe(chosen.recipe, chosen.overrides);
  const out = resolve(context.workingFolder, options.out ?? join('training', preset));
  const begun = await stat(join(out, CHECKPOINT_FILE)).catch(() => null);
  if (begun !== null && !options.resume) {
    throw new AppError('TRAINING_PICTURES', {
      folder: out,
      problem: 'a training was begun here already. Go on with it by --resume, or choose another --out.',
    });
  }
  const { form, steps, size, batch, rate, seed, resume } = options;
  return {
    styles: chosen.styles,
    recipe: chosen.recipe,
    overrides: { ...chosen.overrides },
    extractor: extractorFor(recipe, options, context.config.engine.extractor),
    strength: chosen.strength * options.strength,
    kind: options.images === undefined ? 'examples' : 'photos',
    folder: resolve(context.workingFolder, folder),
    side: options.crop,
    from: options.from === undefined ? null : resolve(context.workingFolder, options.from),
    ...{ form, steps, size, batch, rate, seed, resume, out },
  };
}

/** Trains in a child of its own, as the engine paints. Ctrl+C makes it save and stop; a second one ends it at once. */
async function teach(task: TrainTask, { config, log }: Context): Promise<Taught> {
  const lab = new Lab(labSettings(config), { log });
  const line = createProgressLine(process.stderr);
  const say = (text: string): void => {
    line.end();
    process.stderr.write(`${text}\n`);
  };
  const stop = (): void => {
    say('Saving …');
    lab.save();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await lab.train(task, {
      started: ({ pictures, heldOut, skipped, resumed }) => {
        for (const { name, problem } of skipped) say(`${name} is left out: ${problem}`);
        const from = resumed ? 'Going on' : 'Learning';
        say(`${from} from ${pictures} pictures, measured on ${heldOut.join(', ')}`);
      },
      progress: (message) => tell(message, line, say),
    });
  } catch (error) {
    if (!(error instanceof LabDied)) throw error;
    throw new AppError('ENGINE_FAILED', {}, { cause: error });
  } finally {
    line.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await lab.kill();
  }
}

function tell(
  { step, steps, loss, heldOut, fraction, secondsLeft, sample, problem }: LabMessage<'training'>,
  line: ProgressLine,
  say: (text: string) => void,
): void {
  if (problem !== null) say(problem);
  if (heldOut !== null) say(`step ${step}: held out ${losses(heldOut)}`);
  if (sample !== null) say(sample);
  line.update({ fraction, label: `step ${step} of ${steps}, loss ${loss.toPrecision(3)}`, secondsLeft });
}

function losses(byName: Readonly<Record<string, number>>): string {
  return Object.entries(byName)
    .map(([name, value]) => `${name} ${value.toPrecision(3)}`)
    .join(', ');
}

/** What `preset.json` says of the network. */
function networkField({ sha256, record }: Taught) {
  const { pictures, steps, losses: byName, date } = record;
  return { file: NETWORK_FILE, sha256, training: { pictures, steps, losses: byName, date } };
}

function inWords(taught: Taught): string {
  const { file, ended, record, seconds } = taught;
  const why = {
    steps: 'all steps done',
    settled: 'the held-out loss has stopped falling',
    stopped: 'stopped; --resume goes on',
  }[ended];
  return [
    file,
    `Best after ${record.steps} steps (${why}), ${Math.round(seconds)} s; held out ${losses(record.losses)}`,
    'To use it, put it into the preset’s folder and this into its preset.json:',
    `  "network": ${JSON.stringify(networkField(taught))}`,
  ].join('\n');
}
