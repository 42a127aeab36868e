import { unlink } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SandboxUser } from '../../src/sandbox/client/user.js';
import { flat, meanColour, photo } from './support/pictures.js';
import type { Program } from './support/processes.js';
import { finished, isFinished, labels, shown, stylize, tint } from './support/scene.js';
import { Stage } from './support/stage.js';

// Every test waits for real processes, on whatever cores the other tests leave.
vi.setConfig({ testTimeout: 90_000 });

let stage: Stage;
let bot: Program;
/** Owns the server, so she moderates it. */
let ada: SandboxUser;
let ben: SandboxUser;

beforeAll(async () => {
  stage = await Stage.open({ MAX_OPEN_JOBS_PER_USER: '10' });
  bot = await stage.startBot();
  ada = stage.sandbox.user('ada');
  ben = stage.sandbox.user('ben');
});
afterAll(() => stage.close());

const VARIATIONS = ['Again', 'Stronger', 'Softer', 'Original colours', 'Larger'] as const;

describe('Again, Stronger, Softer, Original colours, Larger', () => {
  it.each([
    ['Stronger', { strength: 2 }],
    ['Softer', { strength: 0.5 }],
    ['Original colours', { colours: 'luminance' }],
    ['Larger', { size: 768 }],
  ])('%s paints the same picture with that one thing changed', async (label, change) => {
    const { message, jobId } = await finished(stage, ben, { seed: 7 });
    const run = await ben.press(message, label);
    await run.message();
    const job = await stage.painter.take();
    const before = await stage.store.get(jobId);
    expect(job.job.contentHash).toBe(before?.contentHash);
    expect(job.job.request).toEqual({ ...before?.request, ...change });
    await job.succeed(await flat('#2030c0'));
    const again = await run.waitFor(isFinished);
    expect(again.id).not.toBe(message.id);
    expect(await tint(ben, again)).toBe('blue');
    // The first picture is as it was.
    expect(await tint(ben, await ben.message(message))).toBe('green');
  });

  it('Again takes another seed and nothing else', async () => {
    const { message, jobId } = await finished(stage, ben, { seed: 7 });
    const run = await ben.press(message, 'Again');
    await run.message();
    const job = await stage.painter.take();
    const before = await stage.store.get(jobId);
    expect({ ...job.job.request, seed: 7 }).toEqual(before?.request);
    expect(job.job.request.seed).not.toBe(7);
    await job.succeed(await flat('#2030c0'));
    await run.waitFor(isFinished);
  });

  it('work after a restart and after fifteen minutes', async () => {
    const { run, message } = await finished(stage, ben);
    await stage.sandbox.control.expireToken(run.interactionId);
    await bot.end('SIGKILL');
    bot = await stage.startBot();
    const again = await ben.press(message, 'Stronger');
    await again.message();
    await (await stage.painter.take()).succeed(await flat('#2030c0'));
    await again.waitFor(isFinished);
  });

  it('pressed twice ask once', async () => {
    const { message } = await finished(stage, ben);
    const first = await ben.press(message, 'Again');
    await first.message();
    const second = await ben.press(message, 'Again');
    const answer = await second.message();
    expect(answer.text).toContain('You have asked for that already');
    expect(answer.ephemeral).toBe(true);
    expect(await stage.store.counts()).toEqual({ queued: 1, running: 0 });
    await (await stage.painter.take()).succeed(await flat('#2030c0'));
    await first.waitFor(isFinished);
  });

  it('pressed twice at the very same moment ask once', async () => {
    const { message } = await finished(stage, ben);
    const presses = await Promise.all([ben.press(message, 'Again'), ben.press(message, 'Again')]);
    const answers = await Promise.all(presses.map((press) => press.message()));
    const refused = answers.filter(({ text }) => text.includes('You have asked for that already'));
    expect(refused).toHaveLength(1);
    expect(await stage.store.counts()).toEqual({ queued: 1, running: 0 });
    await (await stage.painter.take()).succeed(await flat('#2030c0'));
  });

  it('of a private picture make a private one', async () => {
    const { message } = await finished(stage, ben, { private: true });
    const run = await ben.press(message, 'Again');
    expect((await run.message()).ephemeral).toBe(true);
    await (await stage.painter.take()).succeed(await flat('#2030c0'));
    expect((await run.waitFor(isFinished)).ephemeral).toBe(true);
  });

  it('of a failed job that may work the next time: Again', async () => {
    const run = await stylize(ben);
    await run.message();
    const job = await stage.painter.take();
    await stage.store.fail(job.claim, 'ENGINE_FAILED', {});
    const failed = await run.waitFor(({ text }) => text.includes('did not work out'));
    expect(labels(failed)).toEqual(['Again', 'Delete']);
    const again = await ben.press(failed, 'Again');
    await again.message();
    await (await stage.painter.take()).succeed(await flat('#2030c0'));
    await again.waitFor(isFinished);
  });

  it('say so, and how to go on, when the photo is not kept any more', async () => {
    const { message, jobId } = await finished(stage, ben, {
      picture: { name: 'other.png', bytes: await photo(90, 60) },
    });
    const job = await stage.store.get(jobId);
    await unlink(stage.blobs.path(job?.contentHash ?? ''));
    for (const label of [...VARIATIONS, 'Compare']) {
      const answer = await (await ben.press(message, label)).message();
      expect(answer.text).toContain('not kept any more');
      expect(answer.text).toContain('/stylize');
      expect(answer.ephemeral).toBe(true);
    }
  });
});

describe('Compare', () => {
  it('shows photo and result side by side, to whose picture it is', async () => {
    const { message } = await finished(stage, ben, {
      picture: { name: 'red.png', bytes: await flat('#c03020', 96, 72) },
    });
    const answer = await (await ben.press(message, 'Compare')).message();
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain('Quiet Harbour: photo and result');
    const bytes = await shown(ben, answer);
    const { width, height } = await sharp(bytes).metadata();
    expect([width, height]).toEqual([64 + 12 + 64, 48]);
    const half = async (left: number) =>
      meanColour(await sharp(bytes).extract({ left, top: 0, width: 64, height: 48 }).png().toBuffer());
    const [redLeft = 0, greenLeft = 0] = await half(0);
    const [redRight = 0, greenRight = 0] = await half(76);
    expect(redLeft).toBeGreaterThan(greenLeft);
    expect(greenRight).toBeGreaterThan(redRight);
  });

  it('keeps a hidden picture hidden', async () => {
    const { message } = await finished(stage, ben, {
      picture: { name: 'SPOILER_a.png', bytes: await photo() },
    });
    const answer = await (await ben.press(message, 'Compare')).message();
    expect(answer.pictures[0]?.spoiler).toBe(true);
  });
});

describe('Delete', () => {
  it('removes message, job and files, and nothing that another job has', async () => {
    const first = await finished(stage, ben, { picture: { name: 'a.png', bytes: await photo(64, 64) } });
    const second = await finished(stage, ada, { picture: { name: 'b.png', bytes: await photo(64, 64) } });
    const job = await stage.store.get(first.jobId);
    const shared = job?.contentHash ?? '';

    await (await ben.press(first.message, 'Delete')).answered();
    await vi.waitFor(async () => expect(await stage.store.get(first.jobId)).toBeNull());
    expect((await ben.messages('studio')).map(({ id }) => id)).not.toContain(first.message.id);
    expect(await stage.blobs.has(shared)).toBe(true);

    await (await ada.press(second.message, 'Delete')).answered();
    await vi.waitFor(async () => expect(await stage.store.get(second.jobId)).toBeNull());
    expect(await stage.blobs.has(shared)).toBe(false);
  });

  it('is for moderators too, who may have to', async () => {
    const { message, jobId } = await finished(stage, ben);
    await (await ada.press(message, 'Delete')).answered();
    await vi.waitFor(async () => expect(await stage.store.get(jobId)).toBeNull());
    expect((await ada.messages('studio')).map(({ id }) => id)).not.toContain(message.id);
  });
});

describe('strangers', () => {
  it('can press, and are told why nothing happens', async () => {
    const { message, jobId } = await finished(stage, ada);
    for (const label of [...VARIATIONS, 'Compare', 'Delete']) {
      const answer = await (await ben.press(message, label)).message();
      expect(answer.text).toContain('Only the person who started this picture can do that.');
      expect(answer.ephemeral).toBe(true);
    }
    expect(await stage.store.counts()).toEqual({ queued: 0, running: 0 });
    expect(await stage.store.get(jobId)).not.toBeNull();
  });
});

describe('Show result', () => {
  it('brings a private picture after the token’s end, and the message goes on from there', async () => {
    const run = await stylize(ben, { private: true });
    const waiting = await run.message();
    expect(labels(waiting)).toEqual(['Cancel', 'Show result']);
    const job = await stage.painter.take();
    await run.waitFor(({ text }) => text.includes('Mixing the colours'));
    await stage.sandbox.control.expireToken(run.interactionId);
    await job.progress(0.3, await flat('#c03020'));
    await bot.line((line) => line.msg === 'gave up a job’s message' && line.job === job.job.id);

    await (await ben.press(await ben.message(waiting), 'Show result')).answered();
    await ben.waitForMessage(waiting, ({ text }) => text.includes('30 %'));
    await job.progress(0.6);
    await ben.waitForMessage(waiting, ({ text }) => text.includes('60 %'));
    await job.succeed(await flat('#20c030'));
    const done = await ben.waitForMessage(waiting, isFinished);
    expect(done.ephemeral).toBe(true);
    expect(await tint(ben, done)).toBe('green');
  });

  it('brings what was finished while nobody could say so, where the bot is no member', async () => {
    const run = await stylize(ben, {}, 'lounge');
    const waiting = await run.message();
    const job = await stage.painter.take();
    await run.waitFor(({ text }) => text.includes('Mixing the colours'));
    await stage.sandbox.control.expireToken(run.interactionId);
    await job.succeed(await flat('#20c030'));
    await bot.line((line) => line.msg === 'gave up a job’s message' && line.job === job.job.id);
    await (await ben.press(await ben.message(waiting), 'Show result')).answered();
    expect(await tint(ben, await ben.waitForMessage(waiting, isFinished))).toBe('green');
  });

  it('is only for whose picture it is', async () => {
    const run = await stylize(ben, {}, 'lounge');
    const waiting = await run.message();
    const answer = await (await ada.press(waiting, 'Show result')).message();
    expect(answer.text).toContain('Only the person who started this picture can do that.');
    await ben.press(waiting, 'Cancel');
    await run.waitFor(({ text }) => text.includes('cancelled'));
  });
});
