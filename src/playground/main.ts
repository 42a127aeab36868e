import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { numberBetween } from '../cli/options.js';
import { startSandboxProcess, startSupervisor } from '../demo/processes.js';
import { enter } from '../entry.js';
import { AppError } from '../errors.js';
import { connectSandbox } from '../sandbox/client.js';
import { Backstage } from './backstage.js';
import { portOrAny } from './free-port.js';
import { openPage } from './open-page.js';
import { sampleArguments } from './samples.js';

/** The same one every time, where it is free, so that the browser finds its settings again. */
const PORT = 4280;

await enter(async (environment) => {
  const options = new Command('npm run sandbox --')
    .description(
      'The real bot and engine against a loopback Discord on this machine, in your browser: type /stylize, drop a\n' +
        'picture, press the buttons. Needs no account, no token and no GPU. Everything ends with Ctrl+C.',
    )
    .option(
      '--port <number>',
      `port of the page (${PORT}, or any that is free)`,
      numberBetween(0, 65_535, 'whole'),
    )
    .option('--no-open', 'do not open the browser')
    .parse()
    .opts<{ port?: number; open: boolean }>();
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.abort());

  const port = await portOrAny(options.port ?? PORT);
  if (options.port !== undefined && port !== options.port) {
    throw new AppError('PORT_TAKEN', { port: options.port });
  }
  const folder = await mkdtemp(join(tmpdir(), 'gramarye-sandbox-'));
  const [log, data] = [join(folder, 'log.txt'), join(folder, 'data')];
  console.log('Starting a loopback Discord, the bot and the engine …');
  const discord = await startSandboxProcess(log, ['--port', String(port), ...(await sampleArguments())]);
  const client = await connectSandbox(discord.url);
  const usual = environment.DATA_DIR || 'data';
  const ownPresets = environment.PRESETS_DIR || [resolve(usual, 'presets')].find((path) => existsSync(path));
  const backstage = new Backstage(client, join(data, 'gramarye.db'));
  const gramarye = startSupervisor(
    {
      ...environment,
      ...discord.settings,
      DATA_DIR: data,
      // Pictures of the sandbox end with it; weights that were fetched before, and presets of one's own, are of use here too.
      WEIGHTS_DIR: environment.WEIGHTS_DIR || resolve(usual, 'weights'),
      ...(ownPresets === undefined ? {} : { PRESETS_DIR: ownPresets }),
      LOG_FORMAT: 'json',
    },
    log,
    (line) => backstage.heard(line),
  );
  const stopped = new Promise<'stopped'>((done) => {
    ended.signal.addEventListener('abort', () => done('stopped'), { once: true });
    if (ended.signal.aborted) done('stopped');
  });
  try {
    const ready = client.botReady({ timeoutMs: 120_000 }).then(() => 'ready' as const);
    ready.catch(() => undefined);
    const first = await Promise.race([ready, stopped, gramarye.ended]);
    if (first === 'ready') {
      console.log(
        `\n  ${discord.url}\n\nA local sandbox, not Discord: it runs on this machine alone. Ctrl+C ends it.`,
      );
      if (options.open) openPage(discord.url, environment);
      const told = backstage.run(ended.signal);
      await Promise.race([stopped, gramarye.ended, told]);
    }
    if (!ended.signal.aborted) {
      process.stderr.write(`The bot ended by itself. What it logged last:\n${await lastLines(log)}\n`);
      process.exitCode = 1;
    }
  } finally {
    if (ended.signal.aborted) console.log('\nEnding …');
    ended.abort();
    await gramarye.stop();
    await discord.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

async function lastLines(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8').catch(() => '')).trimEnd().split('\n');
  return lines.slice(-10).join('\n');
}
