import type { Database } from '../database.js';
import type { Draft } from '../records.js';

export interface Drafts {
  add(draft: Draft, now: number): void;
  get(id: string): Draft | null;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly content_hash: string;
  readonly spoiler: number;
}

export function prepareDrafts(db: Database): Drafts {
  const add = db.prepare('INSERT INTO drafts VALUES (@id, @userId, @contentHash, @spoiler, @now)');
  const get = db.prepare('SELECT * FROM drafts WHERE id = ?');
  return {
    add: ({ id, userId, contentHash, spoiler }, now) => {
      add.run({ id, userId, contentHash, spoiler: spoiler ? 1 : 0, now });
    },
    get: (id) => {
      const row = get.get(id) as Row | undefined;
      if (row === undefined) return null;
      return { id, userId: row.user_id, contentHash: row.content_hash, spoiler: row.spoiler === 1 };
    },
  };
}
