import { setTimeout as sleep } from 'node:timers/promises';
import type { Forgotten, Records } from '../jobs/records.js';
import type { Log } from '../logger.js';

/** Something that an engine made from jobs or pictures and keeps between jobs. */
export interface Keepsakes {
  /** Drops what was kept of a job. */
  readonly forgetJob?: (id: string) => Promise<void>;
  /** Drops what was made from a picture. */
  readonly forgetPicture?: (hash: string) => Promise<void>;
}

/** People are promised that nothing is left within the minute. */
const LOOK_MS = 10_000;

/**
 * Drops, until `stop`, what was made from jobs and pictures that are gone: those that went while no engine ran (a week's
 * worth is noted) and those that go from now on. Dropping what is not there is no mistake, so engines need not agree.
 */
export async function forgetGone(deps: {
  readonly records: Pick<Records, 'forgottenSince'>;
  readonly keepsakes: readonly Keepsakes[];
  readonly log: Log;
  readonly stop: AbortSignal;
  readonly lookMs?: number;
}): Promise<void> {
  const { records, keepsakes, log, stop, lookMs = LOOK_MS } = deps;
  let seq = 0;
  while (!stop.aborted) {
    try {
      for (const gone of await records.forgottenSince(seq)) {
        for (const kept of keepsakes) await forget(gone, kept);
        seq = gone.seq;
      }
    } catch (error) {
      log.error({ err: error }, 'could not drop what was made from pictures that are gone; trying again');
    }
    await sleep(lookMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function forget({ kind, name }: Forgotten, { forgetJob, forgetPicture }: Keepsakes): Promise<void> {
  if (kind === 'job') await forgetJob?.(name);
  else await forgetPicture?.(name);
}
