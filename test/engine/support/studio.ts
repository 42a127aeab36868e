import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { encodePicture } from '../../../src/engine/pictures.js';
import { BlobStore } from '../../../src/jobs/blobs.js';
import { isFinal, type Job, type JobRequest } from '../../../src/jobs/job.js';
import { openJobStore } from '../../../src/jobs/sqlite-store.js';
import type { JobStore } from '../../../src/jobs/store.js';
import { Program } from '../../bot/support/processes.js';
import { NO_QUOTA, REQUEST, temporaryFolder } from '../../jobs/fixtures.js';
import { waves } from './scenes.js';

type AtEnd = (end: () => void | Promise<void>) => void;

/** A data folder with a database, for engines that are real processes. The end of the running test closes it. */
export class Studio {
  readonly data: string;
  readonly store: JobStore;
  readonly blobs: BlobStore;
  readonly #atEnd: AtEnd;

  constructor(data = temporaryFolder(), atEnd: AtEnd = onTestFinished) {
    this.data = data;
    this.#atEnd = atEnd;
    mkdirSync(data, { recursive: true });
    this.store = openJobStore(join(data, 'gramarye.db'), { clock: Date.now });
    this.blobs = new BlobStore(join(data, 'pictures'));
    atEnd(() => this.store.close());
  }

  /** One that several tests share, engines and all; whoever opens it closes it. */
  static shared(): { readonly studio: Studio; readonly close: () => Promise<void> } {
    const data = mkdtempSync(join(tmpdir(), 'gramarye-'));
    const ends: (() => void | Promise<void>)[] = [() => rmSync(data, { recursive: true, force: true })];
    const close = async (): Promise<void> => {
      for (const end of ends.reverse()) await end();
    };
    return { studio: new Studio(data, (end) => ends.push(end)), close };
  }

  get checkpoints(): string {
    return join(this.data, 'checkpoints');
  }

  get spool(): string {
    return join(this.data, 'spool');
  }

  /** Starts an engine, which is killed in the end. */
  engine(environment: Readonly<Record<string, string>> = {}): Program {
    const engine = new Program('engine', {
      DATA_DIR: this.data,
      ENGINE_LEASE_SECONDS: '2',
      PROGRESS_SECONDS: '0.3',
      ...environment,
    });
    this.#atEnd(async () => {
      await engine.end('SIGKILL');
    });
    return engine;
  }

  async enqueue(changes: Partial<JobRequest> = {}, user = 'ada'): Promise<Job> {
    const photo = await this.blobs.put(await encodePicture(waves(96, 72, 1), { format: 'png' }));
    const style = await this.blobs.put(await encodePicture(waves(64, 64, 2), { format: 'png' }));
    const request = { ...REQUEST, styles: [{ hash: style, weight: 1 }], ...changes };
    return this.store.enqueue({ userId: user, origin: null, contentHash: photo, request }, NO_QUOTA);
  }

  /** The job, once it fits. */
  async until(id: string, fits: (job: Job) => boolean, timeoutMs = 60_000): Promise<Job> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const job = await this.store.get(id);
      if (job !== null && fits(job)) return job;
      if (Date.now() > deadline) throw new Error(`the job never came so far: ${JSON.stringify(job)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The job, once it has ended. */
  async end(id: string, timeoutMs?: number): Promise<Job> {
    return this.until(id, isFinal, timeoutMs);
  }

  /** The finished picture's pixels. */
  async pixels(job: Job): Promise<Buffer> {
    if (job.state !== 'succeeded') throw new Error(`no picture: ${JSON.stringify(job)}`);
    return sharp(this.blobs.path(job.resultHash)).raw().toBuffer();
  }
}

/** The smallest job there is: one step on a picture of 16 pixels. */
export const TRIVIAL: Partial<JobRequest> = { size: 16, overrides: { octaves: [16], iterations: [1] } };

/**
 * A job of many quick steps, a second or two long, with checkpoints and previews three times a second: there is time to
 * do something to somebody in the middle of it.
 */
export const LONG: Partial<JobRequest> = {
  size: 96,
  overrides: { octaves: [64, 96], iterations: [100, 100] },
};

/** The process id of the `nth` child, from 1, that an engine has started, once its backend is up. */
export async function childPid(engine: Program, nth = 1): Promise<number> {
  const children = (): number[] => [
    ...new Set(engine.lines.filter(({ name }) => name === 'child').map(({ pid }) => Number(pid))),
  ];
  await engine.line(() => children().length >= nth, 60_000);
  return children()[nth - 1] ?? -1;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // An orphan that has ended stays in the table where the first process, as in many containers, buries nobody.
  const table = `/proc/${pid}/stat`;
  return !(existsSync(table) && / Z /.test(readFileSync(table, 'utf8')));
}

/** How long it takes until something holds, in milliseconds. */
export async function timeUntil(holds: () => boolean | Promise<boolean>, limitMs = 30_000): Promise<number> {
  const start = performance.now();
  while (!(await holds())) {
    if (performance.now() - start > limitMs) throw new Error('it never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - start;
}
