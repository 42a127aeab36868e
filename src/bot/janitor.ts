import { setTimeout as sleep } from 'node:timers/promises';
import { type REST, Routes } from 'discord.js';
import type { BlobStore } from '../jobs/blobs.js';
import type { Records } from '../jobs/records.js';
import type { JobStore } from '../jobs/store.js';
import type { Log } from '../logger.js';
import { describeError, failureOf } from './discord-errors.js';

export interface JanitorTools {
  readonly store: JobStore;
  readonly records: Records;
  readonly blobs: BlobStore;
  readonly rest: REST;
  readonly log: Log;
  readonly clock: () => number;
  readonly pictureDays: number;
  readonly historyDays: number;
  /** How long after somebody asked their things are removed: what is under way must have ended by then. */
  readonly graceMs?: number;
}

const PASS_MS = 3_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** An engine notices a cancelled job within half a second, and a preview it was writing is written by then. */
const GRACE_MS = 20_000;
/** A picture that nothing has may be about to be queued: a download and a commit take less than this. */
const ORPHAN_MS = 15_000;
const MESSAGES_AT_ONCE = 20;
const JOBS_AT_ONCE = 500;
const NOTES_DAYS = 7;

/** Removes what is to be removed: what people asked for within the minute, what is past its time within the hour. */
export class Janitor {
  readonly #tools: JanitorTools;
  readonly #stopping = new AbortController();
  #working: Promise<void> | null = null;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(tools: JanitorTools) {
    this.#tools = tools;
  }

  start(): void {
    this.#working = this.#work();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
  }

  /** One round of everything that is due. */
  async pass(): Promise<void> {
    await this.#eraseUsers();
    await this.#deleteMessages();
    if (this.#tools.clock() - this.#sweptAt < 60 * MINUTE_MS) return;
    this.#sweptAt = this.#tools.clock();
    await this.#sweep();
  }

  async #work(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.pass().catch((error: unknown) => {
        this.#tools.log.error({ error: describeError(error) }, 'could not clean up; trying again');
      });
      await sleep(PASS_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #eraseUsers(): Promise<void> {
    const { store, records, clock, log, graceMs = GRACE_MS } = this.#tools;
    for (const { userId, askedAt } of await records.erasures()) {
      // Whatever they asked for since they asked to be forgotten goes too.
      await store.cancelAll(userId);
      if (clock() - askedAt < graceMs) continue;
      const jobs = await store.eraseUser(userId, this.#remove);
      const orphans = await this.#removeOrphans(Math.min(ORPHAN_MS, graceMs));
      await records.endErasure(userId);
      log.info({ jobs, orphans }, 'removed everything of somebody who asked for it');
    }
  }

  async #deleteMessages(): Promise<void> {
    const { records, rest, log } = this.#tools;
    for (const place of await records.unwantedMessages(MESSAGES_AT_ONCE)) {
      if (this.#stopping.signal.aborted) return;
      try {
        await rest.delete(Routes.channelMessage(place.channelId, place.messageId));
      } catch (error) {
        const failure = failureOf(error);
        log.debug({ failure, error: describeError(error) }, 'a message could not be deleted');
        if (failure === 'transient') return;
      }
      await records.messageGone(place);
    }
  }

  async #sweep(): Promise<void> {
    const { store, records, clock, log, pictureDays, historyDays } = this.#tools;
    const now = clock();
    await records.tidy({ forgotten: now - NOTES_DAYS * DAY_MS, drafts: now - DAY_MS });
    const pictures = await store.erasePictures(now - pictureDays * DAY_MS, this.#remove);
    const old = await records.endedBefore(now - historyDays * DAY_MS, JOBS_AT_ONCE);
    // Their messages are people's to keep.
    const jobs = await store.erase(old, this.#remove, false);
    const orphans = await this.#removeOrphans(60 * MINUTE_MS);
    if (pictures + jobs + orphans > 0) log.info({ pictures, jobs, orphans }, 'removed what is past its time');
  }

  async #removeOrphans(olderThanMs: number): Promise<number> {
    const { store, blobs } = this.#tools;
    return store.eraseOrphans(await blobs.hashes(olderThanMs), this.#remove);
  }

  readonly #remove = (hash: string): void => this.#tools.blobs.removeNow(hash);
}
