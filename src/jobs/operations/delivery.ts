import type { Database } from '../database.js';
import type { DiscordOrigin } from '../job.js';

/**
 * What the bot notes about a job's message. None of it is a revision: the bot itself is who would see it, and it
 * would answer its own notes for ever.
 */
export interface Delivery {
  setMessage(id: string, channelId: string, messageId: string): void;
  /** A new way to edit the message: it counts as not delivered, whatever was noted. */
  reattach(id: string, origin: DiscordOrigin): void;
  markDelivered(id: string, revision: number, deliveredAt: number | null): void;
  /** Forgets interaction tokens past their time. How many there were. */
  expireTokens(now: number): number;
}

export function prepareDelivery(db: Database): Delivery {
  const setMessage = db.prepare('UPDATE jobs SET channel_id = ?, message_id = ? WHERE id = ?');
  const reattach = db.prepare(`
    UPDATE jobs
       SET channel_id = @channelId,
           message_id = @messageId,
           application_id = @applicationId,
           interaction_token = @token,
           interaction_token_expires_at = @tokenExpiresAt,
           attachment_size_limit = @attachmentSizeLimit,
           locale = @locale,
           delivered_revision = 0,
           delivered_at = NULL
     WHERE id = @id`);
  const markDelivered = db.prepare(`
    UPDATE jobs
       SET delivered_revision = MAX(delivered_revision, ?),
           delivered_at = COALESCE(delivered_at, ?)
     WHERE id = ?`);
  const expireTokens = db.prepare(`
    UPDATE jobs
       SET interaction_token = NULL
     WHERE interaction_token IS NOT NULL AND interaction_token_expires_at <= ?`);
  return {
    setMessage: (id, channelId, messageId) => {
      setMessage.run(channelId, messageId, id);
    },
    reattach: (id, origin) => {
      const { channelId, messageId, applicationId, token, tokenExpiresAt, attachmentSizeLimit, locale } =
        origin;
      const way = { channelId, messageId, applicationId, token, tokenExpiresAt, attachmentSizeLimit, locale };
      reattach.run({ id, ...way });
    },
    markDelivered: (id, revision, deliveredAt) => {
      markDelivered.run(revision, deliveredAt, id);
    },
    expireTokens: (now) => expireTokens.run(now).changes,
  };
}
