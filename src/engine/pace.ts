/** When something that costs time is due again: after `minimumMs`, and never more than one part in `ratio` of the time. */
export class Pace {
  readonly #minimumMs: number;
  readonly #ratio: number;
  #due: number;

  constructor(options: { readonly minimumMs: number; readonly ratio: number; readonly firstAt: number }) {
    this.#minimumMs = options.minimumMs;
    this.#ratio = options.ratio;
    this.#due = options.firstAt;
  }

  isDue(now: number): boolean {
    return now >= this.#due;
  }

  /** It was done, from `start` until `end`. */
  done(start: number, end: number): void {
    this.#due = end + Math.max(this.#minimumMs, this.#ratio * (end - start));
  }
}

/** How far back the speed is measured: long enough to smooth over single steps, short enough to follow an octave. */
const WINDOW_MS = 20_000;
/** Nothing is claimed before this much time and work were seen. */
const ENOUGH_MS = 2000;
const ENOUGH_WORK = 0.01;

/** Measures how fast the work goes, and so how long the rest of it takes. */
export class TimeLeft {
  readonly #seen: { readonly at: number; readonly fraction: number }[] = [];

  /** Notes that `fraction` (0–1) of the whole was done at `now`, and answers the seconds left; null while unknown. */
  update(fraction: number, now: number): number | null {
    this.#seen.push({ at: now, fraction });
    // The oldest that is kept lies just outside the window, so that there is always a whole window to measure.
    while ((this.#seen[1]?.at ?? now) < now - WINDOW_MS) this.#seen.shift();
    const since = this.#seen[0];
    if (since === undefined) return null;
    const elapsed = now - since.at;
    const work = fraction - since.fraction;
    if (elapsed < ENOUGH_MS || work < ENOUGH_WORK) return null;
    return ((1 - fraction) * elapsed) / work / 1000;
  }
}
