import type { Database } from '../database.js';
import { QUEUE_ORDER } from './queue-order.js';

export interface Reads {
  get(id: string): unknown;
  /** Newest first, those with a smaller `seq` than `before`. */
  listByUser(userId: string, before: number, limit: number): unknown[];
  changedSince(revision: number): unknown[];
  undelivered(): unknown[];
  /** Jobs to run before this one; null when it is not waiting. */
  position(id: string, now: number): number | null;
  isAsked(userId: string, cause: string): boolean;
  counts(): { queued: number; running: number };
}

export function prepareReads(db: Database): Reads {
  const get = db.prepare('SELECT * FROM jobs WHERE id = ?');
  const listByUser = db.prepare('SELECT * FROM jobs WHERE user_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?');
  const changedSince = db.prepare('SELECT * FROM jobs WHERE revision > ? ORDER BY revision');
  const undelivered = db.prepare(
    'SELECT * FROM jobs WHERE delivered_at IS NULL AND channel_id IS NOT NULL ORDER BY seq',
  );
  const position = db.prepare(`WITH ${QUEUE_ORDER} SELECT place FROM waiting WHERE id = @id`).pluck();
  const isAsked = db.prepare('SELECT 1 FROM jobs WHERE user_id = ? AND cause = ? AND finished_at IS NULL');
  const queued = db.prepare(`SELECT COUNT(*) FROM jobs WHERE state = 'queued'`).pluck();
  const running = db.prepare(`SELECT COUNT(*) FROM jobs WHERE state = 'running'`).pluck();
  return {
    get: (id) => get.get(id),
    listByUser: (userId, before, limit) => listByUser.all(userId, before, limit),
    changedSince: (revision) => changedSince.all(revision),
    undelivered: () => undelivered.all(),
    position: (id, now) => {
      const place: unknown = position.get({ id, now });
      return place === undefined ? null : Number(place);
    },
    isAsked: (userId, cause) => isAsked.get(userId, cause) !== undefined,
    counts: () => ({ queued: Number(queued.get()), running: Number(running.get()) }),
  };
}
