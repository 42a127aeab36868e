import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MessageView, PictureView } from '../../src/sandbox/api.js';
import type { Run } from '../../src/sandbox/client/run.js';
import type { SandboxUser } from '../../src/sandbox/client/user.js';
import type { Program } from '../bot/support/processes.js';
import { Stage } from '../bot/support/stage.js';

const PHOTO = new URL('../../src/demo/sample.jpg', import.meta.url);
const STYLE = 'tide-of-stars';
/** The engine's child takes seconds to come up, and paints on whatever cores the other tests leave. */
const PATIENCE_MS = 90_000;

/**
 * The whole of it, nothing stood in for: a bot, an engine and a loopback Discord, each a process of its own from
 * dist/, and a SQLite file between bot and engine.
 */
let stage: Stage;
let bot: Program;
let ada: SandboxUser;

beforeAll(async () => {
  stage = await Stage.open({ DEFAULT_SIZE: '96', ENGINE_BACKEND: 'onnxruntime', ENGINE_DEVICE: 'cpu' });
  stage.start('engine');
  bot = await stage.startBot();
  ada = stage.sandbox.user('ada');
});
afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.error(stage.output);
});
afterAll(() => stage.close());

describe('/stylize from end to end', { timeout: 2 * PATIENCE_MS }, () => {
  it('a photo is painted before one’s eyes, and stays in the history', async () => {
    const run = await stylize({ strength: 'light' });
    expect(labels(await run.message())).toEqual(['Cancel']);

    const early = await run.waitFor(isProgress, PATIENCE_MS);
    expect(early.text).toMatch(/[▰▱]{14} \d+ %\n-# octave \d of \d · step \d+ of \d+/);
    expect((await facts(early)).format).toMatch(/^(?:png|webp|jpeg)$/);

    const finished = await run.waitFor(isFinished, PATIENCE_MS);
    expect(finished.id).toBe(early.id);
    expect(labels(finished)).toContain('Again');
    expect(finished.text).toContain('Tide of Stars');
    const result = await ada.download(onlyPicture(finished));
    expect(await facts(finished)).toEqual({ format: 'png', width: 96, height: 72 });
    // Painted, and this photo: its light and shade are there, where those of its mirror images are not.
    const photo = await readFile(PHOTO);
    const painted = await greys(result);
    expect(meanDifference(await greys(photo), painted)).toBeGreaterThan(8);
    const likeness = correlation(await greys(photo), painted);
    expect(likeness).toBeGreaterThan(correlation(await greys(await sharp(photo).flip().toBuffer()), painted));
    expect(likeness).toBeGreaterThan(correlation(await greys(await sharp(photo).flop().toBuffer()), painted));

    const history = await (await ada.command({ channel: 'studio', name: 'history' })).message();
    expect(history.text).toContain('Tide of Stars');
    expect(history.text).toContain('finished · 96 × 72 px');
    const thumbnail = await greys(await ada.download(onlyPicture(history)));
    expect(meanDifference(thumbnail, painted)).toBeLessThan(12);
  });

  it('fast: a painting from the style’s network in a few steps', async () => {
    const run = await stylize({ quality: 'fast' });
    const finished = await run.waitFor(isFinished, PATIENCE_MS);
    expect(finished.text).toContain('fast');
    expect(labels(finished)).toContain('Again');
    expect(await facts(finished)).toEqual({ format: 'png', width: 96, height: 72 });
    const [job] = (await stage.store.changedSince(0)).filter(({ request }) => request.quality === 'fast');
    if (job?.state !== 'succeeded') throw new Error('no such job succeeded');
    expect(job.result.extractor).toBe('wavelet');
    expect(job.result.evaluations).toBeLessThan(20);
  });

  it('a picture that is cut off: the engine finds out, and the person is told', async () => {
    const whole = await readFile(PHOTO);
    const run = await stylize({}, { name: 'cut.jpg', bytes: whole.subarray(0, whole.length >> 1) });
    const failed = await run.waitFor(({ text }) => text.includes('did not work out'), PATIENCE_MS);
    expect(failed.text).toContain('That picture is damaged or cut off.');
    expect(failed.pictures).toEqual([]);
    expect(labels(failed)).toEqual([]);
  });

  it('a job is cancelled in mid work: the engine lets go of it and takes the next', async () => {
    const run = await stylize({ size: 512 });
    const early = await run.waitFor(isProgress, PATIENCE_MS);
    await ada.press(early, 'Cancel');
    const cancelled = await run.waitFor(({ text }) => text.includes('cancelled'));
    expect(cancelled.text).toContain('This is how far it got.');
    expect(cancelled.pictures).toHaveLength(1);

    const next = await (await stylize()).waitFor(isFinished, PATIENCE_MS);
    expect(await facts(next)).toEqual({ format: 'png', width: 96, height: 72 });
  });

  it('the bot is killed in mid job: the next one brings the same message to the end', async () => {
    const before = await ada.messages('studio');
    const run = await stylize({ size: 256 });
    const early = await run.waitFor(isProgress, PATIENCE_MS);
    await bot.end('SIGKILL');
    expect(await stage.store.counts()).toEqual({ queued: 0, running: 1 });

    bot = await stage.startBot();
    const finished = await run.waitFor(isFinished, PATIENCE_MS);
    expect(finished.id).toBe(early.id);
    expect(await facts(finished)).toEqual({ format: 'png', width: 256, height: 192 });
    expect(await ada.messages('studio')).toHaveLength(before.length + 1);
  });
});

async function stylize(
  options: { size?: number; strength?: string; quality?: string } = {},
  picture?: { name: string; bytes: Buffer },
): Promise<Run> {
  const sent = picture ?? { name: 'headland.jpg', bytes: await readFile(PHOTO) };
  return ada.command({
    channel: 'studio',
    name: 'stylize',
    options: { picture: sent, style: STYLE, ...options },
  });
}

const isProgress = ({ text, pictures }: MessageView) => /[▰▱] \d+ %/.test(text) && pictures.length === 1;
const isFinished = ({ text }: MessageView) => text.includes('painted in');
const labels = (message: MessageView) => message.buttons.map(({ label }) => label);

/** The one picture of a message; fails when there are more, or files that nothing shows. */
function onlyPicture(message: MessageView): PictureView {
  expect(message.hiddenFiles).toEqual([]);
  expect(message.pictures).toHaveLength(1);
  const [picture] = message.pictures;
  if (picture === undefined) throw new Error('no picture');
  return picture;
}

async function facts(message: MessageView): Promise<{ format: string; width: number; height: number }> {
  const { format, width, height } = await sharp(await ada.download(onlyPicture(message))).metadata();
  return { format, width, height };
}

/** Lightness of the middle at 48×48, so that pictures of any size and shape compare. */
async function greys(bytes: Buffer): Promise<Uint8Array> {
  return sharp(bytes).resize(48, 48, { fit: 'cover' }).removeAlpha().greyscale().raw().toBuffer();
}

/** Mean absolute difference, 0–255. */
function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
}

/** Pearson's correlation of all values, −1 to 1. */
function correlation(a: Uint8Array, b: Uint8Array): number {
  const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let both = 0;
  let onlyA = 0;
  let onlyB = 0;
  for (const [index, value] of a.entries()) {
    const [da, db] = [value - meanA, (b[index] ?? 0) - meanB];
    both += da * db;
    onlyA += da * da;
    onlyB += db * db;
  }
  return both / Math.sqrt(onlyA * onlyB);
}
