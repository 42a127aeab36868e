import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readNetwork } from '../../../src/engine/fast/network-file.js';
import { runTraining } from '../../../src/engine/fast/train-task.js';
import { encodePicture } from '../../../src/engine/pictures.js';
import type { FromChild, TrainTask } from '../../../src/engine/protocol.js';
import { waves } from '../support/scenes.js';
import { trainTask } from '../support/train-task.js';
import { useWorkshop, type Workshop } from '../support/workshop.js';

let backend: Workshop['backend'];
let extractor: Workshop['extractor'];
let folder = '';
useWorkshop(async (workshop) => {
  ({ backend, extractor, folder } = workshop);
  await writeFile(join(folder, 'style.png'), await encodePicture(waves(40, 40, 9), { format: 'png' }));
});

let folders = 0;

/** A folder with so many pictures, and whatever else. */
async function picturesIn(count: number, others: Readonly<Record<string, Uint8Array>> = {}): Promise<string> {
  const path = join(folder, `pictures-${folders++}`);
  await mkdir(path);
  for (let i = 0; i < count; i++) {
    await writeFile(join(path, `${i}.jpg`), await encodePicture(waves(48, 40, i), { format: 'jpeg' }));
  }
  for (const [name, bytes] of Object.entries(others)) await writeFile(join(path, name), bytes);
  return path;
}

function taskOf(changes: Partial<TrainTask>): TrainTask {
  return trainTask({
    styles: [{ path: join(folder, 'style.png'), weight: 1 }],
    folder: '',
    out: join(folder, `out-${folders++}`),
    ...changes,
  });
}

/** Runs a training, asked to save and stop after so many steps; answers what it said. */
async function run(task: TrainTask, stopAfter = Number.POSITIVE_INFINITY): Promise<FromChild[]> {
  const said: FromChild[] = [];
  await runTraining(task, {
    backend,
    extractor,
    send: (message) => said.push(message),
    saveAsked: () => said.filter(({ op }) => op === 'training').length + 1 >= stopAfter,
    clock: () => performance.now(),
    today: () => '2026-11-25',
  });
  return said;
}

const last = (said: readonly FromChild[]) => {
  const message = said.at(-1);
  if (message?.op !== 'trained') throw new Error(`ended with ${JSON.stringify(message)}`);
  return message;
};

describe('a training from files to files', () => {
  it('leaves out what is no picture, names it, and writes a network that can be read', async () => {
    const task = taskOf({
      folder: await picturesIn(3, {
        'broken.jpg': Buffer.from('no picture at all'),
        'tiny.png': await sharp({ create: { width: 17, height: 17, channels: 3, background: 'red' } })
          .resize(16)
          .png()
          .toBuffer(),
        'notes.txt': Buffer.from('not looked at'),
      }),
      side: 40,
    });
    const said = await run(task);
    expect(said[0]).toMatchObject({
      op: 'training-started',
      pictures: 2,
      heldOut: ['2.jpg'],
      skipped: [
        { name: 'broken.jpg', problem: expect.stringContaining('not a picture I can read') },
        { name: 'tiny.png', problem: expect.stringContaining('16×16') },
      ],
      resumed: false,
    });
    const { file, sha256, record, ended } = last(said);
    expect(ended).toBe('steps');
    const network = await readNetwork(file, sha256);
    expect(network.training).toEqual(record);
    expect(record).toMatchObject({
      pictures: 2,
      steps: 3,
      date: '2026-11-25',
      size: 48,
      extractor: 'wavelet',
    });
    expect(record.losses.total).toBeGreaterThan(0);
  });

  it('stopped and gone on with is the training that was never stopped', async () => {
    const pictures = await picturesIn(2);
    const straight = last(await run(taskOf({ folder: pictures })));
    const task = taskOf({ folder: pictures });
    const stopped = await run(task, 2);
    expect(last(stopped)).toMatchObject({ ended: 'stopped' });
    expect(stopped.filter(({ op }) => op === 'training')).toHaveLength(2);
    const resumed = await run({ ...task, resume: true });
    expect(resumed[0]).toMatchObject({ resumed: true });
    expect(last(resumed).sha256).toBe(straight.sha256);
    await expect(run({ ...task, seed: 2, resume: true })).rejects.toMatchObject({
      code: 'TRAINING_PICTURES',
      message: expect.stringContaining('of another training'),
    });
  });

  it('begins with the network of another style where one is given', async () => {
    const pictures = await picturesIn(2);
    const first = last(await run(taskOf({ folder: pictures })));
    const from = await readNetwork(first.file);
    const task = taskOf({ folder: pictures, from: first.file, steps: 1, strength: 2 });
    const { file, record } = last(await run(task));
    expect(record).toMatchObject({ steps: 1, from: first.sha256 });
    const { parameters } = await readNetwork(file);
    // One step of Adam from there, and rounding to half precision.
    const moved = parameters.map((value, i) => Math.abs(value - (from.parameters[i] ?? Number.NaN)));
    const most = moved.reduce((a, b) => Math.max(a, b), 0);
    expect(most).toBeLessThan(8e-3);
    expect(most).toBeGreaterThan(2e-3);
    await expect(run({ ...task, from: null, steps: 2, resume: true })).rejects.toMatchObject({
      message: expect.stringContaining('of another training'),
    });
    await expect(run(taskOf({ folder: pictures, from: first.file, form: 'half' }))).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining('give --form small'),
    });
    await expect(run(taskOf({ folder: pictures, from: join(folder, 'style.png') }))).rejects.toMatchObject({
      code: 'NETWORK_UNUSABLE',
    });
  });

  it('learns from pairs that an optimizer made, and leaves out photos without one', async () => {
    const pairs = join(folder, 'pairs');
    await mkdir(join(pairs, 'photos'), { recursive: true });
    await mkdir(join(pairs, 'painted'));
    for (let i = 0; i < 3; i++) {
      const [photo, painted] = [waves(48, 40, i), waves(48, 40, i + 10)];
      await writeFile(join(pairs, 'photos', `${i}.jpg`), await encodePicture(photo, { format: 'jpeg' }));
      if (i === 1) continue;
      await writeFile(join(pairs, 'painted', `${i}.png`), await encodePicture(painted, { format: 'png' }));
    }
    const said = await run(taskOf({ kind: 'examples', folder: pairs }));
    expect(said[0]).toMatchObject({
      pictures: 1,
      heldOut: ['2.jpg'],
      skipped: [{ name: '1.jpg', problem: 'there is no painted/1.*' }],
    });
    expect(Object.keys(last(said).record.losses)).toEqual(['pixels', 'total']);
  });

  it('says what is wrong with a folder', async () => {
    const refused = (changes: Partial<TrainTask>) => expect(run(taskOf(changes))).rejects;
    await refused({ folder: await picturesIn(0) }).toMatchObject({
      code: 'TRAINING_PICTURES',
      message: expect.stringContaining('there are no pictures in this folder'),
    });
    await refused({ folder: join(folder, 'nowhere') }).toThrow('there is no such folder');
    const spoilt = await picturesIn(0, { 'a.png': Buffer.from('nothing') });
    await refused({ folder: spoilt }).toThrow('none of its 1 pictures can be used. a.png:');
    await refused({ folder: spoilt, kind: 'examples' }).toThrow('there is no such folder');
    await refused({ folder: await picturesIn(1), resume: true }).toThrow('no training here to go on with');
  });

  it('says before it has computed anything that nothing can be written', async () => {
    const out = join(folder, 'a-file');
    await writeFile(out, '');
    const pictures = await picturesIn(1);
    await expect(run(taskOf({ folder: pictures, out, steps: 100_000 }))).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    });
  });
});
