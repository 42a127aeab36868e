import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SandboxUser } from '../../src/sandbox/client/user.js';
import { keepLog } from '../support/logs.js';
import { flat } from './support/pictures.js';
import { finished, isFinished, stylize } from './support/scene.js';
import { Stage } from './support/stage.js';

vi.setConfig({ testTimeout: 90_000 });

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A bot that runs, and its host at the command line beside it. */
let stage: Stage;
let ben: SandboxUser;

beforeAll(async () => {
  stage = await Stage.open();
  await stage.startBot();
  ben = stage.sandbox.user('ben');
});
afterAll(() => stage.close());

function gramarye(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, DATA_DIR: stage.data };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env }, (error, stdout, stderr) => {
      keepLog('cli', stdout + stderr);
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

describe('gramarye block', () => {
  it.each(['user', 'guild'] as const)(
    'somebody who is shut out is told so, until let in again: %s',
    async (kind) => {
      const { message, jobId } = await finished(stage, ben);
      const job = await stage.store.get(jobId);
      const id = (kind === 'user' ? job?.userId : job?.origin?.guildId) ?? '';
      expect((await gramarye('block', kind, id)).stdout).toBe(`${kind} ${id} is shut out\n`);
      expect((await gramarye('blocks')).stdout).toBe(`${kind} ${id}\n`);
      for (const answer of [await stylize(ben), await ben.press(message, 'Again')]) {
        const refused = await answer.message();
        expect(refused.text).toContain('has shut you or this server out');
        expect(refused.ephemeral).toBe(true);
      }
      // What is kept about them is theirs all the same.
      const kept = await ben.command({ channel: 'studio', name: 'privacy', path: ['delete'] });
      expect((await kept.message()).text).toContain('Delete everything?');
      const typed = { channel: 'studio', name: 'stylize', focused: 'style', value: '' };
      expect(await ben.autocomplete(typed)).toEqual([]);
      expect((await gramarye('unblock', kind, id)).stdout).toContain('may come in again');
      expect((await gramarye('unblock', kind, id)).stdout).toContain('was not shut out');
      await finished(stage, ben);
    },
  );

  it.each([
    [['block', 'channel', '100000000000000001'], 'Say user or guild.'],
    [['block', 'user', 'ben'], 'Give an id of Discord’s'],
  ])('%s: a clear word', async (args, sentence) => {
    const { code, stderr } = await gramarye(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
  });
});

describe('gramarye drain', () => {
  it('waits for what is being painted, and takes nothing new until it is ended', async () => {
    const [first, second] = [await stylize(ben), await stylize(ben)];
    await first.message();
    await second.message();
    const job = await stage.painter.take();
    const draining = gramarye('drain');
    await vi.waitFor(async () => expect(await stage.store.isDraining()).toBe(true), 10_000);
    expect((await (await stylize(ben)).message()).text).toContain('I am about to be restarted');
    await job.succeed(await flat('#20c030'));
    const ended = await draining;
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('1 still being painted');
    expect(ended.stdout).toContain('nothing is being painted any more; 1 waiting for later');
    expect(await stage.store.claim('painter', 1000)).toBeNull();
    await gramarye('drain', '--end');
    await (await stage.painter.take()).succeed(await flat('#20c030'));
    await Promise.all([first.waitFor(isFinished), second.waitFor(isFinished)]);
    await finished(stage, ben);
  });
});
