import { Command } from 'commander';
import { enter } from '../entry.js';
import { version } from '../version.js';
import { createContext } from './context.js';
import { doctor } from './doctor/run.js';
import { numberBetween } from './options.js';
import { registerScore } from './score.js';
import { type StylizeOptions, stylizeFile } from './stylize.js';
import { registerWeights } from './weights.js';

await enter(async (environment) => {
  await commandLine(environment).parseAsync();
});

function commandLine(environment: NodeJS.ProcessEnv): Command {
  const program = new Command('gramarye')
    .description('Repaints pictures in the style of a painting, by neural style transfer.')
    .version(version())
    .showHelpAfterError('(--help tells more)');

  program
    .command('stylize')
    .description('repaint one picture from the command line')
    .argument('<photo>', 'the picture to repaint: PNG, JPEG, WebP, GIF, AVIF or TIFF')
    .option('--style <name>', 'a preset, by name')
    .option('--style-image <file>', 'any picture as the style, in place of a preset')
    .requiredOption('-o, --output <file>', 'where to write the result, a PNG')
    .option('--size <pixels>', 'longest side of the result', numberBetween(64, 2048, 'whole'))
    .option(
      '--strength <factor>',
      'style against content: 0.5 is softer, 2 is stronger',
      numberBetween(0.05, 20, 'any'),
      1,
    )
    .option('--seed <number>', 'another seed, another picture', numberBetween(0, 0xffffffff, 'whole'), 0)
    .option('--extractor <name>', 'what looks at the pictures', 'auto')
    .option('--json', 'print one object of figures instead of words', false)
    .action(async (photo: string, options: Omit<StylizeOptions, 'size'> & { size?: number }) => {
      const { config, log, presets, workingFolder } = await createContext(environment);
      await stylizeFile(
        photo,
        { ...options, size: options.size ?? config.limits.defaultSize },
        {
          config,
          log,
          presets,
          workingFolder,
          stdout: process.stdout,
          stderr: process.stderr,
        },
      );
    });

  registerScore(program, () => createContext(environment));
  registerWeights(program, () => createContext(environment));

  program
    .command('doctor')
    .description('look over this machine and say what is slow or missing, and how to mend it')
    .option('--json', 'print one object', false)
    .action(async (options: { json: boolean }) => {
      const well = await doctor(
        { ...(await createContext(environment)), print: (text) => console.log(text) },
        options,
      );
      if (!well) process.exitCode = 1;
    });

  return program;
}
