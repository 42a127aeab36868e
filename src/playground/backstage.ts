import { setTimeout as delay } from 'node:timers/promises';
import { type Database, openReader } from '../jobs/database.js';
import type { BackstageJob, BackstageLine } from '../sandbox/api.js';
import type { SandboxClient } from '../sandbox/client.js';
import { readLine } from './log-line.js';

const PAUSE_MS = 250;
const ROWS = 100;

/** Tells the sandbox what goes on behind the bot, for its developers' drawer: the rows of the jobs table, and the log. */
export class Backstage {
  readonly #client: SandboxClient;
  readonly #database: string;
  #lines: BackstageLine[] = [];

  /** @param database the file of the jobs; it may come later. */
  constructor(client: SandboxClient, database: string) {
    this.#client = client;
    this.#database = database;
  }

  /** Takes a line that the bot, the engine or the supervisor logged. */
  heard(line: string): void {
    const read = readLine(line);
    if (read !== null) this.#lines.push(read);
  }

  /** Tells what is new until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const db = openReader(this.#database);
    try {
      let version: unknown = null;
      const told = new Map<string, string>();
      while (!signal.aborted) {
        const now = db.pragma('data_version', { simple: true });
        // Not by revision: that a message was delivered, for one, raises none.
        const rows = now === version ? [] : newestRows(db).filter((row) => isNew(told, row));
        version = now;
        const lines = this.#lines.splice(0);
        if (rows.length + lines.length > 0) {
          await this.#client.tellBackstage({ jobs: rows.map(toJob), lines });
        }
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      db.close();
    }
  }
}

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly state: string;
  readonly message_id: string | null;
}

/** The newest rows, oldest of them first. */
function newestRows(db: Database): Row[] {
  return db.prepare<[number], Row>('SELECT * FROM jobs ORDER BY seq DESC LIMIT ?').all(ROWS).reverse();
}

function isNew(told: Map<string, string>, row: Row): boolean {
  const text = JSON.stringify(row);
  if (told.get(row.id) === text) return false;
  told.set(row.id, text);
  return true;
}

/** A row as developers may see it: the token opens the message, and is nobody's to read. */
function toJob(row: Row): BackstageJob {
  const shown = { ...row, interaction_token: row.interaction_token === null ? null : '(hidden)' };
  return { id: row.id, messageId: row.message_id, state: row.state, row: shown };
}
