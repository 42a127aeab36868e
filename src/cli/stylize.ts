import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import type { Config } from '../config.js';
import type { Task } from '../engine/protocol.js';
import { AppError, asAppError } from '../errors.js';
import { writeAtomically } from '../jobs/blobs.js';
import type { Log } from '../logger.js';
import type { PresetRegistry } from '../presets/registry.js';
import { existingFile } from './files.js';
import { paintOnce } from './paint-once.js';
import { createProgressLine } from './progress-line.js';

export interface StylizeOptions {
  /** Name of a preset; or `styleImage`, exactly one of the two. */
  readonly style?: string | undefined;
  readonly styleImage?: string | undefined;
  readonly output: string;
  readonly size: number;
  readonly strength: number;
  readonly seed: number;
  readonly extractor: string;
  readonly json: boolean;
}

/** What `--json` prints. */
export interface StylizeReport {
  readonly width: number;
  readonly height: number;
  readonly style: string;
  readonly extractor: string;
  readonly backend: string;
  readonly device: string;
  readonly evaluations: number;
  /** From the start of the engine to the finished picture. */
  readonly seconds: number;
  readonly lossFirst: number;
  readonly lossLast: number;
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
    presets: PresetRegistry;
    log: Log;
    workingFolder: string;
    stdout: NodeJS.WriteStream;
    stderr: NodeJS.WriteStream;
  },
): Promise<void> {
  const { config, log } = deps;
  const photoPath = await existingFile(resolve(deps.workingFolder, photo));
  const output = await outputFile(resolve(deps.workingFolder, options.output));
  const style = await chosenStyle(options, deps);
  const spool = await mkdtemp(join(tmpdir(), 'gramarye-'));
  const line = createProgressLine(deps.stderr);
  try {
    const task: Task = {
      photo: photoPath,
      styles: style.styles,
      recipe: style.recipe,
      overrides: style.overrides,
      extractor: options.extractor,
      size: options.size,
      strength: options.strength * style.strength,
      seed: options.seed,
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
    const report: StylizeReport = { ...figures, style: style.name };
    deps.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${inWords(report, output)}\n`);
  } finally {
    line.end();
    await rm(spool, { recursive: true, force: true });
  }
}

interface ChosenStyle extends Pick<Task, 'styles' | 'recipe' | 'overrides'> {
  readonly name: string;
  /** The preset's own strength; the user's multiplies it. */
  readonly strength: number;
}

async function chosenStyle(
  options: StylizeOptions,
  deps: { presets: PresetRegistry; workingFolder: string },
): Promise<ChosenStyle> {
  if ((options.style === undefined) === (options.styleImage === undefined)) {
    throw new AppError('OPTION_INVALID', {
      option: '--style',
      problem: 'give either --style NAME or --style-image FILE.',
    });
  }
  if (options.styleImage !== undefined) {
    const path = await existingFile(resolve(deps.workingFolder, options.styleImage));
    return {
      name: basename(path),
      styles: [{ path, weight: 1 }],
      recipe: 'multiscale',
      overrides: {},
      strength: 1,
    };
  }
  const { manifest, stylePaths } = deps.presets.require(options.style ?? '');
  return {
    name: manifest.name,
    styles: manifest.styles.map((style, at) => ({ path: stylePaths[at] ?? '', weight: style.weight })),
    recipe: manifest.recipe,
    overrides: manifest.overrides,
    strength: manifest.strength,
  };
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
  return (
    `${output}\n${report.width}×${report.height}, ${report.style}, ${report.seconds.toFixed(1)} s: ` +
    `${report.evaluations} evaluations of ${report.extractor} on ${report.backend} (${report.device}), ` +
    `loss ${report.lossFirst.toPrecision(3)} → ${report.lossLast.toPrecision(3)}`
  );
}
