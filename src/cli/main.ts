import { Command } from 'commander';
import { type Config, loadConfig } from '../config.js';
import { enter } from '../entry.js';
import { createLogger, type Log } from '../logger.js';
import { presetFolders } from '../presets/builtin.js';
import { loadPresets, type PresetRegistry } from '../presets/registry.js';
import { version } from '../version.js';
import { doctor } from './doctor/run.js';
import { numberBetween } from './options.js';
import { type StylizeOptions, stylizeFile } from './stylize.js';

/** Everything a command may need, made only when one runs: `--help` reads no configuration. */
interface Context {
  readonly config: Config;
  readonly log: Log;
  readonly presets: PresetRegistry;
}

await enter(async (environment) => {
  await commandLine(environment).parseAsync();
});

async function createContext(environment: NodeJS.ProcessEnv): Promise<Context> {
  // The result is on standard output and failures come as sentences: the log only speaks up when asked to.
  const config = loadConfig({ LOG_LEVEL: 'error', ...environment }, { terminal: process.stderr.isTTY });
  const log = createLogger({ ...config.log, name: 'gramarye' });
  const presets = await loadPresets({ folders: presetFolders(config.paths), log });
  return { config, log, presets };
}

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
      const { config, log, presets } = await createContext(environment);
      await stylizeFile(
        photo,
        { ...options, size: options.size ?? config.limits.defaultSize },
        {
          config,
          log,
          presets,
          // npm runs scripts in the package's folder; this is where the person was.
          workingFolder: environment.INIT_CWD ?? process.cwd(),
          stdout: process.stdout,
          stderr: process.stderr,
        },
      );
    });

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
