import { type Database, transaction } from '../database.js';
import type { Deferral } from '../records.js';

export interface Deferrals {
  add(deferral: Deferral): void;
  settle(token: string): void;
  open(now: number): Deferral[];
}

interface Row {
  readonly token: string;
  readonly application_id: string;
  readonly locale: string;
  readonly expires_at: number;
}

export function prepareDeferrals(db: Database): Deferrals {
  const add = db.prepare(
    'INSERT OR REPLACE INTO deferrals VALUES (@token, @applicationId, @locale, @expiresAt)',
  );
  const settle = db.prepare('DELETE FROM deferrals WHERE token = ?');
  // A job that was queued has its own way to its message.
  const forget = db.prepare(`
    DELETE FROM deferrals
     WHERE expires_at <= ? OR token IN (SELECT interaction_token FROM jobs WHERE interaction_token IS NOT NULL)`);
  const all = db.prepare('SELECT * FROM deferrals ORDER BY expires_at');
  return {
    add: (deferral) => {
      add.run({ ...deferral });
    },
    settle: (token) => {
      settle.run(token);
    },
    open: transaction(db, (now: number) => {
      forget.run(now);
      return (all.all() as Row[]).map(({ token, application_id, locale, expires_at }) => ({
        token,
        applicationId: application_id,
        locale,
        expiresAt: expires_at,
      }));
    }),
  };
}
