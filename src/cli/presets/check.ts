import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../errors.js';
import { writeAtomically } from '../../jobs/blobs.js';
import type { Preset } from '../../presets/preset.js';
import { problemLine } from '../../presets/problem.js';
import type { Context } from '../context.js';
import { existingFile } from '../files.js';
import { numberBetween } from '../options.js';
import { createProgressLine } from '../progress-line.js';
import { Easel } from './easel.js';
import { readNamed } from './named.js';
import { samplePhotos } from './samples.js';
import { composeSheet, type Tile } from './sheet.js';

interface CheckOptions {
  readonly photo?: string;
  readonly sheet: string | boolean;
  readonly size: number;
  readonly json: boolean;
}

const EXPLANATION = `
Without a name, everything that is installed is read and nothing is painted. With names, or folders of presets, each is
painted on the sample photos, its hooks included, and a contact sheet is written: the paintings, then the results.`;

/** `gramarye presets check`: whether presets are in order, and what they do. */
export function registerCheck(presets: Command, makeContext: () => Promise<Context>): void {
  presets
    .command('check')
    .description('read presets and say what is wrong with them, by file and field; paint a contact sheet')
    .argument('[name...]', 'presets by name, or folders that hold a preset.json')
    .option('--sheet <file>', 'where the contact sheet goes, a WebP (default: presets-check.webp)')
    .option('--no-sheet', 'paint nothing')
    .option('--photo <file>', 'paint this one rather than the sample photos')
    .option('--size <pixels>', 'longest side of what is painted', numberBetween(64, 1024, 'whole'), 256)
    .option('--json', 'print one object instead of words', false)
    .addHelpText('after', EXPLANATION)
    .action(async (names: string[], options: CheckOptions) => {
      const context = await makeContext();
      const { good, problems } = await readAll(names, context);
      const wantsSheet = options.sheet !== false && (names.length > 0 || typeof options.sheet === 'string');
      const file = resolve(
        context.workingFolder,
        typeof options.sheet === 'string' ? options.sheet : 'presets-check.webp',
      );
      const photos =
        options.photo === undefined
          ? await samplePhotos()
          : [await existingFile(resolve(context.workingFolder, options.photo))];
      const paints = wantsSheet && good.length > 0;
      const rows = paints ? await paintAll(good, photos, options.size, context, problems) : [];
      const sheet = rows.length > 0 ? file : null;
      if (sheet !== null) await writeAtomically(sheet, await composeSheet(rows, options.size));
      const inOrder = good.map(({ manifest }) => manifest.name);
      if (options.json) console.log(JSON.stringify({ inOrder, problems, sheet }, null, 2));
      else console.log(inWords(inOrder, problems, sheet));
      if (problems.length > 0) process.exitCode = 1;
    });
}

async function readAll(names: readonly string[], context: Context) {
  if (names.length === 0) {
    const { presets } = context;
    return { good: [...presets.list()], problems: presets.problems.map(problemLine) };
  }
  const good: Preset[] = [];
  const problems: string[] = [];
  for (const name of names) {
    const read = await readNamed(name, context);
    problems.push(...read.problems.map(problemLine));
    if (read.preset !== null) good.push(read.preset);
  }
  return { good, problems };
}

/** A row for each preset that could be painted; the others leave a problem. */
async function paintAll(
  presets: Preset[],
  photos: readonly string[],
  size: number,
  context: Context,
  problems: string[],
): Promise<Tile[][]> {
  const easel = await Easel.open(context);
  const line = createProgressLine(process.stderr);
  const rows: Tile[][] = [];
  const works = presets.flatMap((preset) => photos.map((photo) => ({ preset, photo })));
  try {
    for (const preset of [...presets]) {
      const row: Tile[] = [...preset.stylePaths];
      try {
        for (const photo of photos) {
          const at = works.findIndex((work) => work.preset === preset && work.photo === photo);
          row.push(
            await easel.paint(preset, photo, size, (fraction) =>
              line.update({
                fraction: (at + fraction) / works.length,
                label: preset.manifest.name,
                secondsLeft: null,
              }),
            ),
          );
        }
        rows.push(row);
      } catch (error) {
        problems.push(paintingProblem(preset, error));
        presets.splice(presets.indexOf(preset), 1);
      }
    }
  } finally {
    line.end();
    await easel.close();
  }
  return rows;
}

/** For the author, who wants more than the people on Discord are told. */
function paintingProblem({ manifest, folder }: Preset, error: unknown): string {
  if (!(error instanceof AppError) || error.code === 'ENGINE_FAILED') throw error;
  const cause = error.cause instanceof Error ? `\n${error.cause.message}` : '';
  return `${folder} → ${manifest.hooks ?? 'painting'}: ${error.message}${cause}`;
}

function inWords(inOrder: readonly string[], problems: readonly string[], sheet: string | null): string {
  return [
    ...problems.map((line) => `✗ ${line}`),
    ...inOrder.map((name) => `✓ ${name}`),
    ...(sheet === null ? [] : [`Contact sheet: ${sheet}`]),
    ...(inOrder.length + problems.length === 0 ? ['There are no presets at all.'] : []),
  ].join('\n');
}
