import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LogLine, Program } from '../bot/support/processes.js';
import { isRunning, Studio, TRIVIAL, timeUntil } from '../engine/support/studio.js';
import { temporaryFolder } from '../jobs/fixtures.js';

/** `npm start` as it is: the supervisor, a bot in the loopback Discord, an engine, its child. */
async function start(environment: NodeJS.ProcessEnv = {}): Promise<{ supervisor: Program; studio: Studio }> {
  const sandbox = new Program('sandbox', {});
  onTestFinished(async () => {
    await sandbox.end('SIGKILL');
  });
  const { settings } = await sandbox.line((line) => 'settings' in line);
  const studio = new Studio();
  const supervisor = new Program('supervisor', {
    DATA_DIR: studio.data,
    ENGINE_LEASE_SECONDS: '2',
    ...(settings as Record<string, string>),
    ...environment,
  });
  onTestFinished(async () => {
    await supervisor.end('SIGKILL');
  });
  return { supervisor, studio };
}

/** The nth line of a kind, from 1. */
async function nth(program: Program, n: number, fits: (line: LogLine) => boolean): Promise<LogLine> {
  await program.line(() => program.lines.filter(fits).length >= n, 60_000);
  const line = program.lines.filter(fits)[n - 1];
  if (line === undefined) throw new Error('it was there a moment ago');
  return line;
}

const botReady = (line: LogLine): boolean => line.name === 'bot' && line.msg === 'ready';
const engineReady = (line: LogLine): boolean => line.msg === 'waiting for pictures to paint';

describe('npm start', () => {
  it('runs bot and engine, starts again what dies, and ends all of it', { timeout: 120_000 }, async () => {
    const { supervisor, studio } = await start();
    const bot = await nth(supervisor, 1, botReady);
    const engine = await nth(supervisor, 1, engineReady);
    process.kill(Number(bot.pid), 'SIGKILL');
    process.kill(Number(engine.pid), 'SIGKILL');
    const secondBot = await nth(supervisor, 2, botReady);
    const secondEngine = await nth(supervisor, 2, engineReady);
    expect(secondBot.pid).not.toBe(bot.pid);
    expect(await studio.end((await studio.enqueue(TRIVIAL)).id)).toMatchObject({ state: 'succeeded' });

    expect(await supervisor.end('SIGTERM')).toEqual({ code: 0, signal: null });
    for (const { pid } of [secondBot, secondEngine]) expect(isRunning(Number(pid))).toBe(false);
    // They ended of their own accord: nobody had to be killed.
    expect(supervisor.lines.filter(({ name, msg }) => name === 'engine' && msg === 'ended')).toHaveLength(1);
    expect(supervisor.lines.filter(({ name, msg }) => name === 'bot' && msg === 'ended')).toHaveLength(1);
  });

  it('that is killed itself leaves nothing running', { timeout: 120_000 }, async () => {
    const { supervisor } = await start();
    const bot = await nth(supervisor, 1, botReady);
    const engine = await nth(supervisor, 1, engineReady);
    await supervisor.end('SIGKILL');
    for (const { pid } of [bot, engine]) await timeUntil(() => !isRunning(Number(pid)));
  });

  it('with a token that Discord refuses says so once and ends', { timeout: 60_000 }, async () => {
    const { supervisor } = await start({ DISCORD_TOKEN: 'MTA.wrong.one' });
    expect(await supervisor.exit()).toBe(1);
    expect(supervisor.output.match(/Discord does not know this DISCORD_TOKEN/g)).toHaveLength(1);
    expect(supervisor.output).not.toContain('starting it again');
    expect(supervisor.output).not.toContain('wrong.one');
  });

  it('without a token says how to get one, and what needs none', async () => {
    const supervisor = new Program('supervisor', { DATA_DIR: temporaryFolder() });
    expect(await supervisor.exit()).toBe(1);
    for (const word of [
      'https://discord.com/developers/applications',
      'Reset Token',
      'DISCORD_TOKEN=',
      '.env',
      'applications.commands',
      'npm run sandbox',
      'npm run demo',
    ]) {
      expect(supervisor.output).toContain(word);
    }
    expect(supervisor.output).not.toMatch(/^\s+at /m);
  });

  it('that cannot use its data folder says so and starts nothing', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const supervisor = new Program('supervisor', { DATA_DIR: join(file, 'data'), DISCORD_TOKEN: 'x' });
    expect(await supervisor.exit()).toBe(1);
    expect(supervisor.output).toMatch(/^Cannot write to the data folder .*\n$/);
  });
});
