import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DEFAULT_CONTROLS, type JobRequest, type JobResult } from '../../src/jobs/job.js';
import { openJobStore } from '../../src/jobs/sqlite-store.js';
import type { JobStore, NewJob } from '../../src/jobs/store.js';

/** A folder of its own for the running test, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gramarye-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Time that moves only when told to. */
export class Clock {
  now = 1_700_000_000_000;
  readonly read = (): number => this.now;
}

export interface TestStore {
  readonly store: JobStore;
  readonly clock: Clock;
  readonly path: string;
  /** Another connection to the same file. */
  another(): JobStore;
}

export function temporaryStore(): TestStore {
  const path = join(temporaryFolder(), 'gramarye.db');
  const clock = new Clock();
  const another = (): JobStore => {
    const store = openJobStore(path, { clock: clock.read });
    onTestFinished(() => store.close());
    return store;
  };
  return { store: another(), clock, path, another };
}

export const HASH = 'a'.repeat(64);
export const NO_QUOTA = { openPerUser: Number.MAX_SAFE_INTEGER };

export const REQUEST: JobRequest = {
  preset: { name: 'ink-wash', title: 'Ink wash', strength: 1 },
  styles: [{ hash: 'b'.repeat(64), weight: 1 }],
  recipe: 'multiscale',
  overrides: {},
  extractor: 'auto',
  size: 256,
  strength: 1,
  seed: 7,
  ...DEFAULT_CONTROLS,
};

export const RESULT: JobResult = {
  width: 256,
  height: 192,
  bytes: 1234,
  extractor: 'wavelet',
  backend: 'onnxruntime',
  device: 'cpu',
  evaluations: 12,
  seconds: 3.5,
  lossFirst: 9,
  lossLast: 2,
};

export function newJob(userId = 'ada', changes: Partial<NewJob> = {}): NewJob {
  return { userId, origin: null, contentHash: HASH, request: REQUEST, ...changes };
}
