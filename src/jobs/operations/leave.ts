import type { ErrorCode, ErrorDetails } from '../../errors.js';
import { type Database, transaction } from '../database.js';
import { type JobResult, jobResultSchema, nextState } from '../job.js';
import type { Claim } from '../store.js';
import { HELD, named } from './held.js';
import { NEXT_REVISION, prepareRevised } from './revision.js';

/** What can take a job out of its state; only `claim` is not here. */
export type Leaving =
  | { readonly event: 'release' | 'crash' | 'cancel' }
  | { readonly event: 'succeed'; readonly resultHash: string; readonly result: JobResult }
  | { readonly event: 'fail'; readonly code: ErrorCode; readonly details: ErrorDetails };

interface Standing {
  readonly seq: number;
  readonly state: 'queued' | 'running';
  readonly crashes: number;
  readonly claimed_at: number | null;
  readonly lease_expires_at: number | null;
}
const STANDING = 'seq, state, crashes, claimed_at, lease_expires_at';

export interface Leave {
  /** Only while the claim holds; false otherwise. */
  held(claim: Claim, leaving: Leaving, now: number): boolean;
  /** Whoever holds it. False when the job is unknown or has ended. */
  open(id: string, leaving: Leaving, now: number): boolean;
  /** Every running job whose lease is past counts as crashed. How many there were. */
  expired(now: number): number;
}

/**
 * Every way out of `queued` and `running` is this one statement, and the state it leads to is `nextState`'s answer.
 * Reading and writing are one transaction that holds the write lock.
 */
export function prepareLeave(db: Database): Leave {
  const revised = prepareRevised(db);
  const findHeld = db.prepare(`SELECT ${STANDING} FROM jobs WHERE ${HELD}`);
  const findOpen = db.prepare(`SELECT ${STANDING} FROM jobs WHERE id = ? AND finished_at IS NULL`);
  const findExpired = db.prepare(
    `SELECT ${STANDING} FROM jobs WHERE state = 'running' AND lease_expires_at <= ? ORDER BY lease_expires_at`,
  );
  const update = db.prepare(`
    UPDATE jobs
       SET state = @state,
           revision = ${NEXT_REVISION},
           worker = NULL,
           lease_expires_at = NULL,
           crashes = crashes + @crashes,
           engine_ms = engine_ms + @spent,
           finished_at = @finishedAt,
           result_hash = @resultHash,
           result = @result,
           error_code = @errorCode,
           error_details = @errorDetails
     WHERE seq = @seq`);

  const leave = (job: Standing | undefined, leaving: Leaving, now: number): boolean => {
    if (job === undefined) return false;
    const state = nextState(job.state, leaving.event, job.crashes);
    if (state === null) return false;
    const succeeded = leaving.event === 'succeed' ? leaving : null;
    const failed = leaving.event === 'fail' ? leaving : { code: 'JOB_CRASHED' as const, details: {} };
    update.run({
      seq: job.seq,
      state,
      crashes: leaving.event === 'crash' ? 1 : 0,
      spent: spent(job, now),
      finishedAt: state === 'queued' || state === 'running' ? null : now,
      resultHash: succeeded?.resultHash ?? null,
      result: succeeded === null ? null : JSON.stringify(jobResultSchema.parse(succeeded.result)),
      errorCode: state === 'failed' ? failed.code : null,
      errorDetails: state === 'failed' ? JSON.stringify(failed.details) : null,
    });
    revised();
    return true;
  };

  return {
    held: transaction(db, (claim: Claim, leaving: Leaving, now: number) =>
      leave(findHeld.get(named(claim)) as Standing | undefined, leaving, now),
    ),
    open: transaction(db, (id: string, leaving: Leaving, now: number) =>
      leave(findOpen.get(id) as Standing | undefined, leaving, now),
    ),
    expired: transaction(db, (now: number) => {
      const jobs = findExpired.all(now) as Standing[];
      for (const job of jobs) leave(job, { event: 'crash' }, now);
      return jobs.length;
    }),
  };
}

/** Engine time of the attempt that ends, in milliseconds; of a dead engine's, until its lease ran out. */
function spent(job: Standing, now: number): number {
  if (job.state !== 'running' || job.claimed_at === null || job.lease_expires_at === null) return 0;
  return Math.max(0, Math.min(now, job.lease_expires_at) - job.claimed_at);
}
