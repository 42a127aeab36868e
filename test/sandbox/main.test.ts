import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { connectSandbox } from '../../src/sandbox/client.js';
import { FixtureBot } from './bot.js';

const MAIN = fileURLToPath(new URL('../../dist/sandbox/main.js', import.meta.url));

describe('the sandbox as a process of its own', () => {
  it('prints one line with its address and the bot’s settings, lets a bot in, and ends on SIGTERM', async () => {
    const child = spawn(process.execPath, [MAIN, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const [line] = await once(child.stdout, 'data');
    const { url, settings } = JSON.parse(String(line));
    expect(settings).toEqual({
      DISCORD_API: `${url}/api`,
      DISCORD_TOKEN: expect.any(String),
      DISCORD_ATTACHMENT_ORIGINS: url,
    });
    const client = await connectSandbox(url);
    const bot = await FixtureBot.login(settings);
    expect((await client.botReady({ commands: false })).botReady).toBe(true);
    await bot.logout();
    await client.botGone();
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('ends with the parent that forked it', async () => {
    const child = fork(MAIN, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const ended = once(child, 'exit');
    const [message] = await once(child, 'message');
    expect(message).toMatchObject({ op: 'ready', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it.each([
    [['--help'], 0, 'A Discord of your own on this machine'],
    [['--port', 'x'], 1, 'Not a port'],
    [['--sample', 'x'], 1, 'Give it as name=file'],
  ] as const)('answers %s', async (args, code, words) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    child.stderr.on('data', (part) => {
      text += part;
    });
    expect(await once(child, 'close')).toEqual([code, null]);
    expect(text).toContain(words);
  });

  it('says why it cannot start', async () => {
    const first = fork(MAIN, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [{ url }] = await once(first, 'message');
    const second = spawn(process.execPath, [MAIN, '--port', new URL(url).port], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [words] = await once(second.stderr, 'data');
    expect(String(words)).toContain('The sandbox could not start');
    expect(await once(second, 'close')).toEqual([1, null]);
    first.disconnect();
    await once(first, 'exit');
  });
});
