import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MessageView } from '../../src/sandbox/api.js';
import { SandboxRefusal } from '../../src/sandbox/client/transport.js';
import type { SandboxUser } from '../../src/sandbox/client/user.js';
import { flat, grain, meanColour, photo } from './support/pictures.js';
import type { Program } from './support/processes.js';
import { PRESETS, Stage } from './support/stage.js';

// Every test waits for real processes, on whatever cores the other tests leave.
vi.setConfig({ testTimeout: 90_000 });

/** One bot, as `npm run bot` starts it, in a loopback Discord; the tests play its people and its engine. */
let stage: Stage;
let bot: Program;
let ada: SandboxUser;
let ben: SandboxUser;

beforeAll(async () => {
  stage = await Stage.open({ MAX_PICTURE_MEGABYTES: '1' });
  bot = await stage.startBot();
  ada = stage.sandbox.user('ada');
  ben = stage.sandbox.user('ben');
});
afterAll(() => stage.close());

describe('/stylize', () => {
  it('goes from waiting through progress to the finished picture, all in one message', async () => {
    const since = (await stage.sandbox.requests()).length;
    const run = await stylize(ada);
    const waiting = await run.message();
    expect(waiting.text).toContain('Quiet Harbour');
    expect(waiting.text).toContain('You are next');
    expect(waiting.componentsV2).toBe(true);
    expect(waiting.ephemeral).toBe(false);
    expect(labels(waiting)).toEqual(['Cancel']);

    const job = await stage.painter.take();
    expect(job.job.request).toMatchObject({
      preset: { name: 'zz-quiet-harbour', title: 'Quiet Harbour' },
      size: 512,
      strength: 1,
    });
    expect(await stage.blobs.get(job.job.contentHash)).toEqual(await photo());
    await job.progress(0.4, await flat('#c03020'));
    const running = await run.waitFor(({ text }) => text.includes('40 %'));
    expect(running.text).toContain('octave 2 of 3 · step 20 of 50 · about 36 s left');
    expect(await tint(running)).toBe('red');
    await job.progress(0.8, await flat('#20c030'));
    const later = await run.waitFor(({ text }) => text.includes('80 %'));
    expect(await tint(later)).toBe('green');
    // The same picture with a new bar stays where it is: nothing is sent again.
    await job.progress(0.9);
    const same = await run.waitFor(({ text }) => text.includes('90 %'));
    expect(same.pictures[0]?.attachmentId).toBe(later.pictures[0]?.attachmentId);

    const result = await grain(64, 48);
    await job.succeed(result);
    const finished = await run.waitFor(({ text }) => text.includes('64 × 48 px'));
    expect(finished.id).toBe(waiting.id);
    expect(finished.text).toContain('painted in 12 s');
    expect(finished.text).toContain(`<@${job.job.userId}>`);
    expect(labels(finished)).toEqual([
      'Again',
      'Stronger',
      'Softer',
      'Original colours',
      'Larger',
      'Compare',
      'Delete',
    ]);
    expect(await shown(finished)).toEqual(result);
    expect(finished.pictures[0]?.description).toContain('Quiet Harbour');

    const requests = await stage.sandbox.requests(since);
    expect(requests[0]).toMatchObject({ body: { type: 5 } });
    const edits = requests.filter(({ method }) => method === 'PATCH');
    expect(edits.length).toBeGreaterThanOrEqual(4);
    expect(edits.filter(({ files }) => files.length > 0)).toHaveLength(3);
    for (const { body, status } of edits) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ flags: 32768, allowed_mentions: { parse: [] } });
      expect(body).toHaveProperty('attachments');
    }
  });

  it('passes on strength and size as they were chosen', async () => {
    const run = await stylize(ada, { strength: 'strong', size: 256 });
    await run.message();
    const job = await stage.painter.take();
    expect(job.job.request).toMatchObject({ strength: 2, size: 256 });
    await job.succeed(await flat('#123456'));
    await run.waitFor(({ pictures }) => pictures.length === 1);
  });

  it('takes a style by its title, forgiving case, as people type it', async () => {
    const run = await stylize(ada, { style: 'Copper night' });
    await run.message();
    const job = await stage.painter.take();
    expect(job.job.request.preset.name).toBe('zz-copper-night');
    await job.succeed(await flat('#654321'));
    await run.waitFor(({ pictures }) => pictures.length === 1);
  });

  it('works in a direct message', async () => {
    const run = await stylize(ada, {}, 'dm');
    await run.message();
    const job = await stage.painter.take();
    expect(job.job.origin?.guildId).toBeNull();
    await job.succeed(await flat('#204060'));
    expect(await shown(await run.waitFor(({ pictures }) => pictures.length === 1))).toEqual(
      await flat('#204060'),
    );
  });
});

describe('bad input gets a clear sentence, for the asker’s eyes only where it can', () => {
  it('no picture: Discord itself does not send it', async () => {
    const sent = ada.command({ channel: 'studio', name: 'stylize', options: { style: 'zz-quiet-harbour' } });
    await expect(sent).rejects.toBeInstanceOf(SandboxRefusal);
  });

  it.each([
    ['a text', { name: 'notes.txt', bytes: Buffer.from('hello') }, 'not a picture I can read', true],
    [
      'an SVG',
      { name: 'a.svg', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
      'SVG',
      true,
    ],
    [
      'an SVG in disguise',
      { name: 'a.png', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
      'SVG',
      false,
    ],
    [
      'a text in disguise',
      { name: 'a.png', bytes: Buffer.from('no picture at all') },
      'not a picture I can read',
      false,
    ],
    [
      'a file too heavy',
      { name: 'a.png', bytes: Buffer.alloc(1024 * 1024 + 1, 1) },
      'larger than 1 MB',
      true,
    ],
  ])('%s', async (_, picture, sentence, atOnce) => {
    const run = await ada.command({
      channel: 'studio',
      name: 'stylize',
      options: { picture, style: 'zz-quiet-harbour' },
    });
    const message = await run.message();
    expect(message.text).toContain(sentence);
    expect(message.ephemeral).toBe(atOnce);
    expect(message.componentsV2).toBe(true);
    expect(await stage.store.counts()).toEqual({ queued: 0, running: 0 });
  });

  it('an unknown style: the nearest is suggested', async () => {
    const message = await (await stylize(ada, { style: 'zz-quiet-harbourr' })).message();
    expect(message.text).toContain(
      'There is no style called “zz-quiet-harbourr”. Did you mean “zz-quiet-harbour”?',
    );
    expect(message.ephemeral).toBe(true);
  });

  it('a channel where the bot may not attach files: said before anything is queued', async () => {
    await stage.sandbox.control.setPermissions({ channel: 'gallery', deny: ['ATTACH_FILES'] });
    const message = await (await stylize(ada, {}, 'gallery')).message();
    expect(message.text).toContain('Attach Files');
    expect(message.ephemeral).toBe(true);
    expect(await stage.store.counts()).toEqual({ queued: 0, running: 0 });
  });

  it('too many pictures at once', async () => {
    const runs = [await stylize(ben), await stylize(ben), await stylize(ben)];
    for (const run of runs) await run.message();
    const message = await (await stylize(ben)).message();
    expect(message.text).toContain('You already have 3 pictures waiting or in progress.');
    for (const run of runs) {
      await ben.press(await run.message(), 'Cancel');
      await run.waitFor(({ text }) => text.includes('cancelled'));
    }
  });

  it('a picture whose engine failed: what to do next', async () => {
    const run = await stylize(ada);
    await run.message();
    const job = await stage.painter.take();
    await stage.store.fail(job.claim, 'PICTURE_TOO_LARGE', { width: 30000, height: 30000, limit: 64 });
    const message = await run.waitFor(({ text }) => text.includes('too many pixels'));
    expect(message.text).toContain('(30000×30000)');
    expect(labels(message)).toEqual([]);
  });

  it('what only the host should read stays with the host', async () => {
    const run = await stylize(ada);
    await run.message();
    const job = await stage.painter.take();
    await stage.store.fail(job.claim, 'DATA_UNWRITABLE', { path: '/home/host/data', problem: 'EACCES' });
    const message = await run.waitFor(({ text }) => text.includes('did not work out'));
    expect(message.text).not.toContain('/home/host');
  });
});

describe('autocomplete of styles', () => {
  const type = (value: string) =>
    ada.autocomplete({ channel: 'studio', name: 'stylize', focused: 'style', value });

  it('offers at most 25 of more', async () => {
    expect(PRESETS.length).toBe(30);
    expect(await type('')).toHaveLength(25);
  });

  it.each([
    ['zz-qui', 'a beginning'],
    ['HARB', 'a beginning of a later word'],
    ['quiet harbour', 'the title'],
    ['qiet harbur', 'two slips'],
  ])('finds the harbour by “%s”: %s', async (value) => {
    expect((await type(value))[0]).toEqual({
      name: 'Quiet Harbour: Test style 1',
      value: 'zz-quiet-harbour',
    });
  });

  it('offers nothing for what nothing is like', async () => {
    expect(await type('xylophone quartet')).toEqual([]);
  });
});

describe('Cancel', () => {
  it('stops a running job and keeps the picture it had; a second press changes nothing', async () => {
    const run = await stylize(ada);
    await run.message();
    const job = await stage.painter.take();
    await job.progress(0.5, await flat('#c03020'));
    const running = await run.waitFor(({ pictures }) => pictures.length === 1);
    const presses = [await ada.press(running, 'Cancel'), await ada.press(running, 'Cancel')];
    for (const press of presses) expect((await press.answered()).callbackType).toBe(6);
    const cancelled = await run.waitFor(({ text }) => text.includes('cancelled'));
    expect(await tint(cancelled)).toBe('red');
    expect(labels(cancelled)).toEqual(['Again', 'Delete']);
    expect(await job.progress(0.6)).toBe(false);
  });

  it('is only for whose picture it is', async () => {
    const run = await stylize(ada);
    const waiting = await run.message();
    const press = await ben.press(waiting, 'Cancel');
    const answer = await press.message();
    expect(answer.text).toContain('Only the person who started this picture can do that.');
    expect(answer.ephemeral).toBe(true);
    expect((await run.message()).text).toContain('You are next');
    await ada.press(waiting, 'Cancel');
    await run.waitFor(({ text }) => text.includes('cancelled'));
  });
});

describe('/styles', () => {
  it('shows every style with its picture, page by page', async () => {
    const run = await ada.command({ channel: 'studio', name: 'styles' });
    const first = await run.message();
    expect(first.ephemeral).toBe(true);
    expect(first.pictures).toHaveLength(10);
    expect(first.hiddenFiles).toEqual([]);
    const pages = Number(/Page 1 of (\d+)/.exec(first.text)?.[1]);
    expect(pages).toBeGreaterThanOrEqual(3);
    let page = first;
    const names = new Set(namesOn(page));
    for (let number = 2; number <= pages; number++) {
      await ada.press(page, 'Next');
      page = await ada.waitForMessage(page, ({ text }) => text.includes(`Page ${number} of`));
      for (const name of namesOn(page)) names.add(name);
    }
    expect([...names]).toEqual(expect.arrayContaining(PRESETS));
    expect(page.buttons.find(({ label }) => label === 'Next')?.disabled).toBe(true);
    const [thumbnail] = page.pictures;
    expect(thumbnail).toMatchObject({ shownIn: 'thumbnail', width: 256, height: 256 });
  });
});

describe('/history', () => {
  it('shows one’s own pictures, newest first, to oneself', async () => {
    const run = await stylize(ben, { style: 'zz-copper-night' });
    await run.message();
    await (await stage.painter.take()).succeed(await flat('#20c030'));
    const finished = await run.waitFor(({ pictures }) => pictures.length === 1);

    const history = await (await ben.command({ channel: 'studio', name: 'history' })).message();
    expect(history.ephemeral).toBe(true);
    expect(history.text.indexOf('Copper Night')).toBeGreaterThan(0);
    expect(history.text.indexOf('Copper Night')).toBeLessThan(history.text.indexOf('Quiet Harbour'));
    expect(history.text).toContain(finished.id);
    expect(history.pictures).toHaveLength(1);
    expect(await tint(history)).toBe('green');
    expect(history.hiddenFiles).toEqual([]);
  });
});

describe('what Discord does', () => {
  it('drops the gateway: the session is resumed and what happened meanwhile arrives', async () => {
    const drops = bot.lines.length;
    await stage.sandbox.control.dropGateway({ resumable: true });
    await bot.line((line) => line.msg === 'the gateway session goes on' && bot.lines.indexOf(line) >= drops);
    await finishOne();
  });

  it('drops the gateway for good: the bot identifies anew', async () => {
    await stage.sandbox.control.dropGateway({ resumable: false });
    await stage.sandbox.botReady();
    await vi.waitFor(finishOne, { timeout: 15_000, interval: 500 });
  });

  it('ends the token in mid job: the bot’s own rights bring the picture', async () => {
    const run = await stylize(ada);
    const waiting = await run.message();
    const job = await stage.painter.take();
    await stage.sandbox.control.expireToken(run.interactionId);
    const since = (await stage.sandbox.requests()).length;
    await job.progress(0.5, await flat('#c03020'));
    await ada.waitForMessage(waiting, ({ text }) => text.includes('50 %'));
    await job.succeed(await flat('#20c030'));
    const finished = await ada.waitForMessage(waiting, ({ text }) => text.includes('painted in'));
    expect(await tint(finished)).toBe('green');
    const edits = (await stage.sandbox.requests(since)).filter(({ method }) => method === 'PATCH');
    expect(edits.filter(({ route }) => route?.startsWith('/webhooks')).length).toBeLessThanOrEqual(1);
    expect(edits.at(-1)).toMatchObject({ status: 200 });
    expect(edits.at(-1)?.route).toMatch(/^\/channels/);
  });

  it('limits the rate of edits: the final picture comes all the same', async () => {
    const run = await stylize(ada);
    await run.message();
    const job = await stage.painter.take();
    await stage.sandbox.control.failNext({ method: 'PATCH', code: 0, status: 429, retryAfter: 1, times: 2 });
    await job.progress(0.5, await flat('#c03020'));
    await job.succeed(await flat('#20c030'));
    expect(await tint(await run.waitFor(({ text }) => text.includes('painted in')))).toBe('green');
  });

  it('has trouble: the final picture comes all the same', async () => {
    const run = await stylize(ada);
    await run.message();
    const job = await stage.painter.take();
    await run.waitFor(({ text }) => text.includes('Mixing the colours'));
    await stage.sandbox.control.failNext({ method: 'PATCH', status: 502, times: 5 });
    await stage.sandbox.control.failNext({ method: 'PATCH', status: 0, times: 1 });
    await job.succeed(await flat('#20c030'));
    expect(await tint(await run.waitFor(({ text }) => text.includes('painted in'), 30_000))).toBe('green');
  });

  it('takes smaller files than it said: a smaller picture follows', async () => {
    const run = await stylize(ada);
    await run.message();
    const job = await stage.painter.take();
    const result = await grain(128, 128);
    await stage.sandbox.control.setAttachmentLimit(result.length - 1);
    await job.succeed(result);
    const finished = await run.waitFor(({ text }) => text.includes('painted in'));
    await stage.sandbox.control.setAttachmentLimit(10 * 1024 * 1024);
    expect(finished.text).toContain('Sent a little smaller');
    expect(finished.pictures[0]).toMatchObject({ contentType: 'image/webp', width: 128, height: 128 });
  });

  it('says that uploads are small here: the first try fits already', async () => {
    await stage.sandbox.control.setAttachmentLimit(30_000);
    const run = await stylize(ada);
    await run.message();
    const since = (await stage.sandbox.requests()).length;
    await (await stage.painter.take()).succeed(await grain(128, 128));
    await run.waitFor(({ text }) => text.includes('Sent a little smaller'));
    await stage.sandbox.control.setAttachmentLimit(10 * 1024 * 1024);
    expect((await stage.sandbox.requests(since)).filter(({ status }) => status === 413)).toEqual([]);
  });

  it('has the message deleted: the bot goes on, and the history has the picture', async () => {
    const run = await stylize(ada);
    const waiting = await run.message();
    const job = await stage.painter.take();
    await run.waitFor(({ text }) => text.includes('Mixing the colours'));
    await stage.sandbox.control.deleteMessage(waiting.id);
    await job.succeed(await flat('#20c030'));
    await bot.line((line) => line.msg === 'gave up a job’s message' && line.job === job.job.id);
    await finishOne();
    const history = await (await ada.command({ channel: 'studio', name: 'history' })).message();
    expect(history.text).toContain(waiting.id);
  });

  it.each([
    ['got the first answer too late', 10062],
    ['got the first answer from somebody else', 40060],
  ])('%s: nothing is queued, nothing breaks', async (_what, code) => {
    const stale = 'an interaction was answered too late, or by another process';
    const before = bot.lines.filter(({ msg }) => msg === stale).length;
    await stage.sandbox.control.failNext({ route: '/callback', code });
    await stylize(ada);
    await bot.line(() => bot.lines.filter(({ msg }) => msg === stale).length > before);
    expect(await stage.store.counts()).toEqual({ queued: 0, running: 0 });
    await finishOne();
  });

  it('has the channel deleted: its jobs end well, nothing is tried again, and the history has the pictures', async () => {
    const [withToken, without] = [await stylize(ada, {}, 'general'), await stylize(ada, {}, 'general')];
    const messages = [await withToken.message(), await without.message()];
    const jobs = [await stage.painter.take(), await stage.painter.take()];
    await stage.sandbox.control.expireToken(without.interactionId);
    await stage.sandbox.control.deleteChannel('general');
    const since = (await stage.sandbox.requests()).length;
    for (const job of jobs) {
      expect(await job.succeed(await flat('#20c030'))).toBe(true);
      await bot.line((line) => line.msg === 'gave up a job’s message' && line.job === job.job.id);
    }
    const edits = async () =>
      (await stage.sandbox.requests(since)).filter(
        ({ method, status }) => method === 'PATCH' && status !== 200,
      );
    const tried = (await edits()).length;
    expect((await edits()).map(({ response }) => response)).toContainEqual(
      expect.objectContaining({ code: 10003 }),
    );
    // Longer than the bot would wait before it tried again.
    await finishOne();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await edits()).toHaveLength(tried);

    const history = await (await ada.command({ channel: 'studio', name: 'history' })).message();
    for (const { id } of messages) expect(history.text).toContain(id);
    expect(history.pictures.length).toBeGreaterThanOrEqual(2);
    for (const { job } of jobs) expect(await stage.store.get(job.id)).toMatchObject({ state: 'succeeded' });
  });
});

/** `/stylize` with a small picture and the harbour, or other options. */
async function stylize(user: SandboxUser, options: Record<string, string | number> = {}, channel = 'studio') {
  return user.command({
    channel,
    name: 'stylize',
    options: { picture: { name: 'photo.png', bytes: await photo() }, style: 'zz-quiet-harbour', ...options },
  });
}

/** One whole job, to see that the bot still works. */
async function finishOne(): Promise<void> {
  const run = await stylize(ada);
  await run.message();
  await (await stage.painter.take()).succeed(await flat('#20c030'));
  await run.waitFor(({ pictures }) => pictures.length === 1);
}

/** The bytes of the one picture of a message; fails when there are more, or files that nothing shows. */
async function shown(message: MessageView): Promise<Buffer> {
  expect(message.hiddenFiles).toEqual([]);
  expect(message.pictures).toHaveLength(1);
  const [picture] = message.pictures;
  return ada.download(picture?.url ?? '');
}

/** Which colour rules the one picture of a message. */
async function tint(message: MessageView): Promise<'red' | 'green' | 'blue'> {
  const [red = 0, green = 0, blue = 0] = await meanColour(await shown(message));
  const most = Math.max(red, green, blue);
  return most === red ? 'red' : most === green ? 'green' : 'blue';
}

const labels = (message: MessageView) => message.buttons.map(({ label }) => label);
const namesOn = (message: MessageView) =>
  [...message.text.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name ?? '');
