import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError, asAppError, hasErrno } from '../errors.js';

export type Database = Sqlite.Database;

/** Writers wait this long for each other. Every transaction here takes about a millisecond. */
const BUSY_MS = 10_000;

/**
 * Opens the file, making it and its folder when absent. WAL, so that readers and the one writer never wait for each
 * other across processes.
 *
 * `synchronous = FULL`: in WAL mode NORMAL would lose the last commits in a power cut, and people were already told
 * about them in Discord. The price is one flush per commit (3.6 ms against 0.006 ms on an ext4 disk), and a busy
 * engine commits a few times a second.
 *
 * `flush: false` is for notes that nobody is hurt by when a power cut takes the last few of them: such a commit costs
 * no flush. A process that is killed loses nothing either way.
 *
 * Throws DATA_UNWRITABLE, DATABASE_DAMAGED or DISK_FULL.
 */
export function openDatabase(path: string, { flush = true }: { readonly flush?: boolean } = {}): Database {
  try {
    makeFolder(dirname(path));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('DATA_UNWRITABLE', { path: dirname(path), problem }, { cause });
  }
  let db: Database | undefined;
  try {
    db = new Sqlite(path, { timeout: BUSY_MS });
    useWal(db);
    db.pragma(`synchronous = ${flush ? 'FULL' : 'NORMAL'}`);
    db.pragma('foreign_keys = ON');
    return db;
  } catch (error) {
    db?.close();
    throw databaseError(path, error);
  }
}

/**
 * Makes a folder and those above it. Not by Node's `recursive`, which never returns where the system answers ENOENT for
 * a folder whose parent exists, as it does below /proc.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (!hasErrno(error, 'EEXIST')) throw error;
  }
}

/** Opens a second connection to the same file that can only read. */
export function openReader(path: string): Database {
  try {
    const db = new Sqlite(path, { timeout: BUSY_MS, fileMustExist: true });
    db.pragma('query_only = ON');
    return db;
  } catch (error) {
    throw databaseError(path, error);
  }
}

/** Runs `body` as one transaction that takes the write lock at its start, so that it never has to be tried again. */
export function transaction<A extends unknown[], R>(
  db: Database,
  body: (...args: A) => R,
): (...args: A) => R {
  const run = db.transaction(body);
  return (...args: A) => run.immediate(...args);
}

/** An error of SQLite as what it means for the person who runs this; anything else as `asAppError` has it. */
export function databaseError(path: string, thrown: unknown): AppError {
  if (!(thrown instanceof Sqlite.SqliteError)) return asAppError(thrown);
  const cause = { cause: thrown };
  const { code, message: problem } = thrown;
  if (code === 'SQLITE_FULL') return new AppError('DISK_FULL', {}, cause);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new AppError('DATABASE_DAMAGED', { path, problem }, cause);
  }
  if (/^SQLITE_(?:CANTOPEN|READONLY|PERM|IOERR)/.test(code)) {
    return new AppError('DATA_UNWRITABLE', { path: dirname(path), problem }, cause);
  }
  return asAppError(thrown);
}

/**
 * Turning WAL on needs the file to itself for a moment, and SQLite does not wait for that as it waits for locks:
 * with two processes that open a new database at once, one of them has to ask again.
 */
function useWal(db: Database): void {
  const giveUp = Date.now() + BUSY_MS;
  for (;;) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || Date.now() > giveUp) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
