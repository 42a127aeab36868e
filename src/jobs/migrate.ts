import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.js';
import { type Database, databaseError, transaction } from './database.js';

/** The migrations that came with this program: beside `src/` and `dist/` alike. */
const MIGRATIONS = fileURLToPath(new URL('../../migrations/', import.meta.url));

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Brings the database's schema up to date, each numbered migration in a transaction of its own; `user_version` says
 * which was the last. Any number of processes may do this at once: each looks again once it has the write lock.
 * Throws DATABASE_NEWER when the schema is from a later program, and what `databaseError` makes of SQLite's errors.
 */
export function migrate(db: Database, path: string, migrations = readMigrations()): void {
  const known = migrations.at(-1)?.version ?? 0;
  const step = transaction(db, (): boolean => {
    const found = schemaVersion(db);
    if (found > known) throw new AppError('DATABASE_NEWER', { path, found, known });
    const next = migrations.find((migration) => migration.version > found);
    if (next === undefined) return false;
    db.exec(next.sql);
    db.pragma(`user_version = ${next.version}`);
    return true;
  });
  try {
    // The usual start: nothing to do, and no lock taken to find out.
    if (schemaVersion(db) === known) return;
    while (step()) {}
    // A whole schema is a few hundred kilobytes of log, which would stay until a thousand pages have been written.
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    throw error instanceof AppError ? error : databaseError(path, error);
  }
}

/** Reads `0001_name.sql`, `0002_name.sql` …: numbered without gaps, so that two branches cannot both add a third. */
export function readMigrations(folder = MIGRATIONS): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, index) => {
    const version = Number(/^(\d{4})_\w+\.sql$/.exec(name)?.[1]);
    if (version !== index + 1) throw new Error(`migrations must be numbered 0001, 0002, …; found ${name}`);
    return { version, name, sql: readFileSync(`${folder}/${name}`, 'utf8') };
  });
}

function schemaVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}
