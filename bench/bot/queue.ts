import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openJobStore } from '../../src/jobs/sqlite-store.js';
import type { JobStore } from '../../src/jobs/store.js';
import { HASH, NO_QUOTA, newJob, RESULT } from '../../test/jobs/fixtures.js';
import { median } from '../support/statistics.js';

export interface QueueFigures {
  readonly done: number;
  readonly lately: number;
  readonly waiting: number;
  /** Medians, in milliseconds. */
  readonly placeMs: number;
  readonly claimMs: number;
}

const USERS = 500;
const HOUR_MS = 60 * 60_000;
const TIMES = 100;

/** What it takes to know whose turn it is, in a database with a past: `done` jobs, `lately` of them within the hour. */
export async function measureQueue(done: number, lately: number, waiting: number): Promise<QueueFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'gramarye-bench-'));
  const path = join(folder, 'gramarye.db');
  const store = openJobStore(path, { clock: Date.now });
  try {
    const model = await store.enqueue(newJob(), NO_QUOTA);
    fill(path, model.id, { done, lately, waiting });
    await store.cancel(model.id);
    const placeMs = await timed(() => store.position(`waiting-${waiting >> 1}`));
    const claimMs = await timed(() => claimAndEnd(store));
    return { done, lately, waiting, placeMs, claimMs: claimMs };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function claimAndEnd(store: JobStore): Promise<void> {
  if ((await store.claim('bench', 60_000)) === null) throw new Error('nothing waits');
}

/** Rows made by SQL: a hundred thousand by the store's own methods would flush the disk as often. */
function fill(path: string, model: string, counts: { done: number; lately: number; waiting: number }): void {
  const db = new Sqlite(path);
  db.pragma('synchronous = OFF');
  const rows = (count: number, id: string, values: string) =>
    db
      .prepare(
        `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @count)
         INSERT INTO jobs (id, state, revision, user_id, request, preset_name, content_hash, created_at,
                           started_at, claimed_at, finished_at, engine_ms, result_hash, result)
         SELECT '${id}-' || i, ${values}
           FROM n, (SELECT request, preset_name, content_hash FROM jobs WHERE id = @model)
          WHERE @now > 0 AND @result <> ''`,
      )
      .run({ count, model, now: Date.now(), result: JSON.stringify(RESULT) });
  const ended = (begun: string) =>
    `'succeeded', i, 'user-' || (i % ${USERS}), request, preset_name, content_hash, ${begun}, ${begun}, ${begun},
     ${begun} + 20000, 20000, '${HASH}', @result`;
  if (counts.done > counts.lately) {
    rows(counts.done - counts.lately, 'old', ended(`@now - ${2 * HOUR_MS} - 1000 * i`));
  }
  rows(counts.lately, 'lately', ended(`@now - 30000 - (i * 997) % ${HOUR_MS - 60_000}`));
  rows(
    counts.waiting,
    'waiting',
    `'queued', i, 'user-' || (i * 7 % ${USERS}), request, preset_name, content_hash, @now, NULL, NULL, NULL, 0, NULL, NULL`,
  );
  db.close();
}

async function timed(body: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < TIMES; n++) {
    const begin = performance.now();
    await body();
    times.push(performance.now() - begin);
  }
  return median(times);
}
