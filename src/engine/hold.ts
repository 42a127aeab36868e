import type { Claim, JobStore } from '../jobs/store.js';
import type { Log } from '../logger.js';

/** How often the claim is looked at: a cancelled job frees its engine that soon. */
const WATCH_MS = 250;

/** The claim is gone: cancelled, or given to another engine. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

export interface Hold {
  /** Aborted with ClaimLost. */
  readonly lost: AbortSignal;
  end(): void;
}

/** Heartbeats at a third of the lease, and a look at the claim four times a second. */
export function holdClaim(
  claim: Claim,
  { store, leaseMs, log }: { readonly store: JobStore; readonly leaseMs: number; readonly log: Log },
): Hold {
  const lost = new AbortController();
  const check = async (holds: Promise<boolean>): Promise<void> => {
    try {
      if (!(await holds)) lost.abort(new ClaimLost());
    } catch (error) {
      // The database cannot be reached at the moment; if that lasts, the lease runs out and this will be told.
      log.warn({ err: error }, 'the claim could not be looked at');
    }
  };
  const watch = setInterval(() => void check(store.holds(claim)), WATCH_MS);
  const beat = setInterval(() => void check(store.heartbeat(claim, leaseMs)), leaseMs / 3);
  return {
    lost: lost.signal,
    end: () => {
      clearInterval(watch);
      clearInterval(beat);
    },
  };
}
