import { type Database, transaction } from '../database.js';
import { DRAINING } from './facts.js';
import { QUEUE_ORDER } from './queue-order.js';
import { NEXT_REVISION, prepareRevised } from './revision.js';

/** Leases the job whose turn it is and answers its row; undefined when nothing waits, or while the host drains. */
export function prepareClaim(db: Database): (worker: string, leaseMs: number, now: number) => unknown {
  const revised = prepareRevised(db);
  const statement = db.prepare(`
    WITH ${QUEUE_ORDER}
    UPDATE jobs
       SET state = 'running',
           revision = ${NEXT_REVISION},
           worker = @worker,
           attempt = attempt + 1,
           lease_expires_at = @now + @leaseMs,
           started_at = COALESCE(started_at, @now),
           claimed_at = @now
     WHERE seq = (SELECT seq FROM waiting WHERE place = 0)
       AND NOT EXISTS (SELECT 1 FROM facts WHERE name = '${DRAINING}')
    RETURNING *`);
  return transaction(db, (worker: string, leaseMs: number, now: number) => {
    const row: unknown = statement.get({ worker, leaseMs, now });
    if (row !== undefined) revised();
    return row;
  });
}
