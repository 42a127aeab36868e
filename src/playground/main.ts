import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { prepareFolder } from '../demo/out-folder.js';
import { startSandboxProcess, startSupervisor } from '../demo/processes.js';
import { enter } from '../entry.js';
import { connectSandbox } from '../sandbox/client.js';
import { Session } from './session.js';

const SAMPLE = fileURLToPath(new URL('../demo/sample.jpg', import.meta.url));

await enter(async (environment) => {
  const { out } = new Command('npm run sandbox --')
    .description(
      'The real bot and engine against a loopback Discord on this machine: type its commands here, as you would\n' +
        'in Discord. Needs no account and no token.',
    )
    .option('--out <folder>', 'where to put the pictures', 'sandbox-out')
    .parse()
    .opts<{ out: string }>();
  const here = environment.INIT_CWD ?? process.cwd();
  const folder = resolve(here, out);
  await prepareFolder(folder, /^(?:data|log\.txt|\d+\.\w+)$/);
  const [log, data] = [join(folder, 'log.txt'), join(folder, 'data')];

  console.log('Starting a loopback Discord, the bot and the engine …');
  const discord = await startSandboxProcess(log);
  const settings = { ...environment, ...discord.settings, DATA_DIR: data, LOG_FORMAT: 'json' };
  const gramarye = startSupervisor(settings, log);
  try {
    const client = await connectSandbox(discord.url);
    await client.botReady();
    const say = (text: string): void => {
      console.log(text);
      terminal.prompt();
    };
    const session = new Session({ client, folder, here, say });
    console.log(`A local sandbox, not Discord. You are ada in #studio. There is:\n${await session.help()}`);
    console.log(`To begin:  /stylize picture:${SAMPLE} style:tide-of-stars`);
    // Made only now: lines that come before somebody listens would be lost.
    const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: 'ada> ' });
    terminal.on('SIGINT', () => terminal.close());
    process.once('SIGTERM', () => terminal.close());
    terminal.prompt();
    for await (const line of terminal) {
      if (/^(?:quit|exit)$/.test(line.trim())) break;
      await session.type(line.trim());
    }
    terminal.close();
  } finally {
    await gramarye.stop();
    await discord.stop();
    await rm(data, { recursive: true, force: true });
  }
});
