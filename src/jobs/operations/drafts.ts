import type { Database } from '../database.js';
import type { Draft } from '../records.js';

export interface Drafts {
  add(draft: Draft, now: number): void;
  get(id: string): Draft | null;
  ofUser(userId: string): Draft[];
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
  const ofUser = db.prepare('SELECT * FROM drafts WHERE user_id = ? ORDER BY created_at');
  return {
    add: ({ id, userId, contentHash, spoiler }, now) => {
      add.run({ id, userId, contentHash, spoiler: spoiler ? 1 : 0, now });
    },
    get: (id) => {
      const row = get.get(id) as Row | undefined;
      return row === undefined ? null : fromRow(row);
    },
    ofUser: (userId) => (ofUser.all(userId) as Row[]).map(fromRow),
  };
}

function fromRow({ id, user_id, content_hash, spoiler }: Row): Draft {
  return { id, userId: user_id, contentHash: content_hash, spoiler: spoiler === 1 };
}
