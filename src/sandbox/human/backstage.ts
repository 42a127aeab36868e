import type { BackstageInput, BackstageJob, BackstageLine, BackstageView } from '../api.js';
import type { ChangeFeed } from '../world/changes.js';

const LINES_KEPT = 2000;
const JOBS_KEPT = 500;

/** What goes on behind the bot, as whoever runs it tells: the newest rows of its jobs, and its log. Bounded. */
export class Backstage {
  readonly #jobs = new Map<string, BackstageJob>();
  #lines: BackstageLine[] = [];
  readonly #changes: ChangeFeed;

  constructor(changes: ChangeFeed) {
    this.#changes = changes;
  }

  tell({ jobs = [], lines = [] }: BackstageInput): void {
    for (const job of jobs) {
      this.#jobs.delete(job.id);
      this.#jobs.set(job.id, job);
    }
    for (const id of this.#jobs.keys()) {
      if (this.#jobs.size <= JOBS_KEPT) break;
      this.#jobs.delete(id);
    }
    this.#lines = [...this.#lines, ...lines].slice(-LINES_KEPT);
    this.#changes.push({ op: 'backstage' });
  }

  /** @param messageId what belongs to one message; left out, everything. */
  view(messageId: string | null): BackstageView {
    if (messageId === null) return { jobs: [...this.#jobs.values()], lines: this.#lines };
    const jobs = [...this.#jobs.values()].filter((job) => job.messageId === messageId);
    const ids = new Set(jobs.map(({ id }) => id));
    return { jobs, lines: this.#lines.filter(({ job }) => job !== null && ids.has(job)) };
  }
}
