import type { Database } from '../database.js';

/** The fact that the host is draining: present or not. */
export const DRAINING = 'draining';

/** Small facts a process keeps between runs. */
export interface Facts {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
}

export function prepareFacts(db: Database): Facts {
  const get = db.prepare('SELECT value FROM facts WHERE name = ?').pluck();
  const set = db.prepare(
    'INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const remove = db.prepare('DELETE FROM facts WHERE name = ?');
  return {
    get: (name) => {
      const value: unknown = get.get(name);
      return value === undefined ? null : String(value);
    },
    remove: (name) => {
      remove.run(name);
    },
    set: (name, value) => {
      set.run(name, value);
    },
  };
}
