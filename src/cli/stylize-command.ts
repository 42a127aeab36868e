import { type Command, Option } from 'commander';
import { COLOURS, DEFAULT_CONTROLS, QUALITIES } from '../jobs/job.js';
import { OPTIMIZERS, RECIPE_NAMES } from '../presets/recipe-settings.js';
import type { Weighted } from './chosen-styles.js';
import type { Context } from './context.js';
import { numberBetween, weighted } from './options.js';
import { type StylizeOptions, stylizeFile } from './stylize.js';

const EXPLANATION = `
Styles can be blended, up to four pictures in all, each with a weight after a colon (1 where none is given):
  gramarye stylize photo.jpg --style tide-of-stars:2 --style-image painting.jpg:1 -o painted.png
The recipes keras and gatys are the classic ones, for the network vgg19; they take long without a GPU. keras paints
400 rows high, as the book does, unless --size is given.`;

/** `gramarye stylize`: its options; stylize.ts does it. */
export function registerStylize(program: Command, makeContext: () => Promise<Context>): void {
  const none: readonly Weighted[] = [];
  program
    .command('stylize')
    .description('repaint one picture from the command line')
    .argument('<photo>', 'the picture to repaint: PNG, JPEG, WebP, GIF, AVIF or TIFF')
    .requiredOption('-o, --output <file>', 'where to write the result, a PNG')
    .optionsGroup('Style:')
    .option('--style <name[:weight]>', 'a preset, by name; may be given again to blend', weighted, none)
    .option('--style-image <file[:weight]>', 'any picture as the style; may be given again', weighted, none)
    .option(
      '--strength <factor>',
      'style against content: 0.5 is softer, 2 is stronger',
      numberBetween(0.05, 20, 'any'),
      1,
    )
    .option(
      '--brush <factor>',
      'size of the strokes: 2 is twice as large',
      numberBetween(0.25, 4, 'any'),
      DEFAULT_CONTROLS.brush,
    )
    .addOption(
      new Option(
        '--colours <whose>',
        'style: the painting’s; luminance: the photo’s, only lightness is painted; matched: the painting recoloured to the photo; the preset’s own where none is given',
      ).choices(COLOURS),
    )
    .option(
      '--smoothness <factor>',
      'more is smoother, 0 keeps every grain',
      numberBetween(0, 100, 'any'),
      DEFAULT_CONTROLS.smoothness,
    )
    .optionsGroup('Picture:')
    .option('--size <pixels>', 'longest side of the result', numberBetween(64, 4096, 'whole'))
    .addOption(
      new Option(
        '--quality <level>',
        'fast: seconds, beginning with the preset’s trained network where it has one; best takes two to three times as long',
      )
        .choices(QUALITIES)
        .default(DEFAULT_CONTROLS.quality),
    )
    .option(
      '--start <share>',
      'what painting starts from: 0 the photo, 1 noise, between them a mix',
      numberBetween(0, 1, 'any'),
      DEFAULT_CONTROLS.start,
    )
    .option('--seed <number>', 'another seed, another picture', numberBetween(0, 0xffffffff, 'whole'), 0)
    .optionsGroup('Method:')
    .addOption(
      new Option('--recipe <name>', 'how losses are weighed; the preset’s own where none is given').choices(
        RECIPE_NAMES,
      ),
    )
    .addOption(
      new Option('--optimizer <name>', 'what moves the pixels; the recipe’s own where none is given').choices(
        OPTIMIZERS,
      ),
    )
    .option('--extractor <name>', 'what looks at the pictures', 'auto')
    .optionsGroup('Output:')
    .option('--json', 'print one object of figures and settings instead of words', false)
    .addHelpText('after', EXPLANATION)
    .action(async (photo: string, options: StylizeOptions) => {
      const context = await makeContext();
      await stylizeFile(photo, options, { ...context, stdout: process.stdout, stderr: process.stderr });
    });
}
