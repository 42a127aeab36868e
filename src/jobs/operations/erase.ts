import { type Database, transaction } from '../database.js';

interface Pictures {
  readonly seq: number;
  readonly content_hash: string;
  readonly preview_hash: string | null;
  readonly result_hash: string | null;
}

/** Removes a picture's file. Called inside the transaction, so that no job can take the picture up meanwhile. */
export type RemovePicture = (hash: string) => void;

export interface Erase {
  /** Removes jobs that have ended, and the pictures that no other job or draft has. How many jobs there were. */
  jobs(ids: readonly string[], remove: RemovePicture): number;
  /** Whether any job or draft has the picture. */
  isUsed(hash: string): boolean;
}

export function prepareErase(db: Database): Erase {
  const find = db.prepare(
    'SELECT seq, content_hash, preview_hash, result_hash FROM jobs WHERE id = ? AND finished_at IS NOT NULL',
  );
  const styles = db.prepare('SELECT hash FROM job_styles WHERE seq = ?').pluck();
  const drop = db.prepare('DELETE FROM jobs WHERE seq = ?');
  const used = db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM jobs WHERE content_hash = @hash)
           OR EXISTS (SELECT 1 FROM jobs WHERE preview_hash = @hash)
           OR EXISTS (SELECT 1 FROM jobs WHERE result_hash = @hash)
           OR EXISTS (SELECT 1 FROM job_styles WHERE hash = @hash)
           OR EXISTS (SELECT 1 FROM drafts WHERE content_hash = @hash)`,
    )
    .pluck();
  const isUsed = (hash: string): boolean => used.get({ hash }) === 1;
  return {
    isUsed,
    jobs: transaction(db, (ids: readonly string[], remove: RemovePicture) => {
      const hashes = new Set<string>();
      let erased = 0;
      for (const id of ids) {
        const job = find.get(id) as Pictures | undefined;
        if (job === undefined) continue;
        for (const hash of [job.content_hash, job.preview_hash, job.result_hash]) {
          if (hash !== null) hashes.add(hash);
        }
        for (const hash of styles.all(job.seq) as string[]) hashes.add(hash);
        drop.run(job.seq);
        erased++;
      }
      for (const hash of hashes) if (!isUsed(hash)) remove(hash);
      return erased;
    }),
  };
}
