import { resolve } from 'node:path';
import { Command } from 'commander';
import { numberBetween } from '../cli/options.js';
import { enter } from '../entry.js';
import { tellStory } from './story.js';

await enter(async (environment) => {
  const program = new Command('npm run demo --')
    .description(
      'One /stylize from end to end on this machine: the real bot, engine and database against a loopback Discord.\n' +
        'Needs no account, no token and no GPU; ends by itself.',
    )
    .option('--photo <file>', 'a picture of your own in place of the sample scene')
    .option('--style <name>', 'the preset to paint with', 'tide-of-stars')
    .option('--size <pixels>', 'longest side of the result', numberBetween(64, 1024, 'whole'), 512)
    .option('--out <folder>', 'where to put the pictures and the chat', 'demo-out')
    .parse();
  const options = program.opts<{ photo?: string; style: string; size: number; out: string }>();
  // npm runs scripts in the package's folder; this is where the person was.
  const here = environment.INIT_CWD ?? process.cwd();

  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  await tellStory(
    {
      photo: options.photo === undefined ? null : resolve(here, options.photo),
      style: options.style,
      size: options.size,
      out: resolve(here, options.out),
    },
    { environment, signal: interrupted.signal, terminal: process.stdout },
  );
});
