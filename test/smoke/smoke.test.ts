import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SandboxUser } from '../../src/sandbox/client/user.js';
import { addCrowdStyle, CROWD_SETTINGS } from '../bot/support/crowd.js';
import { photo } from '../bot/support/pictures.js';
import type { Program } from '../bot/support/processes.js';
import { isFinished } from '../bot/support/scene.js';
import { Stage } from '../bot/support/stage.js';

/** `npm run smoke:discord` against the loopback Discord, with a script in the owner's place. */
let stage: Stage;
let ada: SandboxUser;

beforeAll(async () => {
  stage = await Stage.open(CROWD_SETTINGS);
  await addCrowdStyle(stage);
  ada = stage.sandbox.user('ada');
});
afterAll(() => stage.close());

async function says(smoke: Program, words: string, timeout = 60_000): Promise<void> {
  const there = () => expect(smoke.output).toContain(words);
  await vi.waitFor(there, { timeout, interval: 200 });
}

async function stylize(options: Record<string, string | number>) {
  const picture = { name: 'photo.png', bytes: await photo() };
  return ada.command({ channel: 'studio', name: 'stylize', options: { picture, ...options } });
}

const leftovers = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('gramarye-smoke-')).sort();

describe('npm run smoke:discord', () => {
  it('looks at what a program can see, asks for what only a person can do, and leaves nothing behind', {
    timeout: 240_000,
  }, async () => {
    const before = await leftovers();
    const smoke = stage.start('smoke', {}, ['--channel', 'studio', '--patience', '120']);
    await says(smoke, '  In #studio, use /stylize', 120_000);
    const first = await stylize({ style: 'tide-of-stars', size: 1024 });
    await says(smoke, '✓ In #studio, use /stylize');
    await ada.press(await first.message(), 'Cancel');
    await says(smoke, '✓ Press Cancel');
    const second = await stylize({ style: 'zz-one-step' });
    const finished = await second.waitFor(isFinished, 90_000);
    await says(smoke, '✓ Use /stylize once more');
    await (await ada.press(finished, 'Compare')).message(40_000);
    await says(smoke, '✓ Press Compare');
    await (await ada.command({ channel: 'studio', name: 'history' })).message();
    await says(smoke, '✓ Look at /history');
    await (await ada.command({ channel: 'dm', name: 'about' })).message();

    expect(await smoke.exit()).toBe(0);
    expect(smoke.output).toContain('✓ the token and the intents are accepted: as Gramarye');
    expect(smoke.output).toContain('Invite it with: https://discord.com/oauth2/authorize?');
    expect(smoke.output).toContain('✓ permissions in #studio');
    expect(smoke.output).toContain('✓ a file of 9.5 MiB is taken');
    expect(smoke.output).toMatch(/\n19 in order, 0 not\n/);
    expect(smoke.output).not.toContain('✗');
    const left = (await ada.messages('studio')).filter(({ ephemeral }) => !ephemeral);
    expect(left).toEqual([]);
    expect((await stage.sandbox.state()).commands).toEqual([]);
    expect(await leftovers()).toEqual(before);
  });

  it('says what is wrong and what to do, and ends with 1', { timeout: 120_000 }, async () => {
    await stage.sandbox.control.setPermissions({ channel: 'gallery', deny: ['ATTACH_FILES'] });
    await stage.sandbox.control.setAttachmentLimit(1024 * 1024);
    const smoke = stage.start('smoke', {}, ['--channel', 'gallery', '--no-person']);
    expect(await smoke.exit()).toBe(1);
    expect(smoke.output).toContain('✗ permissions in #gallery: missing: AttachFiles');
    expect(smoke.output).toContain('✗ a message with a picture is sent: Discord says 50013');
    expect(smoke.output).toContain('✓ the commands are registered');
    const nowhere = stage.start('smoke', {}, ['--channel', 'attic', '--no-person']);
    expect(await nowhere.exit()).toBe(1);
    expect(nowhere.output).toContain('there is no channel “attic” here. There are: general, studio, gallery');
  });

  it('a token that Discord refuses, or none: a sentence', { timeout: 60_000 }, async () => {
    const wrong = stage.start('smoke', { DISCORD_TOKEN: 'MTA.wrong.one' });
    expect(await wrong.exit()).toBe(78);
    expect(wrong.output).toContain('Discord does not know this DISCORD_TOKEN.');
    expect(wrong.output).not.toContain('wrong.one');
    const none = stage.start('smoke', { DISCORD_TOKEN: '' });
    expect(await none.exit()).toBe(1);
    expect(none.output).toContain('DISCORD_TOKEN is not set.');
  });
});
