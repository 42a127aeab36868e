import { type Database, transaction } from '../database.js';
import type { Erasure, Forgotten, MessagePlace } from '../records.js';

export interface HouseKeeping {
  askErasure(userId: string, now: number): void;
  erasures(): Erasure[];
  endErasure(userId: string): void;
  unwantedMessages(limit: number): MessagePlace[];
  messageGone(place: MessagePlace): void;
  forgottenSince(seq: number): Forgotten[];
  /** Drops notes of what was forgotten before, drafts made before, and messages that could not be deleted since. */
  tidy(before: { forgotten: number; drafts: number }): void;
  endedBefore(time: number, limit: number): string[];
}

export function prepareHouseKeeping(db: Database): HouseKeeping {
  const askErasure = db.prepare(
    'INSERT INTO erasures VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET asked_at = excluded.asked_at',
  );
  const erasures = db.prepare(
    'SELECT user_id AS userId, asked_at AS askedAt FROM erasures ORDER BY asked_at',
  );
  const endErasure = db.prepare('DELETE FROM erasures WHERE user_id = ?');
  const unwanted = db.prepare(
    'SELECT channel_id AS channelId, message_id AS messageId FROM unwanted_messages ORDER BY since LIMIT ?',
  );
  const messageGone = db.prepare('DELETE FROM unwanted_messages WHERE channel_id = ? AND message_id = ?');
  const forgotten = db.prepare('SELECT seq, kind, name FROM forgotten WHERE seq > ? ORDER BY seq');
  const dropForgotten = db.prepare('DELETE FROM forgotten WHERE since < ?');
  const dropUnwanted = db.prepare('DELETE FROM unwanted_messages WHERE since < ?');
  const dropDrafts = db.prepare('DELETE FROM drafts WHERE created_at < ?');
  const ended = db.prepare('SELECT id FROM jobs WHERE finished_at < ? ORDER BY finished_at LIMIT ?').pluck();
  return {
    askErasure: (userId, now) => {
      askErasure.run(userId, now);
    },
    erasures: () => erasures.all() as Erasure[],
    endErasure: (userId) => {
      endErasure.run(userId);
    },
    unwantedMessages: (limit) => unwanted.all(limit) as MessagePlace[],
    messageGone: ({ channelId, messageId }) => {
      messageGone.run(channelId, messageId);
    },
    forgottenSince: (seq) => forgotten.all(seq) as Forgotten[],
    tidy: transaction(db, (before: { forgotten: number; drafts: number }) => {
      dropForgotten.run(before.forgotten);
      dropUnwanted.run(before.forgotten);
      dropDrafts.run(before.drafts);
    }),
    endedBefore: (time, limit) => ended.all(time, limit) as string[],
  };
}
