import { type Database, transaction } from '../database.js';

interface Remains {
  readonly seq: number;
  readonly content_hash: string;
  readonly preview_hash: string | null;
  readonly result_hash: string | null;
  readonly channel_id: string | null;
  readonly message_id: string | null;
  readonly bot_can_edit: number;
}

/** Removes a picture's file. Called inside the transaction, so that no job can take the picture up meanwhile. */
export type RemovePicture = (hash: string) => void;

export interface Erase {
  /**
   * Removes jobs that have ended, and the pictures that no other job or draft has. Notes their messages as unwanted
   * where `messages` says so, and what is gone as forgotten. How many jobs there were.
   */
  jobs(ids: readonly string[], remove: RemovePicture, messages: boolean, now: number): number;
  /** The same with everything of a user, drafts, settings and styles they added to servers too, but for jobs that are not ended. */
  user(userId: string, remove: RemovePicture, now: number): number;
  /** Removes these pictures where nothing has them. How many were removed. */
  orphans(hashes: readonly string[], remove: RemovePicture, now: number): number;
  /** Removes the pictures of jobs that ended before `before`, and keeps the jobs. How many jobs there were. */
  pictures(before: number, remove: RemovePicture, now: number): number;
}

export function prepareErase(db: Database): Erase {
  const columns = 'seq, content_hash, preview_hash, result_hash, channel_id, message_id, bot_can_edit';
  const find = db.prepare(`SELECT ${columns} FROM jobs WHERE id = ? AND finished_at IS NOT NULL`);
  const ofUser = db.prepare('SELECT id FROM jobs WHERE user_id = ? AND finished_at IS NOT NULL').pluck();
  const endedBefore = db.prepare(`SELECT ${columns} FROM jobs WHERE finished_at < ? AND NOT pictures_gone`);
  const markGone = db.prepare('UPDATE jobs SET pictures_gone = 1 WHERE seq = ?');
  const styles = db.prepare('SELECT hash FROM job_styles WHERE seq = ?').pluck();
  const drafts = db.prepare('SELECT content_hash FROM drafts WHERE user_id = ?').pluck();
  const dropJob = db.prepare('DELETE FROM jobs WHERE seq = ?');
  const addedStyles = db
    .prepare(
      `SELECT hash FROM guild_preset_pictures JOIN guild_presets USING (guild_id, name) WHERE author_id = ?`,
    )
    .pluck();
  const dropAddedStyles = db.prepare('DELETE FROM guild_presets WHERE author_id = ?');
  const dropDrafts = db.prepare('DELETE FROM drafts WHERE user_id = ?');
  const dropSettings = db.prepare('DELETE FROM user_settings WHERE user_id = ?');
  const unwanted = db.prepare('INSERT OR IGNORE INTO unwanted_messages VALUES (?, ?, ?)');
  const forget = db.prepare('INSERT INTO forgotten (kind, name, since) VALUES (?, ?, ?)');
  const used = db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM jobs WHERE content_hash = @hash AND NOT pictures_gone)
           OR EXISTS (SELECT 1 FROM jobs WHERE preview_hash = @hash AND NOT pictures_gone)
           OR EXISTS (SELECT 1 FROM jobs WHERE result_hash = @hash AND NOT pictures_gone)
           OR EXISTS (SELECT 1 FROM job_styles JOIN jobs USING (seq) WHERE hash = @hash AND NOT pictures_gone)
           OR EXISTS (SELECT 1 FROM drafts WHERE content_hash = @hash)
           OR EXISTS (SELECT 1 FROM guild_preset_pictures WHERE hash = @hash)`,
    )
    .pluck();

  const picturesOf = (job: Remains): string[] => [
    ...[job.content_hash, job.preview_hash, job.result_hash].flatMap((hash) => hash ?? []),
    ...(styles.all(job.seq) as string[]),
  ];
  const removeUnused = (hashes: Iterable<string>, remove: RemovePicture, now: number): number => {
    let removed = 0;
    for (const hash of new Set(hashes)) {
      if (used.get({ hash }) === 1) continue;
      remove(hash);
      forget.run('picture', hash, now);
      removed++;
    }
    return removed;
  };
  const eraseJobs = (
    ids: readonly string[],
    remove: RemovePicture,
    messages: boolean,
    now: number,
  ): number => {
    const hashes: string[] = [];
    let erased = 0;
    for (const id of ids) {
      const job = find.get(id) as Remains | undefined;
      if (job === undefined) continue;
      hashes.push(...picturesOf(job));
      if (messages && job.bot_can_edit === 1 && job.channel_id !== null && job.message_id !== null) {
        unwanted.run(job.channel_id, job.message_id, now);
      }
      dropJob.run(job.seq);
      forget.run('job', id, now);
      erased++;
    }
    removeUnused(hashes, remove, now);
    return erased;
  };

  return {
    jobs: transaction(db, eraseJobs),
    user: transaction(db, (userId: string, remove: RemovePicture, now: number) => {
      const brought = [...drafts.all(userId), ...addedStyles.all(userId)] as string[];
      dropAddedStyles.run(userId);
      dropDrafts.run(userId);
      dropSettings.run(userId);
      const erased = eraseJobs(ofUser.all(userId) as string[], remove, true, now);
      removeUnused(brought, remove, now);
      return erased;
    }),
    orphans: transaction(db, removeUnused),
    pictures: transaction(db, (before: number, remove: RemovePicture, now: number) => {
      const jobs = endedBefore.all(before) as Remains[];
      for (const job of jobs) markGone.run(job.seq);
      removeUnused(jobs.flatMap(picturesOf), remove, now);
      return jobs.length;
    }),
  };
}
