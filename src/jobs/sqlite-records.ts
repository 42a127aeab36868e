import { nanoid } from 'nanoid';
import { AppError } from '../errors.js';
import { type Database, databaseError, openDatabase } from './database.js';
import { migrate } from './migrate.js';
import { prepareDeferrals } from './operations/deferrals.js';
import { prepareDrafts } from './operations/drafts.js';
import type { Deferral, Draft, Records } from './records.js';

const ID_LETTERS = 12;

/** The bot's records in the jobs' SQLite file. Throws as `openJobStore` does. */
export function openRecords(path: string, options: { readonly clock: () => number }): Records {
  const db = openDatabase(path);
  try {
    migrate(db, path);
    return new SqliteRecords(db, path, options.clock);
  } catch (error) {
    db.close();
    throw error instanceof AppError ? error : databaseError(path, error);
  }
}

class SqliteRecords implements Records {
  readonly #db: Database;
  readonly #path: string;
  readonly #clock: () => number;
  readonly #operations: ReturnType<typeof prepare>;

  constructor(db: Database, path: string, clock: () => number) {
    this.#db = db;
    this.#path = path;
    this.#clock = clock;
    this.#operations = prepare(db);
  }

  async addDeferral(deferral: Deferral): Promise<void> {
    this.#do(() => this.#operations.deferrals.add(deferral));
  }

  async settleDeferral(token: string): Promise<void> {
    this.#do(() => this.#operations.deferrals.settle(token));
  }

  async openDeferrals(): Promise<Deferral[]> {
    return this.#do(() => this.#operations.deferrals.open(this.#clock()));
  }

  async addDraft(draft: Omit<Draft, 'id'>): Promise<Draft> {
    const whole = { ...draft, id: nanoid(ID_LETTERS) };
    this.#do(() => this.#operations.drafts.add(whole, this.#clock()));
    return whole;
  }

  async getDraft(id: string): Promise<Draft | null> {
    return this.#do(() => this.#operations.drafts.get(id));
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  #do<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw error instanceof AppError ? error : databaseError(this.#path, error);
    }
  }
}

function prepare(db: Database) {
  return { deferrals: prepareDeferrals(db), drafts: prepareDrafts(db) };
}
