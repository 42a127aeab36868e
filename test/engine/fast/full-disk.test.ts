import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createOnnxRuntimeBackend,
  type OnnxRuntimeBackend,
} from '../../../src/engine/backends/onnxruntime/create.js';
import type { Extractor } from '../../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../../src/engine/extractors/factory.js';
import { runTraining } from '../../../src/engine/fast/train-task.js';
import { CHECKPOINT_FILE, NETWORK_FILE } from '../../../src/engine/fast/training-files.js';
import { encodePicture } from '../../../src/engine/pictures.js';
import type { FromChild, TrainTask } from '../../../src/engine/protocol.js';
import { waves } from '../support/scenes.js';
import { trainTask } from '../support/train-task.js';

/*
 * What a full disk does to a training, by the limit that the system sets on the size of this process's files: it can be
 * set and lifted in the middle, and writing past it fails as on a full disk.
 */
const canLimit = spawnSync('prlimit', ['--version']).status === 0;
const FULL_BYTES = 20_000;

function fillDisk(): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${FULL_BYTES}:`]);
}
function makeRoom(): void {
  execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:']);
}

let backend: OnnxRuntimeBackend;
let extractor: Extractor;
let root = '';
/** What a training makes that nothing comes in the way of. */
let expected: Buffer;
beforeAll(async () => {
  backend = await createOnnxRuntimeBackend();
  extractor = await createExtractor('wavelet', { backend, weightsDir: '' });
  root = await mkdtemp(join(tmpdir(), 'gramarye-full-'));
  await mkdir(join(root, 'photos'));
  for (const [name, seed] of [
    ['photos/0.png', 0],
    ['photos/1.png', 1],
    ['style.png', 9],
  ] as const) {
    await writeFile(join(root, name), await encodePicture(waves(48, 40, seed), { format: 'png' }));
  }
  if (!canLimit) return;
  const straight = taskFor('straight');
  await run(straight);
  expected = await network(straight);
});
afterAll(async () => {
  extractor.dispose();
  await backend.dispose();
  await rm(root, { recursive: true });
});
afterEach(() => {
  if (canLimit) makeRoom();
});

function taskFor(out: string): TrainTask {
  const styles = [{ path: join(root, 'style.png'), weight: 1 }];
  return trainTask({ styles, folder: join(root, 'photos'), out: join(root, out), steps: 4 });
}

const network = ({ out }: TrainTask) => readFile(join(out, NETWORK_FILE));
const checkpoint = ({ out }: TrainTask) => readFile(join(out, CHECKPOINT_FILE));

type Step = Extract<FromChild, { op: 'training' }>;

/** Runs a training in which eleven seconds go by with each step, so that after each a checkpoint is due. */
async function run(task: TrainTask, afterStep: (step: Step) => void = () => {}): Promise<Step[]> {
  const steps: Step[] = [];
  let now = 0;
  await runTraining(task, {
    backend,
    extractor,
    send: (message) => {
      if (message.op !== 'training') return;
      now += 11_000;
      steps.push(message);
      afterStep(message);
    },
    saveAsked: () => false,
    clock: () => now,
    today: () => '2026-11-25',
  });
  return steps;
}

/** `toEqual` takes ten seconds for a megabyte. */
function same(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a !== undefined && b !== undefined && a.equals(b);
}

const FULL = /training\.checkpoint: the disk is full\. Make room there and go on with --resume\./;

describe.skipIf(!canLimit)('a disk that is full in the middle of a training (needs prlimit)', () => {
  it('is told of, and the training goes on; once there is room it is as if nothing had been', async () => {
    const task = taskFor('middle');
    let kept: Promise<Buffer> | undefined;
    let after: Promise<Buffer> | undefined;
    const steps = await run(task, ({ step }) => {
      if (step === 1) {
        kept = checkpoint(task);
        fillDisk();
      } else if (step === 3) {
        after = checkpoint(task);
        makeRoom();
      }
    });
    expect(steps.map(({ problem }) => problem)).toEqual([
      null,
      expect.stringMatching(FULL),
      expect.stringMatching(FULL),
      null,
    ]);
    // Nothing was written over the checkpoint of before.
    expect(same(await after, await kept)).toBe(true);
    expect(same(await checkpoint(task), await kept)).toBe(false);
    expect((await readdir(task.out)).sort()).toEqual([NETWORK_FILE, CHECKPOINT_FILE]);
    expect(same(await network(task), expected)).toBe(true);
  });

  it('and is so to the end: an error that says what to do, and the checkpoint of before goes on', async () => {
    const task = taskFor('end');
    const ending = run(task, ({ step }) => {
      if (step === 2) fillDisk();
    });
    await expect(ending).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: expect.stringContaining('network.safetensors: the disk is full'),
    });
    expect(await readdir(task.out)).toEqual([CHECKPOINT_FILE]);
    makeRoom();
    const steps = await run({ ...task, resume: true });
    expect(steps.map(({ step }) => step)).toEqual([3, 4]);
    expect(same(await network(task), expected)).toBe(true);
  });
});
