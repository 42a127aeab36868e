import type { Database } from '../database.js';

/** Small facts a process keeps between runs. */
export interface Facts {
  get(name: string): string | null;
  set(name: string, value: string): void;
}

export function prepareFacts(db: Database): Facts {
  const get = db.prepare('SELECT value FROM facts WHERE name = ?').pluck();
  const set = db.prepare(
    'INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return {
    get: (name) => {
      const value: unknown = get.get(name);
      return value === undefined ? null : String(value);
    },
    set: (name, value) => {
      set.run(name, value);
    },
  };
}
