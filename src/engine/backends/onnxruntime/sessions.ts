import type { InferenceSession, OnnxValue } from 'onnxruntime-node';
import { AppError } from '../../../errors.js';
import { footprintOf } from './footprint.js';
import type { LoweredModel } from './model-builder.js';

export interface SessionFactory {
  create(model: LoweredModel): Promise<InferenceSession>;
}

export interface SessionLimits {
  /** How many idle sessions are kept. */
  readonly sessions: number;
  /**
   * Bytes that sessions may hold together, about: their weights, and what a run needs, which a session's arena keeps
   * until the session is released. What functions that are not disposed of have run stays beyond it, since they would
   * only have it compiled again; whoever compiles them minds what they take together (`Footprint`).
   */
  readonly bytes: number;
}

export interface SessionStatistics {
  /** Sessions created since the start. */
  readonly compiled: number;
  readonly runs: number;
  readonly open: number;
}

/** Errors are thrown; printing them too would only put them on the terminal twice. */
const RUN_OPTIONS: InferenceSession.RunOptions = { logSeverityLevel: 4 };

function outOfMemory(thrown: unknown): boolean {
  return thrown instanceof Error && /Failed to allocate memory|bad_alloc|bad allocation/.test(thrown.message);
}

interface Entry {
  readonly key: string;
  /** Constants inside, by the id of their value. */
  readonly constants: ReadonlySet<number>;
  readonly session: Promise<InferenceSession>;
  bytes: number;
  users: number;
  /** The functions that ran it and may do so again. */
  readonly holders: Set<object>;
  /** To be released as soon as nobody uses it. */
  retired: boolean;
}

/**
 * Compiled sessions by the structure of their graph, least recently used first. A session in use is never released;
 * one that fell out of the cache meanwhile is released after its last run. One that is held stays, too, unless a
 * constant in it is gone or all are released.
 */
export class SessionCache {
  readonly #factory: SessionFactory;
  readonly #limits: SessionLimits;
  readonly #entries = new Map<string, Entry>();
  readonly #releasing = new Set<Promise<void>>();
  #compiled = 0;
  #runs = 0;
  #open = 0;

  constructor(factory: SessionFactory, limits: SessionLimits) {
    this.#factory = factory;
    this.#limits = limits;
  }

  get statistics(): SessionStatistics {
    return { compiled: this.#compiled, runs: this.#runs, open: this.#open };
  }

  /**
   * Runs the session of `key`, built from `build()` when there is none.
   * @param holder holds the session until `letGo`.
   */
  async run(
    key: string,
    constants: ReadonlySet<number>,
    build: () => LoweredModel,
    feeds: Readonly<Record<string, OnnxValue>>,
    holder?: object,
  ): Promise<InferenceSession.OnnxValueMapType> {
    const entry = this.#entries.get(key) ?? (await this.#add(key, constants, build));
    // Most recently used last.
    if (this.#entries.delete(key)) this.#entries.set(key, entry);
    entry.users++;
    if (holder !== undefined) entry.holders.add(holder);
    try {
      const session = await entry.session;
      this.#runs++;
      return await session.run(feeds, RUN_OPTIONS);
    } catch (thrown) {
      throw outOfMemory(thrown) ? new AppError('ENGINE_MEMORY', {}, { cause: thrown }) : thrown;
    } finally {
      entry.users--;
      if (entry.retired) this.#release(entry);
      this.#shrink();
    }
  }

  /** The session of `key` is kept for this holder no longer. */
  letGo(key: string, holder: object): void {
    if (this.#entries.get(key)?.holders.delete(holder) === true) this.#shrink();
  }

  /** A constant is gone, so no graph can hold it again. */
  forget(constant: number): void {
    for (const entry of [...this.#entries.values()]) if (entry.constants.has(constant)) this.#retire(entry);
  }

  /** Releases every session that is not in use, and those in use after their run. */
  async releaseAll(): Promise<void> {
    for (const entry of [...this.#entries.values()]) this.#retire(entry);
    await Promise.all(this.#releasing);
  }

  async #add(key: string, constants: ReadonlySet<number>, build: () => LoweredModel): Promise<Entry> {
    const model = build();
    // Room first: the old session's memory and the new one's need not exist at the same time.
    const { constants: weights, results } = footprintOf(model);
    const bytes = weights + results;
    this.#shrink(bytes);
    await Promise.all(this.#releasing);
    const meanwhile = this.#entries.get(key);
    if (meanwhile !== undefined) return meanwhile;
    const entry: Entry = {
      key,
      constants,
      session: this.#factory.create(model),
      bytes,
      users: 0,
      holders: new Set(),
      retired: false,
    };
    this.#entries.set(key, entry);
    this.#compiled++;
    this.#open++;
    entry.session.catch(() => {
      this.#open--;
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return entry;
  }

  #shrink(room = 0): void {
    let bytes = room;
    let count = room > 0 ? 1 : 0;
    for (const entry of this.#entries.values()) {
      bytes += entry.bytes;
      count++;
    }
    for (const entry of [...this.#entries.values()]) {
      if (bytes <= this.#limits.bytes && count <= this.#limits.sessions) return;
      if (entry.users > 0 || entry.holders.size > 0) continue;
      bytes -= entry.bytes;
      count--;
      this.#retire(entry);
    }
  }

  #retire(entry: Entry): void {
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
    entry.retired = true;
    this.#release(entry);
  }

  #release(entry: Entry): void {
    if (entry.users > 0 || !entry.retired) return;
    entry.retired = false;
    const releasing: Promise<void> = entry.session
      .then(
        async (session) => {
          await session.release();
          this.#open--;
        },
        () => undefined,
      )
      .finally(() => this.#releasing.delete(releasing));
    this.#releasing.add(releasing);
  }
}
