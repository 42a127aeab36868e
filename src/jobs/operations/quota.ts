import { AppError, type ErrorCode } from '../../errors.js';
import type { Database } from '../database.js';
import type { NewJob, Quota } from '../store.js';

const DAY_MS = 24 * 60 * 60_000;

/** What failed cost its owner nothing, nor what was cancelled before anybody worked on it. */
const COUNTS = `created_at > @since AND state <> 'failed' AND (state <> 'cancelled' OR started_at IS NOT NULL)`;

/** Throws where a job would be more than the quota has. Call it in the transaction that adds the job. */
export function prepareQuota(db: Database): (job: NewJob, quota: Quota, now: number) => void {
  const count = (where: string) => db.prepare(`SELECT COUNT(*) FROM jobs WHERE ${where}`).pluck();
  const open = (whose: string) =>
    db
      .prepare(
        `SELECT (SELECT COUNT(*) FROM jobs WHERE state = 'queued' AND ${whose})
              + (SELECT COUNT(*) FROM jobs WHERE state = 'running' AND ${whose})`,
      )
      .pluck();
  const user = 'user_id = @userId';
  const guild = 'guild_id = @guildId';
  const limits: readonly (readonly [keyof Quota, ErrorCode, ReturnType<typeof open>])[] = [
    ['openPerUser', 'JOB_QUOTA', open(user)],
    ['openPerMember', 'JOB_QUOTA', open(`${user} AND ${guild}`)],
    ['openPerGuild', 'GUILD_QUOTA', open(guild)],
    ['userPerDay', 'JOB_QUOTA_DAY', count(`${user} AND ${COUNTS}`)],
    ['memberPerDay', 'JOB_QUOTA_DAY', count(`${user} AND ${guild} AND ${COUNTS}`)],
    ['guildPerDay', 'GUILD_QUOTA_DAY', count(`${guild} AND ${COUNTS}`)],
  ];
  return (job, quota, now) => {
    const named = { userId: job.userId, guildId: job.origin?.guildId ?? null, since: now - DAY_MS };
    for (const [name, code, statement] of limits) {
      const limit = quota[name];
      if (limit === undefined) continue;
      // SQLite refuses values that a statement does not name.
      const used = Object.fromEntries(
        Object.entries(named).filter(([key]) => statement.source.includes(`@${key}`)),
      );
      const found = Number(statement.get(used));
      if (found >= limit) throw new AppError(code, { count: found, limit });
    }
  };
}
