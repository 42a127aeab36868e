import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { chooseStyles } from '../../src/cli/chosen-styles.js';
import { Lab, labSettings } from '../../src/engine/lab.js';
import type { Task } from '../../src/engine/protocol.js';
import { DEFAULT_CONTROLS, type Quality } from '../../src/jobs/job.js';
import { createLogger } from '../../src/logger.js';
import { describeMachine, machine } from '../support/machine.js';
import { parseCount } from '../support/options.js';
import { writeResult } from '../support/output.js';
import { builtinPresets } from '../support/presets.js';
import { benchConfig } from '../support/settings.js';
import { printTable } from '../support/table.js';
import { timedJob } from '../support/timed-job.js';

const options = new Command('bench:fast-job')
  .description(
    'Jobs of a style with a fast network, as the engine has them done by a child that is up: when the first picture is ' +
      'there, which is the network’s, and when the last. Each once in a new child and once more in the same. Writes ' +
      'bench-out/fast-job.json.',
  )
  .option('--preset <name>', 'a built-in style', 'tide-of-stars')
  .option('--size <pixels>', 'longest side', parseCount, 512)
  .parse()
  .opts<{ readonly preset: string; readonly size: number }>();

const PHOTO = fileURLToPath(new URL('../../src/demo/sample.jpg', import.meta.url));
const CHILD = fileURLToPath(new URL('../../dist/engine/child.js', import.meta.url));

interface Run {
  readonly quality: Quality;
  readonly job: 'first' | 'again';
  readonly firstPictureSeconds: number;
  readonly seconds: number;
  readonly evaluations: number;
}

console.log(describeMachine(machine()));
const spool = await mkdtemp(join(tmpdir(), 'gramarye-bench-'));
const runs: Run[] = [];
try {
  for (const quality of ['fast', 'balanced'] as const) runs.push(...(await measure(quality)));
} finally {
  await rm(spool, { recursive: true, force: true });
}
printTable(
  ['quality', 'job', 'first picture s', 'in all s', 'evaluations'],
  runs.map(({ quality, job, firstPictureSeconds, seconds, evaluations }) => [
    quality,
    job,
    firstPictureSeconds.toFixed(2),
    seconds.toFixed(2),
    String(evaluations),
  ]),
);
console.log(await writeResult('fast-job', { ...options, runs }));

async function measure(quality: Quality): Promise<Run[]> {
  const config = benchConfig(spool, spool);
  const log = createLogger({ ...config.log, name: 'bench' });
  const task = await taskOf(quality);
  const lab = new Lab(labSettings(config), { log, program: CHILD });
  try {
    await lab.ready;
    const found: Run[] = [];
    for (const job of ['first', 'again'] as const) {
      const { painted, firstPreviewSeconds, seconds } = await timedJob(lab, task);
      const { evaluations } = painted;
      found.push({
        quality,
        job,
        firstPictureSeconds: firstPreviewSeconds ?? Number.NaN,
        seconds,
        evaluations,
      });
    }
    return found;
  } finally {
    await lab.kill();
  }
}

async function taskOf(quality: Quality): Promise<Task> {
  const presets = await builtinPresets();
  const { parts: _, ...chosen } = await chooseStyles(
    { presets: [{ what: options.preset, weight: 1 }], images: [], recipe: undefined },
    { presets, workingFolder: spool },
  );
  return {
    ...DEFAULT_CONTROLS,
    ...chosen,
    photo: PHOTO,
    extractor: 'wavelet',
    size: options.size,
    seed: 1,
    quality,
    spool,
    resume: null,
    previewEveryMs: 2500,
  };
}
