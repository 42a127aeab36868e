import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Lab, labSettings } from '../../src/engine/lab.js';
import type { Task } from '../../src/engine/protocol.js';
import { DEFAULT_CONTROLS } from '../../src/jobs/job.js';
import { createLogger } from '../../src/logger.js';
import { peakMemoryOf } from '../support/memory.js';
import { benchConfig } from '../support/settings.js';
import { timedJob } from '../support/timed-job.js';
import type { Contestant } from './contestants.js';

const asset = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
export const PHOTO = asset('demo/sample.jpg');
export const STYLE = asset('presets/builtin/tide-of-stars/style.webp');
const CHILD = fileURLToPath(new URL('../../dist/engine/child.js', import.meta.url));

/** One whole job as the engine has it done, by a child that is up already. */
export interface JobFigures {
  readonly width: number;
  readonly height: number;
  /** From the start of the process until its backend is up; an engine does this once. */
  readonly startSeconds: number;
  readonly firstPreviewSeconds: number | null;
  /** From the task to the finished PNG. */
  readonly seconds: number;
  readonly evaluations: number;
  /** Of the child, from its start to the finished PNG. */
  readonly peakBytes: number | null;
  /** Of the same job once more, with sessions compiled and the painting measured already. */
  readonly secondPreviewSeconds: number | null;
}

export async function measureJob({ extractor, weightsDir }: Contestant, size: number): Promise<JobFigures> {
  const spool = await mkdtemp(join(tmpdir(), 'gramarye-bench-'));
  const config = benchConfig(spool, weightsDir);
  const log = createLogger({ ...config.log, name: 'bench' });
  const started = performance.now();
  const lab = new Lab(labSettings(config), { log, program: CHILD });
  try {
    await lab.ready;
    const startSeconds = (performance.now() - started) / 1000;
    const task = taskOf(extractor, size, spool);
    const { painted, firstPreviewSeconds, seconds } = await timedJob(lab, task);
    const { width, height, evaluations } = painted;
    const peakBytes = await peakMemoryOf(lab.pid);
    const secondPreviewSeconds = await secondsToPreview(lab, task);
    return {
      width,
      height,
      startSeconds,
      firstPreviewSeconds,
      seconds,
      evaluations,
      peakBytes,
      secondPreviewSeconds,
    };
  } finally {
    await lab.kill();
    await rm(spool, { recursive: true, force: true });
  }
}

/** How long a job takes to its first preview; it ends there, and the process with it. */
async function secondsToPreview(lab: Lab, task: Task): Promise<number | null> {
  const begin = performance.now();
  const seen = new AbortController();
  let seconds: number | null = null;
  const progress = ({ preview }: { preview: string | null }) => {
    if (preview === null) return;
    seconds = (performance.now() - begin) / 1000;
    seen.abort();
  };
  await lab.paint(task, { progress }, seen.signal).catch((error: unknown) => {
    if (!seen.signal.aborted) throw error;
  });
  return seconds;
}

/** The default recipe and settings; previews as often as the engine's default has them. */
export function taskOf(extractor: string, size: number, spool: string): Task {
  return {
    photo: PHOTO,
    styles: [{ path: STYLE, weight: 1 }],
    recipe: 'multiscale',
    overrides: {},
    extractor,
    size,
    strength: 1,
    seed: 1,
    ...DEFAULT_CONTROLS,
    spool,
    resume: null,
    previewEveryMs: 2500,
  };
}
