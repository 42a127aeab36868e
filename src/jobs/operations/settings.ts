import type { Database } from '../database.js';

/** Settings as JSON; null where nothing was set. */
export interface SettingsTable {
  get(id: string): string | null;
  set(id: string, settings: string): void;
  reset(id: string): void;
}

export function prepareSettings(db: Database, kind: 'user' | 'guild'): SettingsTable {
  const get = db.prepare(`SELECT settings FROM ${kind}_settings WHERE ${kind}_id = ?`).pluck();
  const set = db.prepare(
    `INSERT INTO ${kind}_settings VALUES (?, ?) ON CONFLICT DO UPDATE SET settings = excluded.settings`,
  );
  const reset = db.prepare(`DELETE FROM ${kind}_settings WHERE ${kind}_id = ?`);
  return {
    get: (id) => (get.get(id) as string | undefined) ?? null,
    set: (id, settings) => {
      set.run(id, settings);
    },
    reset: (id) => {
      reset.run(id);
    },
  };
}
