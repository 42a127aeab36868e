import type { Change } from '../api.js';

/** How many past changes are kept for readers that come late; older readers are told to look afresh. */
const KEPT = 2000;

/** What happened, in order, so that a reader can wait for the next thing instead of asking again and again. */
export class ChangeFeed {
  #sequence = 0;
  readonly #recent: { sequence: number; change: Change }[] = [];
  readonly #waiting = new Set<() => void>();

  get sequence(): number {
    return this.#sequence;
  }

  push(change: Change): void {
    this.#sequence++;
    this.#recent.push({ sequence: this.#sequence, change });
    if (this.#recent.length > KEPT) this.#recent.shift();
    for (const wake of [...this.#waiting]) wake();
  }

  after(sequence: number): Change[] {
    return this.#recent.filter((entry) => entry.sequence > sequence).map((entry) => entry.change);
  }

  /** Resolves at the first change past `sequence`, after `waitMs`, or when `signal` aborts, whichever is first. */
  wait(sequence: number, waitMs: number, signal: AbortSignal): Promise<void> {
    if (this.#sequence > sequence || waitMs <= 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  /** Lets go of everybody who waits, for the end of the server. */
  close(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
