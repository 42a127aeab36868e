import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../../../src/sandbox/client/run.js';
import { flat } from './pictures.js';
import type { Stage } from './stage.js';

/** A style that costs an engine next to nothing: one step of one octave. */
const STYLE = 'zz-one-step';

/** What the programs of a stage are told so that a crowd's pictures are small and everybody may ask for several. */
export const CROWD_SETTINGS = {
  DEFAULT_SIZE: '64',
  MAX_OPEN_JOBS_PER_USER: '10',
  ENGINE_BACKEND: 'onnxruntime',
  ENGINE_DEVICE: 'cpu',
  ENGINE_THREADS: '1',
  PROGRESS_SECONDS: '2.5',
} as const;

/** One picture that somebody asked for. */
export interface Wish {
  readonly run: Run;
  readonly photo: Buffer;
}

/** Puts the style of `crowd` where the stage's programs find it. Before they start. */
export async function addCrowdStyle(stage: Stage): Promise<void> {
  const folder = join(stage.data, 'presets', STYLE);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'style.png'), await flat('#7f3fbf'));
  await writeFile(
    join(folder, 'preset.json'),
    JSON.stringify({
      name: STYLE,
      title: 'One step',
      description: 'One step of one octave',
      author: 'Gramarye',
      license: 'CC0-1.0',
      styles: [{ file: 'style.png' }],
      overrides: { octaves: 'single', iterations: [1] },
    }),
  );
}

/** So many people ask for so many pictures each, all at once; no photo is sent twice. */
export async function crowd(stage: Stage, people: number, each: number): Promise<Wish[]> {
  const names = Array.from({ length: people }, (_, n) => `person_${n}`);
  for (const name of names) await stage.sandbox.control.addPerson(name);
  const photos = await Promise.all(
    Array.from({ length: people * each }, (_, n) => flat(`#${(0x102030 + n * 0x010305).toString(16)}`)),
  );
  return Promise.all(
    photos.map(async (photo, n) => {
      const run = await stage.sandbox.user(names[n % people] ?? '').command({
        channel: 'studio',
        name: 'stylize',
        options: { picture: { name: `${n}.png`, bytes: photo }, style: STYLE },
      });
      return { run, photo };
    }),
  );
}

/** Waits until every picture is painted and its message delivered; answers how many are, when the time is over too. */
export async function allDelivered(stage: Stage, count: number, patienceMs: number): Promise<number> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const jobs = await stage.store.changedSince(0);
    const delivered = jobs.filter(({ deliveredAt }) => deliveredAt !== null).length;
    if (delivered >= count || Date.now() > deadline) return delivered;
    await sleep(500);
  }
}
