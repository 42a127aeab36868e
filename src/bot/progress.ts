import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../jobs/job.js';
import { Delivery, type DeliveryTools } from './delivery.js';
import { describeError } from './discord-errors.js';
import { QueueLook } from './queue-look.js';

/** How often the store is asked whether anything changed. The question is one number; see JobStore.version. */
const POLL_MS = 250;

/**
 * Follows the jobs table and keeps the message of every open job up to date. All it knows is in the table: a bot
 * that was killed goes on where it was.
 */
export class ProgressFeed {
  readonly #tools: DeliveryTools;
  readonly #deliveries = new Map<string, Delivery>();
  readonly #stopping = new AbortController();
  #version: number | null = null;
  #revision = 0;
  #following: Promise<void> | null = null;

  constructor(tools: Omit<DeliveryTools, 'queue'>) {
    this.#tools = { ...tools, queue: new QueueLook(tools) };
  }

  /** Brings every message up to date that was not when the last bot ended, then follows the changes. */
  async start(): Promise<void> {
    const { store, log } = this.#tools;
    this.#version = await store.version();
    // Asked for before the jobs are read: what changes in between is read twice, never missed.
    this.#revision = await store.lastRevision();
    const left = await store.undelivered();
    for (const job of left) this.show(job);
    if (left.length > 0) log.info({ jobs: left.length }, 'picked up jobs of before');
    this.#following = this.#follow();
  }

  /** Shows a job's newest state. Needed only for a job just made, so that nobody waits for the next poll. */
  show(job: Job): void {
    if (job.origin === null || job.deliveredAt !== null) return;
    const known = this.#deliveries.get(job.id);
    known?.update(job);
    if (known !== undefined) return;
    const delivery: Delivery = new Delivery(job, job.origin, this.#tools, (id) => {
      if (this.#deliveries.get(id) === delivery) this.#deliveries.delete(id);
    });
    this.#deliveries.set(job.id, delivery);
  }

  /** Shows a job whose message has a new way to be edited: what was done with the old one ends first. */
  async reattach(job: Job): Promise<void> {
    const known = this.#deliveries.get(job.id);
    this.#deliveries.delete(job.id);
    await known?.stop();
    this.show(job);
  }

  /** Ends what is under way and sends nothing more. The next process does the rest. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
    await Promise.all([...this.#deliveries.values()].map((delivery) => delivery.stop()));
  }

  async #follow(): Promise<void> {
    const { log } = this.#tools;
    const { signal } = this.#stopping;
    let failing = false;
    while (!signal.aborted) {
      try {
        await this.#read();
        failing = false;
      } catch (error) {
        // Once is enough: a full or locked disk would fill the log four times a second.
        if (!failing) log.error({ error: describeError(error) }, 'the jobs cannot be read; trying on');
        failing = true;
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #read(): Promise<void> {
    const { store } = this.#tools;
    const version = await store.version();
    if (version === this.#version) return;
    const changed = await store.changedSince(this.#revision);
    this.#version = version;
    let queueMoved = false;
    for (const job of changed) {
      this.#revision = Math.max(this.#revision, job.revision);
      queueMoved ||= job.state !== this.#deliveries.get(job.id)?.job.state;
      this.show(job);
    }
    if (queueMoved) for (const delivery of this.#deliveries.values()) delivery.queueMoved();
  }
}
