import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../../../src/sandbox/client/run.js';
import type { FileInput } from '../../../src/sandbox/client/transport.js';
import { flat } from './pictures.js';
import type { Stage } from './stage.js';

/** A style that costs an engine next to nothing: one step of one octave. */
const STYLE = 'zz-one-step';

const LOOK_MS = 200;
const MOST_ATTEMPTS = 20;

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

/**
 * So many people ask for so many pictures each, all people at once and each of them one picture after the other, as
 * people do. Whom a busy machine did not answer in Discord's 3 seconds asks again. No photo is sent twice.
 */
export async function crowd(stage: Stage, people: number, each: number): Promise<Wish[]> {
  const names = Array.from({ length: people }, (_, n) => `person_${n}`);
  for (const name of names) await stage.sandbox.control.addPerson(name);
  const wishes = await Promise.all(
    names.map(async (name, person) => {
      const own: Wish[] = [];
      for (let k = 0; k < each; k++) {
        const n = person * each + k;
        const photo = await flat(`#${(0x102030 + n * 0x010305).toString(16)}`);
        own.push({ photo, run: await ask(stage, name, { name: `${n}.png`, bytes: photo }) });
      }
      return own;
    }),
  );
  return wishes.flat();
}

async function ask(stage: Stage, person: string, picture: FileInput): Promise<Run> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const options = { picture, style: STYLE };
    const run = await stage.sandbox.user(person).command({ channel: 'studio', name: 'stylize', options });
    let view = await run.view();
    while (view.state === 'waiting' && view.callbackType === null) {
      await sleep(LOOK_MS);
      view = await run.view();
    }
    if (view.callbackType !== null) return run;
  }
  throw new Error(`${person} was not answered ${MOST_ATTEMPTS} times`);
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
