import Sqlite from 'better-sqlite3';

/** What happened to the queue, in the order in which it was committed. */
export interface QueueEvent {
  readonly event: 'queued' | 'claimed';
  readonly jobId: string;
  readonly userId: string;
}

/** Has the database itself note every job that is queued and every claim, whichever process makes it. */
export function recordQueue(path: string): void {
  const db = new Sqlite(path, { timeout: 10_000 });
  db.exec(`
    CREATE TABLE queue_record (at INTEGER PRIMARY KEY, event TEXT, job_id TEXT, user_id TEXT);
    CREATE TRIGGER note_new AFTER INSERT ON jobs BEGIN
      INSERT INTO queue_record (event, job_id, user_id) VALUES ('queued', new.id, new.user_id);
    END;
    CREATE TRIGGER note_moved AFTER UPDATE OF state ON jobs WHEN new.state <> old.state BEGIN
      INSERT INTO queue_record (event, job_id, user_id)
        SELECT IIF(new.state = 'running', 'claimed', new.state), new.id, new.user_id
         WHERE new.state IN ('queued', 'running');
    END;`);
  db.close();
}

export function queueRecord(path: string): QueueEvent[] {
  const db = new Sqlite(path, { readonly: true, timeout: 10_000 });
  const events = db
    .prepare('SELECT event, job_id AS jobId, user_id AS userId FROM queue_record ORDER BY at')
    .all() as QueueEvent[];
  db.close();
  return events;
}

/**
 * The claims that broke the law of fairness: job k + 1 of one while job k of another waited. Holds for histories within
 * the hour in which nothing was cancelled.
 */
export function unfairClaims(events: readonly QueueEvent[]): string[] {
  /** Each user's jobs, first to last. */
  const asked = new Map<string, string[]>();
  const waiting = new Map<string, { readonly userId: string; readonly k: number }>();
  const unfair: string[] = [];
  for (const { event, jobId, userId } of events) {
    const jobs = asked.get(userId) ?? [];
    asked.set(userId, jobs);
    if (!jobs.includes(jobId)) jobs.push(jobId);
    const k = jobs.indexOf(jobId);
    if (event === 'queued') {
      waiting.set(jobId, { userId, k });
      continue;
    }
    waiting.delete(jobId);
    for (const [otherId, other] of waiting) {
      if (other.userId !== userId && other.k < k) {
        unfair.push(`job ${k} of ${userId} (${jobId}) before job ${other.k} of ${other.userId} (${otherId})`);
      }
    }
  }
  return unfair;
}
