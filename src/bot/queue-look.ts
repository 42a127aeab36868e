import { setTimeout as sleep } from 'node:timers/promises';
import type { JobStore } from '../jobs/store.js';
import { secondsToStart } from './views/queue.js';

/** The queue at one moment. */
export interface QueueState {
  /** How many jobs are before each waiting one, by its id. */
  readonly places: ReadonlyMap<string, number>;
  readonly running: number;
  readonly typicalMs: number | null;
}

/** Every finished job moves all those that wait, and each of them asks where it stands. */
const LOOK_MS = 200;

/** Looks at the queue for all who ask at much the same time: with thousands waiting, one look takes milliseconds. */
export class QueueLook {
  readonly #store: JobStore;
  readonly #clock: () => number;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #next: Promise<QueueState> | null = null;

  constructor({ store, clock }: { readonly store: JobStore; readonly clock: () => number }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The queue as it is at some moment after the call, at once or soon. */
  look(): Promise<QueueState> {
    this.#next ??= this.#lookSoon();
    return this.#next;
  }

  async #lookSoon(): Promise<QueueState> {
    const wait = this.#lookedAt + LOOK_MS - this.#clock();
    await sleep(Math.max(0, wait), undefined, { ref: false });
    // Whoever asks from here on may be about a job that this look does not show.
    this.#next = null;
    this.#lookedAt = this.#clock();
    const places = await this.#store.places();
    const { running } = await this.#store.counts();
    return { places, running, typicalMs: await this.#store.typicalMs() };
  }
}

/** How many jobs are before a waiting one, and when it is likely to start; null where that is not known. */
export function standing(
  jobId: string,
  { places, running, typicalMs }: QueueState,
): { readonly ahead: number | null; readonly secondsToStart: number | null } {
  const ahead = places.get(jobId) ?? null;
  return { ahead, secondsToStart: ahead === null ? null : secondsToStart(ahead, running, typicalMs) };
}
