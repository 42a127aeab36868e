import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import type { Config } from '../config.js';
import type { Task } from '../engine/protocol.js';
import { extractorFor, type Recipe, resolveRecipe } from '../engine/recipes.js';
import { AppError, asAppError } from '../errors.js';
import { writeAtomically } from '../jobs/blobs.js';
import type { Colours } from '../jobs/job.js';
import type { Log } from '../logger.js';
import type { Presets } from '../presets/presets.js';
import type { OptimizerName } from '../presets/recipe-settings.js';
import { chooseStyles, type Weighted } from './chosen-styles.js';
import { existingFile } from './files.js';
import { paintOnce } from './paint-once.js';
import { createProgressLine } from './progress-line.js';

/** What was asked for on the command line; stylize-command.ts says what each means. */
export interface StylizeOptions
  extends Pick<Task, 'strength' | 'brush' | 'smoothness' | 'quality' | 'start' | 'seed'> {
  /** Undefined: what suits the preset. */
  readonly colours?: Colours | undefined;
  /** Presets and pictures to blend; at least one of either. */
  readonly style: readonly Weighted[];
  readonly styleImage: readonly Weighted[];
  readonly output: string;
  /** Undefined: the recipe's own, or else the configured one. */
  readonly size?: number | undefined;
  readonly recipe?: string | undefined;
  readonly optimizer?: OptimizerName | undefined;
  readonly extractor: string;
  readonly json: boolean;
}

/** What `--json` prints. */
export interface StylizeReport {
  readonly width: number;
  readonly height: number;
  /** The styles' names, joined by +. */
  readonly style: string;
  readonly extractor: string;
  readonly backend: string;
  readonly device: string;
  readonly evaluations: number;
  /** From the start of the engine to the finished picture. */
  readonly seconds: number;
  readonly lossFirst: number;
  readonly lossLast: number;
  readonly settings: StylizeSettings;
}

/** All that the picture was made with. */
interface StylizeSettings
  extends Pick<Task, 'strength' | 'brush' | 'colours' | 'smoothness' | 'quality' | 'start' | 'seed'> {
  /** Shares add up to 1. */
  readonly styles: readonly { readonly name: string; readonly share: number }[];
  /** What `strength` multiplies. */
  readonly presetStrength: number;
  readonly recipe: string;
  readonly optimizer: OptimizerName;
  /** What presets and options changed of the recipe. */
  readonly overrides: Readonly<Record<string, unknown>>;
}

/**
 * `gramarye stylize`: one picture from a file to a file. The same engine child as the bot's paints it, so a hostile
 * picture harms nothing here either. Paths are taken from `workingFolder`. Everything that can be known to be wrong is
 * said before anything is computed; the result appears whole or not at all.
 */
export async function stylizeFile(
  photo: string,
  options: StylizeOptions,
  deps: {
    config: Config;
    presets: Presets;
    log: Log;
    workingFolder: string;
    stdout: NodeJS.WriteStream;
    stderr: NodeJS.WriteStream;
  },
): Promise<void> {
  const { config, log } = deps;
  const photoPath = await existingFile(resolve(deps.workingFolder, photo));
  const output = await outputFile(resolve(deps.workingFolder, options.output));
  const chosen = await chooseStyles(
    { presets: options.style, images: options.styleImage, recipe: options.recipe },
    deps,
  );
  const { optimizer } = options;
  const overrides = { ...chosen.overrides, ...(optimizer === undefined ? {} : { optimizer }) };
  const recipe = resolveRecipe(chosen.recipe, overrides);
  const { strength, brush, smoothness, quality, start, seed } = options;
  const colours = options.colours ?? chosen.colours;
  const { hooks, network } = chosen;
  if (quality === 'fast' && network === undefined) {
    throw new AppError('PRESET_NO_NETWORK', { name: chosen.parts.map(({ name }) => name).join(' + ') });
  }
  const spool = await mkdtemp(join(tmpdir(), 'gramarye-'));
  const line = createProgressLine(deps.stderr);
  try {
    const task: Task = {
      photo: photoPath,
      styles: chosen.styles,
      recipe: chosen.recipe,
      overrides,
      extractor: extractorFor(recipe, options, config.engine.extractor),
      size: sizeFor(options.size, recipe, config),
      strength: strength * chosen.strength,
      seed,
      brush,
      colours,
      start,
      smoothness,
      quality,
      ...(hooks === undefined ? {} : { hooks }),
      // Nobody sees previews here.
      ...(network === undefined || quality !== 'fast' ? {} : { network }),
      spool,
      resume: null,
      previewEveryMs: 3_600_000,
    };
    const done = await paintOnce(task, {
      config,
      log,
      onProgress: (progress) => {
        line.update({
          fraction: progress.fraction,
          label: `octave ${progress.octave} of ${progress.octaves}, step ${progress.step} of ${progress.steps}`,
          secondsLeft: progress.secondsLeft,
        });
      },
    });
    line.end();
    await save(done.file, output);
    const { file: _, ...figures } = done;
    const report: StylizeReport = {
      ...figures,
      style: chosen.parts.map(({ name }) => name).join(' + '),
      settings: {
        styles: chosen.parts,
        presetStrength: chosen.strength,
        strength,
        brush,
        colours,
        smoothness,
        quality,
        start,
        seed,
        recipe: recipe.name,
        optimizer: recipe.optimizer,
        overrides,
      },
    };
    deps.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${inWords(report, output)}\n`);
  } finally {
    line.end();
    await rm(spool, { recursive: true, force: true });
  }
}

/** Sizes that everybody may ask for; those who set MAX_SIZE higher may ask for more. */
const USUAL_SIZES = 2048;

function sizeFor(asked: number | undefined, recipe: Recipe, { limits }: Config): number | null {
  if (asked === undefined) return recipe.rows === null ? limits.defaultSize : null;
  const most = Math.max(USUAL_SIZES, limits.maxSize);
  if (asked <= most) return asked;
  throw new AppError('OPTION_INVALID', {
    option: '--size',
    problem: `at most ${most}. Pictures up to 4096 take much memory and time; set MAX_SIZE=4096 to allow them.`,
  });
}

/** Refuses early what would only fail after all the work: a folder that is not there, a name that is not a picture's. */
async function outputFile(path: string): Promise<string> {
  const folder = resolve(path, '..');
  if (!(await stat(folder).catch(() => null))?.isDirectory()) {
    throw new AppError('FILE_UNWRITABLE', { path, problem: `the folder ${folder} does not exist.` });
  }
  if ((await stat(path).catch(() => null))?.isDirectory()) {
    throw new AppError('FILE_UNWRITABLE', { path, problem: 'it is a folder; name a file.' });
  }
  if (extname(path).toLowerCase() !== '.png') {
    throw new AppError('FILE_UNWRITABLE', {
      path,
      problem: 'results are PNG files; let the name end in .png.',
    });
  }
  return path;
}

async function save(from: string, to: string): Promise<void> {
  try {
    await writeAtomically(to, await readFile(from));
  } catch (error) {
    const problem =
      asAppError(error).code === 'DISK_FULL'
        ? 'the disk is full. Make room there, or write somewhere else.'
        : (error as Error).message;
    throw new AppError('FILE_UNWRITABLE', { path: to, problem }, { cause: error });
  }
}

function inWords(report: StylizeReport, output: string): string {
  const { width, height, style, seconds, evaluations, extractor, backend, device } = report;
  const { lossFirst, lossLast, settings } = report;
  const begun = settings.quality === 'fast' ? 'the fast network, then ' : '';
  const how =
    `${begun}${evaluations} evaluations of ${extractor} on ${backend} (${device}), ` +
    `loss ${lossFirst.toPrecision(3)} → ${lossLast.toPrecision(3)}`;
  return `${output}\n${width}×${height}, ${style}, ${seconds.toFixed(1)} s: ${how}`;
}
