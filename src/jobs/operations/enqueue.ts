import { AppError } from '../../errors.js';
import { type Database, transaction } from '../database.js';
import { jobRequestSchema } from '../job.js';
import type { NewJob, Quota } from '../store.js';
import { DRAINING } from './facts.js';
import { prepareQuota } from './quota.js';
import { NEXT_REVISION, prepareRevised } from './revision.js';

/**
 * Adds a queued job under `id`, or throws as JobStore.enqueue says: looking and adding are one transaction.
 * Answers its row.
 */
export function prepareEnqueue(
  db: Database,
): (id: string, job: NewJob, quota: Quota, now: number) => unknown {
  const revised = prepareRevised(db);
  const checkQuota = prepareQuota(db);
  const draining = db.prepare('SELECT 1 FROM facts WHERE name = ?');
  const asked = db.prepare('SELECT 1 FROM jobs WHERE user_id = ? AND cause = ? AND finished_at IS NULL');
  const addStyle = db.prepare('INSERT OR IGNORE INTO job_styles (seq, hash) VALUES (?, ?)');
  const insert = db.prepare(`
    INSERT INTO jobs (
      id, state, revision, user_id, guild_id, channel_id, message_id, application_id,
      interaction_token, interaction_token_expires_at, attachment_size_limit, locale,
      private, bot_can_edit, age_restricted, spoiler, cause, request, preset_name, content_hash, created_at
    ) VALUES (
      @id, 'queued', ${NEXT_REVISION}, @userId, @guildId, @channelId, @messageId, @applicationId,
      @token, @tokenExpiresAt, @attachmentSizeLimit, @locale,
      @private, @botCanEdit, @ageRestricted, @spoiler, @cause, @request, @presetName, @contentHash, @now
    ) RETURNING *`);
  return transaction(db, (id: string, job: NewJob, quota: Quota, now: number) => {
    if (draining.get(DRAINING) !== undefined) throw new AppError('DRAINING');
    checkQuota(job, quota, now);
    if (job.cause !== undefined && asked.get(job.userId, job.cause) !== undefined) {
      throw new AppError('JOB_ASKED_ALREADY');
    }
    const row = insert.get({
      id,
      now,
      userId: job.userId,
      guildId: job.origin?.guildId ?? null,
      channelId: job.origin?.channelId ?? null,
      messageId: job.origin?.messageId ?? null,
      applicationId: job.origin?.applicationId ?? null,
      token: job.origin?.token ?? null,
      tokenExpiresAt: job.origin?.tokenExpiresAt ?? null,
      attachmentSizeLimit: job.origin?.attachmentSizeLimit ?? null,
      locale: job.origin?.locale ?? null,
      private: job.origin?.private ? 1 : 0,
      botCanEdit: (job.origin?.botCanEdit ?? true) ? 1 : 0,
      ageRestricted: job.origin?.ageRestricted ? 1 : 0,
      spoiler: job.spoiler ? 1 : 0,
      cause: job.cause ?? null,
      request: JSON.stringify(jobRequestSchema.parse(job.request)),
      presetName: job.request.preset.name,
      contentHash: job.contentHash,
    });
    for (const { hash } of job.request.styles) addStyle.run((row as { seq: number }).seq, hash);
    revised();
    return row;
  });
}
