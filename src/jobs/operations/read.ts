import type { Database } from '../database.js';
import { QUEUE_ORDER, WINDOW_MS } from './queue-order.js';

export interface Reads {
  get(id: string): unknown;
  /** Newest first; those of one preset, or of all where it is null. */
  listByUser(which: { userId: string; preset: string | null; limit: number; skip: number }): unknown[];
  presetsOfUser(userId: string): { name: string; title: string; count: number }[];
  openOfUser(userId: string): string[];
  typicalMs(now: number): number | null;
  changedSince(revision: number): unknown[];
  undelivered(): unknown[];
  /** Jobs to run before this one; null when it is not waiting. */
  position(id: string, now: number): number | null;
  /** The same for every waiting job, by its id. */
  places(now: number): ReadonlyMap<string, number>;
  isAsked(userId: string, cause: string): boolean;
  counts(): { queued: number; running: number };
}

export function prepareReads(db: Database): Reads {
  const get = db.prepare('SELECT * FROM jobs WHERE id = ?');
  const listByUser = db.prepare(`
    SELECT * FROM jobs
     WHERE user_id = @userId AND (@preset IS NULL OR preset_name = @preset)
     ORDER BY seq DESC LIMIT @limit OFFSET @skip`);
  const presetsOfUser = db.prepare(`
    SELECT preset_name AS name, json_extract(request, '$.preset.title') AS title, COUNT(*) AS count
      FROM jobs WHERE user_id = ? GROUP BY preset_name ORDER BY count DESC, name`);
  const openOfUser = db.prepare('SELECT id FROM jobs WHERE user_id = ? AND finished_at IS NULL').pluck();
  const typical = db
    .prepare(`SELECT AVG(engine_ms) FROM jobs WHERE claimed_at > ? - ${WINDOW_MS} AND state = 'succeeded'`)
    .pluck();
  const changedSince = db.prepare('SELECT * FROM jobs WHERE revision > ? ORDER BY revision');
  const undelivered = db.prepare(
    'SELECT * FROM jobs WHERE delivered_at IS NULL AND channel_id IS NOT NULL ORDER BY seq',
  );
  const position = db.prepare(`WITH ${QUEUE_ORDER} SELECT place FROM waiting WHERE id = @id`).pluck();
  const places = db.prepare(`WITH ${QUEUE_ORDER} SELECT id, place FROM waiting`).raw();
  const isAsked = db.prepare('SELECT 1 FROM jobs WHERE user_id = ? AND cause = ? AND finished_at IS NULL');
  const queued = db.prepare(`SELECT COUNT(*) FROM jobs WHERE state = 'queued'`).pluck();
  const running = db.prepare(`SELECT COUNT(*) FROM jobs WHERE state = 'running'`).pluck();
  return {
    get: (id) => get.get(id),
    listByUser: (which) => listByUser.all(which),
    presetsOfUser: (userId) => presetsOfUser.all(userId) as { name: string; title: string; count: number }[],
    openOfUser: (userId) => openOfUser.all(userId) as string[],
    typicalMs: (now) => typical.get(now) as number | null,
    changedSince: (revision) => changedSince.all(revision),
    undelivered: () => undelivered.all(),
    position: (id, now) => {
      const place: unknown = position.get({ id, now });
      return place === undefined ? null : Number(place);
    },
    places: (now) => new Map(places.all({ now }) as [string, number][]),
    isAsked: (userId, cause) => isAsked.get(userId, cause) !== undefined,
    counts: () => ({ queued: Number(queued.get()), running: Number(running.get()) }),
  };
}
