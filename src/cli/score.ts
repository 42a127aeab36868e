import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Lab, LabDied, labSettings, type Scored } from '../engine/lab.js';
import { AppError } from '../errors.js';
import type { Context } from './context.js';
import { existingFile } from './files.js';
import { numberBetween } from './options.js';

interface ScoreOptions {
  readonly extractor: string;
  readonly size: number;
  readonly styleScale: number;
  readonly json: boolean;
}

const EXPLANATION = `
Photo and painting are brought to the result's size, and all three are looked at with the extractor's own layers.
  style    mean over the style layers of ½(‖μ−μ*‖²/‖μ*‖² + ‖Σ−Σ*‖²/‖Σ*‖²), μ and Σ the mean and covariance of the
           feature maps, * the painting's: 0 is the painting's style, 1 as far from it as a picture without features
  content  mean over the content layers of ‖F−F*‖²/‖F*‖², F the feature maps, * the photo's: 0 is the photo
  closed   1 − style(result)/style(photo): the share of the way from photo to painting that was gone
Judge with another extractor than the one that painted: what it optimised itself says little.`;

/** `gramarye score`: how a result stands between photo and painting, in the eyes of an extractor. */
export function registerScore(program: Command, makeContext: () => Promise<Context>): void {
  program
    .command('score')
    .description('measure a result: its distance from the painting’s style and from the photo’s content')
    .argument('<photo>', 'the picture that was repainted')
    .argument('<style>', 'the painting')
    .argument('<result>', 'what came of them')
    .option('--extractor <name>', 'what looks at the pictures', 'auto')
    .option(
      '--size <pixels>',
      'longest side to compare at; a smaller result is compared at its own',
      numberBetween(64, 2048, 'whole'),
      512,
    )
    .option('--style-scale <factor>', 'the brush size it was painted with', numberBetween(0.1, 4, 'any'), 1)
    .option('--json', 'print one object of figures instead of words', false)
    .addHelpText('after', EXPLANATION)
    .action(async (photo: string, style: string, result: string, options: ScoreOptions) => {
      const context = await makeContext();
      const score = await scoreFiles({ photo, style, result }, options, context);
      console.log(options.json ? JSON.stringify(score) : inWords(score));
    });
}

/** Scores in a child of its own, as the engine paints, so a hostile picture harms nothing here either. */
async function scoreFiles(
  files: { readonly photo: string; readonly style: string; readonly result: string },
  { extractor, size, styleScale }: ScoreOptions,
  { config, log, workingFolder }: Context,
): Promise<Scored> {
  const path = (file: string) => existingFile(resolve(workingFolder, file));
  const task = {
    photo: await path(files.photo),
    style: await path(files.style),
    result: await path(files.result),
    extractor,
    size,
    styleScale,
  };
  const lab = new Lab(labSettings(config), { log });
  try {
    return await lab.score(task);
  } catch (error) {
    if (!(error instanceof LabDied)) throw error;
    throw new AppError('ENGINE_FAILED', {}, { cause: error });
  } finally {
    await lab.kill();
  }
}

function inWords({ extractor, width, height, photo, result, closed }: Scored): string {
  const row = (name: string, style: number, content: number) =>
    `  ${name}  style ${style.toFixed(4)}  content ${content.toFixed(4)}`;
  return [
    `In the eyes of ${extractor}, at ${width}×${height}:`,
    row('photo ', photo.style, photo.content),
    row('result', result.style, result.content),
    `  ${(100 * closed).toFixed(1)} % of the style distance closed`,
  ].join('\n');
}
