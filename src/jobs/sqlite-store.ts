import { nanoid } from 'nanoid';
import { AppError, type ErrorCode, type ErrorDetails } from '../errors.js';
import { type Database, databaseError, openDatabase, openReader } from './database.js';
import { groupCommit } from './group-commit.js';
import type { DiscordOrigin, Hash, Job, JobProgress, JobResult, RunningJob } from './job.js';
import { migrate } from './migrate.js';
import { prepareClaim } from './operations/claim.js';
import { prepareDelivery } from './operations/delivery.js';
import { prepareEnqueue } from './operations/enqueue.js';
import { prepareErase } from './operations/erase.js';
import { DRAINING, prepareFacts } from './operations/facts.js';
import { prepareHeartbeat, prepareHolds, prepareProgress } from './operations/held.js';
import { type Leaving, prepareLeave } from './operations/leave.js';
import { prepareReads } from './operations/read.js';
import { prepareLastRevision } from './operations/revision.js';
import { toJob } from './row.js';
import type { Claim, JobStore, NewJob, Quota } from './store.js';

/** Letters of a job's id: 72 bits, in 12 characters that fit in a button's custom_id and a file name. */
const ID_LETTERS = 12;

export interface JobStoreOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * The jobs in a SQLite file, which is made, or brought up to date, when needed. Throws DATA_UNWRITABLE,
 * DATABASE_NEWER, DATABASE_DAMAGED or DISK_FULL; so do the store's methods.
 */
export function openJobStore(path: string, options: JobStoreOptions): JobStore {
  const db = openDatabase(path);
  try {
    migrate(db, path);
    const notes = openDatabase(path, { flush: false });
    return new SqliteJobStore({ db, notes, watcher: openReader(path) }, path, options.clock);
  } catch (error) {
    db.close();
    throw error instanceof AppError ? error : databaseError(path, error);
  }
}

/** SQL lives in `operations/`, one file for each; here is what is called when, with what time. */
class SqliteJobStore implements JobStore {
  readonly #db: Database;
  /** For what the bot notes of its messages: after a power cut they are sent once more, and look the same. */
  readonly #notes: Database;
  /** Never writes and never holds a transaction: only then does its `data_version` show everybody's commits. */
  readonly #watcher: Database;
  readonly #path: string;
  readonly #clock: () => number;
  readonly #operations: ReturnType<typeof prepare>;
  readonly #enqueue: (wish: { readonly job: NewJob; readonly quota: Quota }) => Promise<unknown>;

  constructor(
    connections: { readonly db: Database; readonly notes: Database; readonly watcher: Database },
    path: string,
    clock: () => number,
  ) {
    this.#db = connections.db;
    this.#notes = connections.notes;
    this.#watcher = connections.watcher;
    this.#path = path;
    this.#clock = clock;
    this.#operations = prepare(this.#db, this.#notes);
    this.#enqueue = groupCommit(this.#db, ({ job, quota }) =>
      this.#operations.enqueue(nanoid(ID_LETTERS), job, quota, this.#clock()),
    );
  }

  async enqueue(job: NewJob, quota: Quota): Promise<Job> {
    try {
      return toJob(await this.#enqueue({ job, quota }), this.#path);
    } catch (error) {
      throw this.#asOurs(error);
    }
  }

  async isAsked(userId: string, cause: string): Promise<boolean> {
    return this.#do(() => this.#operations.reads.isAsked(userId, cause));
  }

  async claim(worker: string, leaseMs: number): Promise<RunningJob | null> {
    return this.#do(() => {
      const now = this.#clock();
      this.#operations.leave.expired(now);
      const row = this.#operations.claim(worker, leaseMs, now);
      if (row === undefined) return null;
      const job = toJob(row, this.#path);
      if (job.state !== 'running') throw new Error(`a claimed job is ${job.state}`);
      return job;
    });
  }

  async heartbeat(claim: Claim, leaseMs: number): Promise<boolean> {
    return this.#do(() => this.#operations.heartbeat(claim, leaseMs, this.#clock()));
  }

  async holds(claim: Claim): Promise<boolean> {
    return this.#do(() => this.#operations.holds(claim));
  }

  async progress(claim: Claim, progress: JobProgress, previewHash: Hash | null): Promise<boolean> {
    return this.#do(() => this.#operations.progress(claim, progress, previewHash));
  }

  async succeed(claim: Claim, resultHash: Hash, result: JobResult): Promise<boolean> {
    return this.#leave(claim, { event: 'succeed', resultHash, result });
  }

  async fail(claim: Claim, code: ErrorCode, details: ErrorDetails): Promise<boolean> {
    return this.#leave(claim, { event: 'fail', code, details });
  }

  async release(claim: Claim): Promise<boolean> {
    return this.#leave(claim, { event: 'release' });
  }

  async crash(claim: Claim): Promise<boolean> {
    return this.#leave(claim, { event: 'crash' });
  }

  async reapExpired(): Promise<number> {
    return this.#do(() => this.#operations.leave.expired(this.#clock()));
  }

  async cancel(id: string): Promise<Job | null> {
    return this.#do(() => {
      this.#operations.leave.open(id, { event: 'cancel' }, this.#clock());
      return this.#found(this.#operations.reads.get(id));
    });
  }

  async get(id: string): Promise<Job | null> {
    return this.#do(() => this.#found(this.#operations.reads.get(id)));
  }

  async listByUser(
    userId: string,
    options: { limit: number; skip?: number; preset?: string | null },
  ): Promise<Job[]> {
    const { limit, skip = 0, preset = null } = options;
    return this.#jobs(() => this.#operations.reads.listByUser({ userId, preset, limit, skip }));
  }

  async presetsOfUser(userId: string): Promise<{ name: string; title: string; count: number }[]> {
    return this.#do(() => this.#operations.reads.presetsOfUser(userId));
  }

  async typicalMs(): Promise<number | null> {
    return this.#do(() => this.#operations.reads.typicalMs(this.#clock()));
  }

  async position(id: string): Promise<number | null> {
    return this.#do(() => this.#operations.reads.position(id, this.#clock()));
  }

  async places(): Promise<ReadonlyMap<string, number>> {
    return this.#do(() => this.#operations.reads.places(this.#clock()));
  }

  async counts(): Promise<{ queued: number; running: number }> {
    return this.#do(() => this.#operations.reads.counts());
  }

  async version(): Promise<number> {
    return this.#do(() => Number(this.#watcher.pragma('data_version', { simple: true })));
  }

  async lastRevision(): Promise<number> {
    return this.#do(() => this.#operations.lastRevision());
  }

  async changedSince(revision: number): Promise<Job[]> {
    return this.#jobs(() => this.#operations.reads.changedSince(revision));
  }

  async undelivered(): Promise<Job[]> {
    return this.#jobs(() => this.#operations.reads.undelivered());
  }

  async setMessage(id: string, message: { channelId: string; messageId: string }): Promise<void> {
    this.#do(() => this.#operations.delivery.setMessage(id, message.channelId, message.messageId));
  }

  async reattach(id: string, origin: DiscordOrigin): Promise<Job | null> {
    return this.#do(() => {
      this.#operations.delivery.reattach(id, origin);
      return this.#found(this.#operations.reads.get(id));
    });
  }

  async markDelivered(id: string, revision: number, final: boolean): Promise<void> {
    this.#do(() => this.#operations.delivery.markDelivered(id, revision, final ? this.#clock() : null));
  }

  async expireTokens(): Promise<number> {
    return this.#do(() => this.#operations.delivery.expireTokens(this.#clock()));
  }

  async isDraining(): Promise<boolean> {
    return this.#do(() => this.#operations.facts.get(DRAINING) !== null);
  }

  async setDraining(draining: boolean): Promise<void> {
    this.#do(() => {
      if (draining) this.#operations.facts.set(DRAINING, 'yes');
      else this.#operations.facts.remove(DRAINING);
    });
  }

  async erase(ids: readonly string[], remove: (hash: Hash) => void, messages: boolean): Promise<number> {
    return this.#do(() => this.#operations.erase.jobs(ids, remove, messages, this.#clock()));
  }

  async eraseUser(userId: string, remove: (hash: Hash) => void): Promise<number> {
    return this.#do(() => this.#operations.erase.user(userId, remove, this.#clock()));
  }

  async eraseOrphans(hashes: readonly Hash[], remove: (hash: Hash) => void): Promise<number> {
    return this.#do(() => this.#operations.erase.orphans(hashes, remove, this.#clock()));
  }

  async erasePictures(before: number, remove: (hash: Hash) => void): Promise<number> {
    return this.#do(() => this.#operations.erase.pictures(before, remove, this.#clock()));
  }

  async cancelAll(userId: string): Promise<number> {
    return this.#do(() => {
      const ids = this.#operations.reads.openOfUser(userId);
      for (const id of ids) this.#operations.leave.open(id, { event: 'cancel' }, this.#clock());
      return ids.length;
    });
  }

  async getFact(name: string): Promise<string | null> {
    return this.#do(() => this.#operations.facts.get(name));
  }

  async setFact(name: string, value: string): Promise<void> {
    this.#do(() => this.#operations.facts.set(name, value));
  }

  async close(): Promise<void> {
    this.#watcher.close();
    this.#notes.close();
    this.#db.close();
  }

  #leave(claim: Claim, leaving: Leaving): boolean {
    return this.#do(() => this.#operations.leave.held(claim, leaving, this.#clock()));
  }

  #found(row: unknown): Job | null {
    return row === undefined ? null : toJob(row, this.#path);
  }

  #jobs(read: () => unknown[]): Job[] {
    return this.#do(() => read().map((row) => toJob(row, this.#path)));
  }

  #do<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw this.#asOurs(error);
    }
  }

  #asOurs(error: unknown): AppError {
    return error instanceof AppError ? error : databaseError(this.#path, error);
  }
}

/** Every statement is compiled here, once. */
function prepare(db: Database, notes: Database) {
  return {
    enqueue: prepareEnqueue(db),
    claim: prepareClaim(db),
    heartbeat: prepareHeartbeat(db),
    holds: prepareHolds(db),
    progress: prepareProgress(db),
    leave: prepareLeave(db),
    reads: prepareReads(db),
    delivery: prepareDelivery(notes),
    erase: prepareErase(db),
    facts: prepareFacts(db),
    lastRevision: prepareLastRevision(db),
  };
}
