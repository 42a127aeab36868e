import { Command } from 'commander';
import { loadConfig } from '../config.js';
import { enter } from '../entry.js';
import { version } from '../version.js';
import { createContext } from './context.js';
import { registerHost } from './host.js';
import { registerPresets } from './presets/register.js';
import { registerScore } from './score.js';
import { registerStylize } from './stylize-command.js';
import { registerTrain } from './train.js';
import { registerWeights } from './weights.js';

await enter(async (environment) => {
  await commandLine(environment).parseAsync();
});

function commandLine(environment: NodeJS.ProcessEnv): Command {
  const program = new Command('gramarye')
    .description('Repaints pictures in the style of a painting, by neural style transfer.')
    .version(version())
    .showHelpAfterError('(--help tells more)');

  registerStylize(program, () => createContext(environment));
  registerHost(program, {
    loadConfig: () => loadConfig(environment),
    print: (text) => console.log(text),
  });
  registerScore(program, () => createContext(environment));
  registerTrain(program, () => createContext(environment));
  registerWeights(program, () => createContext(environment));
  registerPresets(program, () => createContext(environment));

  program
    .command('doctor')
    .description('look over this machine and say what is slow or missing, and how to mend it')
    .option('--json', 'print one object', false)
    .action(async (options: { json: boolean }) => {
      // It brings TensorFlow.js along, for which every other command would wait.
      const { doctor } = await import('./doctor/run.js');
      const well = await doctor(
        { ...(await createContext(environment)), environment, print: (text) => console.log(text) },
        options,
      );
      if (!well) process.exitCode = 1;
    });

  return program;
}
