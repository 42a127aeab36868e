import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase, transaction } from '../../src/jobs/database.js';
import { groupCommit } from '../../src/jobs/group-commit.js';
import { NO_QUOTA, newJob, temporaryFolder, temporaryStore } from './fixtures.js';

describe('what many ask for at once', () => {
  it('is one commit, in which each succeeds or fails alone, in order', async () => {
    const db = openDatabase(join(temporaryFolder(), 'a.db'));
    db.exec('CREATE TABLE a (x INTEGER UNIQUE) STRICT');
    const insert = db.prepare('INSERT INTO a VALUES (?)');
    let commits = 0;
    const add = groupCommit(
      db,
      transaction(db, (x: number) => {
        insert.run(x);
        if (x === 3) throw new Error('three is refused');
        return x * 10;
      }),
    );
    const reader = openDatabase(db.name);
    const seen = () => Number(reader.pragma('data_version', { simple: true }));
    // The first is served at once, the others together.
    const asked = [1, 2, 3, 2, 4].map((x) => add(x).catch((error: Error) => error.message));
    let last = seen();
    const answers = Promise.all(asked);
    for (let n = 0; n < 40; n++) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (seen() !== last) commits++;
      last = seen();
    }
    expect(await answers).toEqual([10, 20, 'three is refused', 'UNIQUE constraint failed: a.x', 40]);
    expect(db.prepare('SELECT x FROM a ORDER BY x').pluck().all()).toEqual([1, 2, 4]);
    expect(commits).toBe(1);
    reader.close();
    db.close();
  });

  it('a quota holds among those that are queued together', async () => {
    const { store } = temporaryStore();
    await store.enqueue(newJob('eve'), NO_QUOTA);
    const wishes = Array.from({ length: 5 }, () => store.enqueue(newJob('ada'), { openPerUser: 2 }));
    const ends = await Promise.allSettled(wishes);
    expect(ends.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(await store.counts()).toEqual({ queued: 3, running: 0 });
  });
});
