import type { Database } from '../database.js';
import { transaction } from '../database.js';
import { type JobProgress, jobProgressSchema } from '../job.js';
import type { Claim } from '../store.js';
import { NEXT_REVISION, prepareRevised } from './revision.js';

/** The condition that a claim (`@id`, `@worker`, `@attempt`) still holds. The attempt is the fencing token. */
export const HELD = `id = @id AND state = 'running' AND worker = @worker AND attempt = @attempt`;

export function prepareHolds(db: Database): (claim: Claim) => boolean {
  const statement = db.prepare(`SELECT 1 FROM jobs WHERE ${HELD}`);
  return (claim) => statement.get(named(claim)) !== undefined;
}

/** Not a revision: nobody needs to see that an engine is still alive. */
export function prepareHeartbeat(db: Database): (claim: Claim, leaseMs: number, now: number) => boolean {
  const statement = db.prepare(`UPDATE jobs SET lease_expires_at = @now + @leaseMs WHERE ${HELD}`);
  return (claim, leaseMs, now) => statement.run({ ...named(claim), leaseMs, now }).changes > 0;
}

/** A null preview keeps the one there is. */
export function prepareProgress(
  db: Database,
): (claim: Claim, progress: JobProgress, previewHash: string | null) => boolean {
  const revised = prepareRevised(db);
  const statement = db.prepare(`
    UPDATE jobs
       SET revision = ${NEXT_REVISION},
           progress = @progress,
           preview_hash = COALESCE(@previewHash, preview_hash)
     WHERE ${HELD}`);
  return transaction(db, (claim: Claim, progress: JobProgress, previewHash: string | null) => {
    const values = {
      ...named(claim),
      progress: JSON.stringify(jobProgressSchema.parse(progress)),
      previewHash,
    };
    if (statement.run(values).changes === 0) return false;
    revised();
    return true;
  });
}

/** Exactly the parameters that HELD names: SQLite refuses others. */
export function named({ id, worker, attempt }: Claim): { id: string; worker: string; attempt: number } {
  return { id, worker, attempt };
}
