import type { Database } from '../database.js';

/**
 * What the bot notes about a job's message. None of it is a revision: the bot itself is who would see it, and it
 * would answer its own notes for ever.
 */
export interface Delivery {
  setMessage(id: string, channelId: string, messageId: string): void;
  markDelivered(id: string, revision: number, deliveredAt: number | null): void;
  /** Forgets interaction tokens past their time. How many there were. */
  expireTokens(now: number): number;
}

export function prepareDelivery(db: Database): Delivery {
  const setMessage = db.prepare('UPDATE jobs SET channel_id = ?, message_id = ? WHERE id = ?');
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
    markDelivered: (id, revision, deliveredAt) => {
      markDelivered.run(revision, deliveredAt, id);
    },
    expireTokens: (now) => expireTokens.run(now).changes,
  };
}
