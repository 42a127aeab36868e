import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Program } from './support/processes.js';

const TOKEN = 'MTA.secret.token-that-must-not-show';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'gramarye-bot-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

describe('a bot that cannot start', () => {
  it('says that the token is missing', async () => {
    const bot = new Program('bot', { DATA_DIR: data });
    expect(await bot.exit()).toBe(1);
    expect(bot.output).toContain('DISCORD_TOKEN is not set.');
    expect(bot.output).not.toMatch(/^\s+at /m);
  });

  it('says which address cannot be reached, and never the token', async () => {
    const bot = new Program('bot', {
      DATA_DIR: data,
      DISCORD_TOKEN: TOKEN,
      DISCORD_API: 'http://127.0.0.1:9/api',
    });
    expect(await bot.exit()).toBe(1);
    expect(bot.output).toContain('Discord refused the login: http://127.0.0.1:9/api cannot be reached.');
    expect(bot.output).not.toMatch(/^\s+at /m);
    expect(bot.output).not.toContain('secret');
  });

  it('says which setting is wrong', async () => {
    const bot = new Program('bot', { DATA_DIR: data, PROGRESS_SECONDS: 'soon' });
    expect(await bot.exit()).toBe(78);
    expect(bot.output).toContain('PROGRESS_SECONDS');
    expect(bot.output).not.toMatch(/^\s+at /m);
  });
});
