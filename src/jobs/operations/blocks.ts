import type { Database } from '../database.js';
import type { Block } from '../records.js';

export interface Blocks {
  add(block: Block, now: number): void;
  /** False when there was none. */
  remove(block: Block): boolean;
  has(userId: string, guildId: string | null): boolean;
  list(): Block[];
}

export function prepareBlocks(db: Database): Blocks {
  const add = db.prepare('INSERT OR IGNORE INTO blocks VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM blocks WHERE kind = ? AND id = ?');
  const has = db.prepare(`
    SELECT 1 FROM blocks WHERE (kind = 'user' AND id = @userId) OR (kind = 'guild' AND id = @guildId)`);
  const list = db.prepare('SELECT kind, id FROM blocks ORDER BY kind, since');
  return {
    add: ({ kind, id }, now) => {
      add.run(kind, id, now);
    },
    remove: ({ kind, id }) => remove.run(kind, id).changes > 0,
    has: (userId, guildId) => has.get({ userId, guildId }) !== undefined,
    list: () => list.all() as Block[],
  };
}
