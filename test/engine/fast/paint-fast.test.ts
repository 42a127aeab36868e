import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { networkForm } from '../../../src/engine/fast/form.js';
import { encodeNetwork } from '../../../src/engine/fast/network-file.js';
import { type LoadedNetwork, loadNetwork, paintFast } from '../../../src/engine/fast/paint-fast.js';
import { initialParameters } from '../../../src/engine/fast/parameters.js';
import { encodePicture } from '../../../src/engine/pictures.js';
import type { FromChild, Task } from '../../../src/engine/protocol.js';
import { seededNormal } from '../../../src/engine/random.js';
import { runTask } from '../../../src/engine/task.js';
import { DEFAULT_CONTROLS } from '../../../src/jobs/job.js';
import { waves } from '../support/scenes.js';
import { useWorkshop, type Workshop } from '../support/workshop.js';

let backend: Workshop['backend'];
let extractor: Workshop['extractor'];
let folder = '';
let network: LoadedNetwork;
useWorkshop(async (workshop) => {
  ({ backend, extractor, folder } = workshop);
  const form = networkForm('small');
  const normal = seededNormal(4);
  const parameters = initialParameters(form, 1).map((value) => value + 0.01 * normal());
  const training = {
    pictures: 1,
    steps: 1,
    losses: { total: 1 },
    date: '2026-11-25',
    size: 64,
    extractor: 'wavelet',
    strength: 0.5,
    seed: 1,
  };
  await writeFile(join(folder, 'network.safetensors'), encodeNetwork({ form, parameters, training }));
  await writeFile(join(folder, 'style.png'), await encodePicture(waves(40, 40, 9), { format: 'png' }));
  const alpha = { width: 60, height: 40, data: new Uint8Array(2400).map((_, i) => (i % 60 < 30 ? 255 : 0)) };
  const photo = await encodePicture(waves(60, 40, 1), { format: 'png', alpha });
  await writeFile(join(folder, 'photo.png'), photo);
  network = await loadNetwork({ path: join(folder, 'network.safetensors'), digest: await digest() }, backend);
});
afterAll(() => network.painter.dispose());

async function digest(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(join(folder, 'network.safetensors')))
    .digest('hex');
}

async function run(changes: Partial<Task>, { save = false } = {}): Promise<FromChild[]> {
  const said: FromChild[] = [];
  const task: Task = {
    photo: join(folder, 'photo.png'),
    styles: [{ path: join(folder, 'style.png'), weight: 1 }],
    recipe: 'multiscale',
    overrides: { octaves: [24], iterations: [2] },
    extractor: 'wavelet',
    size: 48,
    strength: 0.5,
    seed: 1,
    ...DEFAULT_CONTROLS,
    network: { path: join(folder, 'network.safetensors'), digest: network.digest },
    spool: folder,
    resume: null,
    previewEveryMs: 3_600_000,
    ...changes,
  };
  await runTask(task, {
    backend,
    extractor,
    network: async () => network,
    send: (message) => said.push(message),
    saveAsked: () => save,
    clock: () => performance.now(),
    log: pino({ level: 'silent' }),
  });
  return said;
}

describe('a job of a style with a network', () => {
  it('of quality fast shows what the network makes of it, and is that a few steps further, with the photo’s transparency', async () => {
    const said = await run({ quality: 'fast' });
    expect(said[0]).toMatchObject({
      op: 'progress',
      step: 0,
      steps: 8,
      octaves: 1,
      preview: expect.anything(),
    });
    expect(said.at(-1)).toMatchObject({ op: 'done', width: 48, height: 32, extractor: 'wavelet' });
    const { lossFirst, lossLast } = said.at(-1) as Extract<FromChild, { op: 'done' }>;
    expect(lossLast).toBeLessThan(lossFirst);
    const { data, info } = await sharp(join(folder, 'result.png'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 48, height: 32, channels: 4 });
    expect([data[3], data[4 * 47 + 3]]).toEqual([255, 0]);
    await expect(run({ quality: 'fast', network: undefined })).rejects.toMatchObject({
      code: 'PRESET_NO_NETWORK',
    });
  });

  it('of quality fast goes on from a checkpoint exactly', async () => {
    await run({ quality: 'fast', previewEveryMs: 1 });
    const whole = await readFile(join(folder, 'result.png'));
    const saved: string[] = [];
    for (const message of await run({ quality: 'fast', previewEveryMs: 1 }, { save: true })) {
      if (message.op === 'checkpoint') saved.push(message.file);
    }
    const said = await run({ quality: 'fast', resume: saved.at(0) ?? '' });
    expect(said.some((message) => message.op === 'progress' && message.step === 0)).toBe(false);
    expect(said).toContainEqual({ op: 'started', resumed: { octave: 1, step: 1 } });
    expect((await readFile(join(folder, 'result.png'))).equals(whole)).toBe(true);
  });

  it('of another quality shows that first, and then is painted as without it', async () => {
    const said = await run({});
    expect(said[0]).toMatchObject({ op: 'progress', step: 0, fraction: 0, loss: null });
    expect(said[1]).toMatchObject({ op: 'started' });
    expect(said.at(-1)).toMatchObject({ op: 'done', extractor: 'wavelet' });
    const shown = await sharp(join(folder, 'preview-0')).metadata();
    expect(shown).toMatchObject({ format: 'jpeg', width: 48, height: 32 });
    const painted = await readFile(join(folder, 'result.png'));
    const plain = await run({ network: undefined });
    expect(plain[0]).toMatchObject({ op: 'started' });
    expect((await readFile(join(folder, 'result.png'))).equals(painted)).toBe(true);
  });
});

describe('a network’s picture', () => {
  const photo = waves(64, 48, 1);
  const request = { photo, size: 64, strength: 0.5, brush: 1, colours: 'style' } as const;

  it('has the size asked for, whatever the brush', async () => {
    for (const brush of [0.5, 1, 4]) {
      const { picture } = await paintFast(network, { ...request, brush, size: 96 });
      expect(picture).toMatchObject({ width: 96, height: 72 });
    }
  });

  it('keeps the photo’s colours where they are wanted', async () => {
    const { picture, working } = await paintFast(network, { ...request, colours: 'luminance' });
    const { data } = picture;
    expect(working.data[0]).toBe(working.data[2]);
    // All three channels differ from the photo's by the same, but where a colour had to be paled.
    let alike = 0;
    for (let i = 0; i < data.length; i += 3) {
      const [r = 0, g = 0, b = 0] = [0, 1, 2].map((c) => (data[i + c] ?? 0) - (photo.data[i + c] ?? 0));
      if (Math.abs(r - g) < 0.01 && Math.abs(g - b) < 0.01) alike++;
    }
    expect(alike / (data.length / 3)).toBeGreaterThan(0.5);
    const mean = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
    const matched = await paintFast(network, { ...request, colours: 'matched' });
    expect(mean(matched.picture.data)).toBeCloseTo(mean(photo.data), 0);
  });
});
