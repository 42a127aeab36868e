import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { NEEDED_PERMISSIONS } from '../../src/bot/invite.js';
import type { MessageView } from '../../src/sandbox/api.js';
import type { SandboxUser } from '../../src/sandbox/client/user.js';
import { flat, photo } from './support/pictures.js';
import type { Program } from './support/processes.js';
import { finished, isFinished, labels, shown, stylize } from './support/scene.js';
import { Stage } from './support/stage.js';

// Every test waits for real processes, on whatever cores the other tests leave.
vi.setConfig({ testTimeout: 90_000 });

let stage: Stage;
let bot: Program;
/** Owns the server, so she manages it. */
let ada: SandboxUser;
let ben: SandboxUser;

beforeAll(async () => {
  stage = await Stage.open({ MAX_OPEN_JOBS_PER_USER: '10' });
  bot = await stage.startBot();
  ada = stage.sandbox.user('ada');
  ben = stage.sandbox.user('ben');
});
afterAll(() => stage.close());

async function ask(
  user: SandboxUser,
  name: string,
  path: string[] = [],
  options: Record<string, string | number | boolean> = {},
  channel = 'studio',
): Promise<MessageView> {
  const run = await user.command({ channel, name, path, options });
  // An export has a process of its own, which takes a while to come up on a busy machine.
  const message = await run.message(40_000);
  expect(message.ephemeral).toBe(true);
  expect(message.componentsV2).toBe(true);
  return message;
}

describe('/history', () => {
  it('pages through one’s pictures, filters by style, opens one and removes it', async () => {
    for (let n = 0; n < 10; n++) await finished(stage, ben, { seed: n });
    const copper = await finished(stage, ben, { style: 'zz-copper-night' });

    const first = await ask(ben, 'history');
    expect(first.pictures).toHaveLength(9);
    expect(first.hiddenFiles).toEqual([]);
    expect(first.text).toContain('1. **Copper Night** · finished · 64 × 48 px');
    expect(first.text).toContain('Page 1 of 2');
    await ben.press(first, 'Next');
    const second = await ben.waitForMessage(first, ({ text }) => text.includes('Page 2 of 2'));
    expect(second.pictures).toHaveLength(2);
    expect(second.text).toContain('11. **Quiet Harbour**');
    expect(second.buttons.find(({ label }) => label === 'Next')?.disabled).toBe(true);

    await ben.select(second, 'hist-filter', ['zz-copper-night']);
    const filtered = await ben.waitForMessage(first, ({ text }) => !text.includes('Quiet Harbour'));
    expect(filtered.pictures).toHaveLength(1);

    const open = filtered.selects.find(({ customId }) => customId.startsWith('hist-open'));
    await ben.select(filtered, open?.customId ?? '', [copper.jobId]);
    const opened = await ben.waitForMessage(first, isFinished);
    expect(await shown(ben, opened)).toEqual(await flat('#20c030'));
    expect(labels(opened)).toEqual(
      expect.arrayContaining(['Again', 'Compare', 'Delete', 'Back to the list']),
    );

    const again = await ben.press(opened, 'Again');
    const repeated = await again.message();
    expect(repeated.id).not.toBe(opened.id);
    const job = await stage.painter.take();
    expect(job.job.request.preset.name).toBe('zz-copper-night');
    await job.succeed(await flat('#20c030'));
    await again.waitFor(isFinished);

    await ben.press(opened, 'Back to the list');
    const back = await ben.waitForMessage(first, ({ selects }) => selects.length > 0);
    expect(back.pictures).toHaveLength(2);
    const reopen = back.selects.find(({ customId }) => customId.startsWith('hist-open'));
    await ben.select(back, reopen?.customId ?? '', [copper.jobId]);
    await ben.press(await ben.waitForMessage(first, isFinished), 'Delete');
    await ben.waitForMessage(first, ({ text }) => text.includes('Page 1 of'));
    expect(await stage.store.get(copper.jobId)).toBeNull();
    await vi.waitFor(
      async () => expect((await ben.messages('studio')).map(({ id }) => id)).not.toContain(copper.message.id),
      10_000,
    );
  });

  it('shows what was made in an age-restricted channel only in such a one, and in direct messages', async () => {
    await stage.sandbox.control.setAgeRestricted('gallery', true);
    const { message } = await finished(stage, ada, {}, 'gallery');
    expect(message.pictures).toHaveLength(1);
    const elsewhere = await ask(ada, 'history');
    expect(elsewhere.pictures).toEqual([]);
    expect(elsewhere.text).toContain('made in an age-restricted channel');
    const [open] = elsewhere.selects;
    const id = open?.options[0]?.value ?? '';
    const refused = await (await ada.select(elsewhere, open?.customId ?? '', [id])).message();
    expect(refused.text).toContain('only shown in one');
    expect((await ask(ada, 'history', [], {}, 'gallery')).pictures).toHaveLength(1);
    expect((await ask(ada, 'history', [], {}, 'dm')).pictures).toHaveLength(1);
    await stage.sandbox.control.setAgeRestricted('gallery', false);
  });
});

describe('/queue, /help, /about', () => {
  it('/queue says how much there is to do, and where one’s own pictures stand', async () => {
    const runs = [await stylize(ada), await stylize(ben)];
    for (const run of runs) await run.message();
    const painted = await stage.painter.take();
    const [mine, his] = [await ask(ada, 'queue'), await ask(ben, 'queue')];
    expect(mine.text).toContain('1 being painted, 1 waiting.');
    expect(`${mine.text}${his.text}`).toContain('**Quiet Harbour**: being painted');
    expect(`${mine.text}${his.text}`).toContain('**Quiet Harbour**: You are next');
    await painted.succeed(await flat('#20c030'));
    await (await stage.painter.take()).succeed(await flat('#20c030'));
    for (const run of runs) await run.waitFor(isFinished);
    expect((await ask(ada, 'queue')).text).toContain('None of them is yours.');
  });

  it('/help names every command there is', async () => {
    const { text } = await ask(ada, 'help');
    const { commands } = await stage.sandbox.state();
    for (const { name, type } of commands) {
      if (type === 'slash' && name !== 'help') expect(text).toContain(`/${name}`);
    }
    expect(text).toContain('Stylize this picture');
  });

  it('/about says what this is', async () => {
    expect((await ask(ada, 'about')).text).toContain('neural style transfer');
  });
});

describe('/settings mine', () => {
  it('is what /stylize takes when nothing is said; what is said wins; reset forgets it', async () => {
    expect((await ask(ben, 'settings', ['mine'])).text).toContain('Nothing is set');
    const set = await ask(ben, 'settings', ['mine'], {
      style: 'zz-copper-night',
      strength: 'strong',
      size: 256,
      private: true,
    });
    expect(set.text).toContain('**style**: `zz-copper-night`');
    expect(set.text).toContain('**strength**: Strong');
    const picture = { name: 'photo.png', bytes: await photo() };
    const run = await ben.command({
      channel: 'studio',
      name: 'stylize',
      options: { picture, strength: 'light' },
    });
    expect((await run.message()).ephemeral).toBe(true);
    const job = await stage.painter.take();
    expect(job.job.request).toMatchObject({ preset: { name: 'zz-copper-night' }, strength: 0.5, size: 256 });
    await job.succeed(await flat('#20c030'));
    await run.waitFor(isFinished);
    expect((await ask(ben, 'settings', ['mine'], { reset: true })).text).toContain('Nothing is set');
  });
});

describe('/settings server', () => {
  it('is for those who may manage the server', async () => {
    const refused = await ask(ben, 'settings', ['server'], { 'per-day': 1 });
    expect(refused.text).toContain('Only those who may manage this server');
    const nowhere = await ask(ada, 'settings', ['server'], {}, 'dm');
    expect(nowhere.text).toContain('That is for a server.');
  });

  it('allows channels, styles, sizes and so many pictures, and no others', async () => {
    const set = await ask(ada, 'settings', ['server'], {
      channel: 'studio',
      style: 'zz-copper-night',
      'largest-size': 256,
      'at-once': 1,
    });
    expect(set.text).toMatch(/\*\*channel\*\*: <#\d+>/);
    expect((await (await stylize(ben, {}, 'general')).message()).text).toContain(
      'not painted in this channel',
    );
    expect((await (await stylize(ben)).message()).text).toContain('is not used on this server');
    const choices = await ben.autocomplete({
      channel: 'studio',
      name: 'stylize',
      focused: 'style',
      value: '',
    });
    expect(choices.map(({ value }) => value)).toEqual(['zz-copper-night']);
    expect((await ask(ben, 'styles')).text).not.toContain('Quiet Harbour');
    // A usual style that is not used here is none.
    await ask(ben, 'settings', ['mine'], { style: 'zz-quiet-harbour' });
    const picture = { name: 'photo.png', bytes: await photo() };
    const unnamed = await ben.command({ channel: 'studio', name: 'stylize', options: { picture } });
    expect((await unnamed.message()).text).toContain('Choose a style');
    await ask(ben, 'settings', ['mine'], { reset: true });

    const run = await stylize(ben, { style: 'zz-copper-night', size: 1024 });
    await run.message();
    const second = await (await stylize(ben, { style: 'zz-copper-night' })).message();
    expect(second.text).toContain('You already have 1 pictures waiting or in progress.');
    const job = await stage.painter.take();
    expect(job.job.request.size).toBe(256);
    await job.succeed(await flat('#20c030'));
    const message = await run.waitFor(isFinished);
    const larger = await (await ben.press(message, 'Larger')).message();
    expect(larger.text).toContain('That would change nothing');

    // Named once more they are allowed no more, and with the last of them everything is.
    const unset = await ask(ada, 'settings', ['server'], { channel: 'studio', style: 'zz-copper-night' });
    expect(unset.text).not.toContain('**channel**');
    expect((await ask(ada, 'settings', ['server'], { reset: true })).text).toContain('Nothing is set');
    await finished(stage, ben, {}, 'general');
  });

  it('limits the pictures of a day', async () => {
    await ask(ada, 'settings', ['server'], { 'server-per-day': 1 });
    expect((await (await stylize(ben)).message()).text).toContain('has had its 1 pictures for today');
    await ask(ada, 'settings', ['server'], { 'server-per-day': 0, 'per-day': 1 });
    expect((await (await stylize(ben)).message()).text).toContain('That is your 1 pictures for today');
    await ask(ada, 'settings', ['server'], { reset: true });
  });
});

describe('/privacy', () => {
  it('export sends everything that is kept: every picture and what is known of it', async () => {
    const bytes = await photo(80, 80);
    const { jobId } = await finished(stage, ada, { picture: { name: 'a.png', bytes } });
    await ask(ada, 'settings', ['mine'], { style: 'zz-copper-night' });
    const message = await ask(ada, 'privacy', ['export']);
    const archives = message.pictures.filter(({ shownIn }) => shownIn === 'file');
    expect(archives.map(({ filename }) => filename)).toEqual(['gramarye-01.zip']);
    const files = unzipSync(await ada.download(archives[0]?.url ?? ''));
    expect(Buffer.from(files[`${jobId}/photo`] ?? [])).toEqual(bytes);
    expect(Buffer.from(files[`${jobId}/result.png`] ?? [])).toEqual(await flat('#20c030'));
    const told = JSON.parse(Buffer.from(files['data.json'] ?? []).toString()) as {
      user: string;
      settings: unknown;
      pictures: Record<string, string>;
      jobs: { id: string; userId: string; origin: { token: unknown } }[];
    };
    expect(told.settings).toEqual({ style: 'zz-copper-night' });
    // Every picture that is named is there, and nothing else.
    expect(Object.values(told.pictures).sort()).toEqual(
      Object.keys(files)
        .filter((name) => name !== 'data.json')
        .sort(),
    );
    expect(told.jobs.map(({ id }) => id)).toContain(jobId);
    expect(told.jobs.every(({ userId, origin }) => userId === told.user && origin.token === null)).toBe(true);
  });

  it('export cuts what is over the upload limit into parts that fit', async () => {
    await stage.sandbox.control.setAttachmentLimit(6_000);
    const message = await ask(ada, 'privacy', ['export']);
    const archives = message.pictures.filter(({ shownIn }) => shownIn === 'file');
    expect(archives.length).toBeGreaterThan(1);
    for (const { size } of archives) expect(size).toBeLessThanOrEqual(6_000);
    await stage.sandbox.control.setAttachmentLimit(10 * 1024 * 1024);
  });

  it('delete removes everything within the minute: jobs under way, messages, pictures', async () => {
    const { message, jobId } = await finished(stage, ada, {
      picture: { name: 'a.png', bytes: await photo(70, 70) },
    });
    const done = await stage.store.get(jobId);
    const run = await stylize(ada);
    const waiting = await run.message();
    const job = await stage.painter.take();
    await job.progress(0.5, await flat('#c03020'));
    await run.waitFor(({ pictures }) => pictures.length === 1);

    const question = await ask(ada, 'privacy', ['delete']);
    expect(question.text).toContain('Delete everything?');
    expect(await stage.store.get(jobId)).not.toBeNull();
    const asked = Date.now();
    await ada.press(question, 'Delete everything about me');
    await ada.waitForMessage(question, ({ text }) => text.includes('It is being deleted'));
    expect(await stage.store.counts()).toEqual({ queued: 0, running: 0 });
    await vi.waitFor(
      async () => {
        expect(await stage.store.presetsOfUser(job.job.userId)).toEqual([]);
        const left = (await ada.messages('studio')).map(({ id }) => id);
        expect(left).not.toContain(message.id);
        expect(left).not.toContain(waiting.id);
      },
      { timeout: 55_000, interval: 500 },
    );
    expect(Date.now() - asked).toBeLessThan(60_000);
    expect(await stage.blobs.has(done?.contentHash ?? '')).toBe(false);
    const history = await ask(ada, 'history');
    expect(history.text).toContain('Nothing here yet.');
    expect(history.pictures).toEqual([]);
  });
});

describe('the host', () => {
  it('is told the address that invites the bot, with what it needs and no more', async () => {
    const line = await bot.line((said) => 'invite' in said);
    const address = new URL(String(line.invite));
    expect(address.origin + address.pathname).toBe('https://discord.com/oauth2/authorize');
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: (await stage.sandbox.state()).applicationId,
      scope: 'bot applications.commands',
      permissions: NEEDED_PERMISSIONS.toString(),
    });
  });
});
