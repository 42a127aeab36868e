import type { REST } from 'discord.js';
import { unreachable } from '../errors.js';
import type { BlobStore } from '../jobs/blobs.js';
import { type DiscordOrigin, isFinal, type Job } from '../jobs/job.js';
import type { JobStore } from '../jobs/store.js';
import type { Log } from '../logger.js';
import { describeError, failureOf } from './discord-errors.js';
import { composeJobMessage, type JobMessage } from './job-message.js';
import { type EditRoute, editJobMessage, editRoute, shownAttachment } from './message-edits.js';
import { type QueueLook, standing } from './queue-look.js';
import type { Turnstile } from './turnstile.js';

export interface DeliveryTools {
  readonly store: JobStore;
  readonly blobs: BlobStore;
  readonly rest: REST;
  readonly log: Log;
  readonly clock: () => number;
  readonly queue: QueueLook;
  readonly turns: Turnstile;
  /** Milliseconds between two edits of one message, at the least. The end does not wait for it. */
  readonly intervalMs: number;
  /** The largest size there is here: what the buttons can still offer. */
  readonly maxSize: number;
}

/** A place in the queue is news of less weight: with hundreds waiting, each finished job moves all of them. */
const QUEUE_INTERVALS = 4;
/**
 * Messages older than an hour Discord lets be edited a few times in a short while only (code 30046): what is under way is
 * shown there seldom enough that the end need not wait.
 */
const OLD_MS = 60 * 60_000;
const OLD_INTERVAL_MS = 20_000;
/** Where a job stands that does not wait. */
const NOWHERE: ReturnType<typeof standing> = { ahead: null, secondsToStart: null };
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
/** So long before a message slips out of reach it says how to go on. */
const PARK_MS = 45_000;
/** How often a message that Discord refuses is tried again: each is a fault of ours, and worth a look at the log. */
const MAX_REFUSALS = 3;

/**
 * Keeps one job's message up to date: one edit at a time, the newest state wins, at most one edit per interval, none
 * after the end. Whatever fails on the way, the end is tried until it is there, or until there is nothing to edit.
 */
export class Delivery {
  readonly #tools: DeliveryTools;
  readonly #onEnd: (id: string) => void;
  #job: Job;
  #origin: DiscordOrigin;
  #shown: { revision: number; ahead: number | null; parked: boolean };
  /** The file that is on the message, by what this process has sent. */
  #attached: { key: string; name: string; id: string } | null = null;
  #limit: number;
  #tokenIsDead = false;
  #dirty = false;
  #ended = false;
  #failures = 0;
  #refusals = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** After a failure: the time of the next attempt. */
  #retryAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #sending: Promise<void> | null = null;
  #parking: NodeJS.Timeout | null = null;

  constructor(job: Job, origin: DiscordOrigin, tools: DeliveryTools, onEnd: (id: string) => void) {
    this.#tools = tools;
    this.#onEnd = onEnd;
    this.#job = job;
    this.#origin = origin;
    this.#limit = origin.attachmentSizeLimit;
    this.#shown = { revision: job.deliveredRevision, ahead: null, parked: false };
    this.#parkInTime();
    if (job.revision > job.deliveredRevision) this.#schedule();
  }

  get job(): Job {
    return this.#job;
  }

  /** A newer state of the job. An older one, or the same again, is nothing new. */
  update(job: Job): void {
    if (job.revision <= this.#job.revision || this.#ended) return;
    this.#job = job;
    if (job.origin !== null) this.#origin = job.origin;
    this.#schedule();
  }

  /** The queue moved: the place of a waiting job may be another now. */
  queueMoved(): void {
    if (this.#job.state === 'queued') this.#schedule();
  }

  /** Sends nothing more; what is under way ends first. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.#clearTimers();
    await this.#sending;
  }

  #schedule(): void {
    this.#dirty = true;
    this.#pump();
  }

  #pump(): void {
    if (!this.#dirty || this.#ended || this.#sending !== null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const wait = this.#due() - this.#tools.clock();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#pump(), wait);
      return;
    }
    this.#dirty = false;
    this.#sending = this.#send().finally(() => {
      this.#sending = null;
      this.#pump();
    });
  }

  /** When the next edit may go. */
  #due(): number {
    if (this.#failures > 0) return this.#retryAt;
    // The interval is for what is under way: the end goes at once, and so does the last word before the token ends.
    if (isFinal(this.#job) || this.#parked) return 0;
    const onlyQueueMoved = this.#job.state === 'queued' && this.#job.revision === this.#shown.revision;
    const { clock, intervalMs } = this.#tools;
    const isOld = clock() - this.#job.createdAt > OLD_MS;
    const interval = isOld ? Math.max(intervalMs, OLD_INTERVAL_MS) : intervalMs;
    return this.#sentAt + interval * (onlyQueueMoved ? QUEUE_INTERVALS : 1);
  }

  /** One edit with the newest state. Never throws. */
  async #send(): Promise<void> {
    const { queue, turns, clock } = this.#tools;
    await turns.pass();
    const job = this.#job;
    try {
      const place = job.state === 'queued' ? standing(job.id, await queue.look()) : NOWHERE;
      const { ahead } = place;
      const parked = this.#parked;
      const shown = this.#shown;
      if (job.revision === shown.revision && ahead === shown.ahead && parked === shown.parked) return;
      const sent = await this.#edit(job, place, parked);
      this.#sentAt = clock();
      if (!sent) return this.#giveUp(job, 'there is no way to edit its message any more');
      this.#shown = { revision: job.revision, ahead, parked };
      this.#failures = 0;
      this.#refusals = 0;
    } catch (error) {
      return this.#failed(job, error);
    }
    if (isFinal(job) || this.#shown.parked) await this.#end(job);
  }

  /** Whether the message is about to slip out of reach: only the token can edit it, and the token ends. */
  get #parked(): boolean {
    const { botCanEdit, tokenExpiresAt } = this.#origin;
    return !botCanEdit && tokenExpiresAt !== null && tokenExpiresAt - PARK_MS <= this.#tools.clock();
  }

  #parkInTime(): void {
    const { botCanEdit, tokenExpiresAt } = this.#origin;
    if (botCanEdit || tokenExpiresAt === null) return;
    const wait = Math.max(0, tokenExpiresAt - PARK_MS - this.#tools.clock());
    this.#parking = setTimeout(() => this.#schedule(), wait);
  }

  /**
   * Sends until Discord takes it: first with the interaction's token, then with the bot's rights; first the picture
   * as it is, then smaller. False when no way is left.
   */
  async #edit(job: Job, place: typeof NOWHERE, parked: boolean): Promise<boolean> {
    const { blobs, rest, clock, maxSize } = this.#tools;
    const around = { blobs, ...place, maxSize, parked };
    let message = await composeJobMessage(job, { ...around, limit: this.#limit });
    for (;;) {
      const route = editRoute(this.#origin, clock(), this.#tokenIsDead);
      if (route === null) return false;
      try {
        await this.#request(rest, message, route);
        return true;
      } catch (error) {
        const failure = failureOf(error);
        if (failure === 'token' && route === 'token') {
          this.#tokenIsDead = true;
        } else if (failure === 'too-large' && message.file !== null) {
          // The limit was not what Discord had said: aim well below what it has just refused.
          this.#limit = Math.floor(message.file.data.length * 0.7);
          message = await composeJobMessage(job, { ...around, limit: this.#limit });
        } else {
          throw error;
        }
      }
    }
  }

  async #request(rest: REST, message: JobMessage, route: EditRoute): Promise<void> {
    const { view, file } = message;
    const attached = this.#attached;
    const stays = file !== null && attached?.key === file.key && attached.name === file.name;
    const edited = await editJobMessage(
      rest,
      this.#origin,
      { view, file: file === null ? null : stays ? { keep: attached } : { send: file } },
      route,
    );
    const id = shownAttachment(edited);
    this.#attached = file === null || id === null ? null : { key: file.key, name: file.name, id };
  }

  async #failed(job: Job, error: unknown): Promise<void> {
    const { clock, log } = this.#tools;
    const failure = failureOf(error);
    const facts = { job: job.id, state: job.state, failure, error: describeError(error) };
    const message = 'could not bring the message of a job up to date';
    // What was on the message is not sure after a failure: the next edit sends its file anew.
    this.#attached = null;
    switch (failure) {
      case 'gone':
      case 'token':
        log.warn(facts, message);
        return this.#giveUp(job, 'its message is gone');
      case 'refused':
      case 'too-large':
        this.#refusals += 1;
        log.error(facts, message);
        if (this.#refusals >= MAX_REFUSALS && isFinal(job)) return this.#giveUp(job, 'it is refused');
        break;
      case 'transient':
        log.warn(facts, message);
        break;
      default:
        unreachable(failure);
    }
    this.#failures += 1;
    this.#retryAt = clock() + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    this.#dirty = true;
  }

  /** Nothing more will be sent, and no later process should try: the picture is still in the person's history. */
  async #giveUp(job: Job, why: string): Promise<void> {
    const { log } = this.#tools;
    log.warn(
      { job: job.id, user: job.userId, channel: this.#origin.channelId, why },
      'gave up a job’s message',
    );
    await this.#end(job);
  }

  /**
   * Only the end is noted: what is under way is shown anew after a restart anyway, and one write per edit would be
   * thousands. Where this fails the next start sends the same again, which changes nothing for those who look.
   */
  async #end(job: Job): Promise<void> {
    const { store, turns, log } = this.#tools;
    this.#ended = true;
    this.#clearTimers();
    await turns.pass();
    try {
      await store.markDelivered(job.id, job.revision, true);
    } catch (error) {
      log.error({ job: job.id, error: describeError(error) }, 'could not note what was delivered');
    }
    // Not before: a row read meanwhile, still undelivered, would be taken for a job that nobody looks after.
    this.#onEnd(job.id);
  }

  #clearTimers(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#parking !== null) clearTimeout(this.#parking);
    this.#timer = null;
    this.#parking = null;
  }
}
