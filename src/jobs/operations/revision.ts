import type { Database } from '../database.js';

/** In an UPDATE of one row: the revision it becomes. Follow it with `prepareRevised` in the same transaction. */
export const NEXT_REVISION = '(SELECT last + 1 FROM revisions)';

/** Takes the revision that the change just made was given. */
export function prepareRevised(db: Database): () => void {
  const statement = db.prepare('UPDATE revisions SET last = last + 1');
  return () => {
    statement.run();
  };
}

/** The last revision given out. */
export function prepareLastRevision(db: Database): () => number {
  const statement = db.prepare('SELECT last FROM revisions').pluck();
  return () => Number(statement.get());
}
