/** A point along the search direction. */
export interface Trial {
  /** Length of the step, in directions. */
  readonly t: number;
  readonly loss: number;
  /** Directional derivative gᵀd. */
  readonly slope: number;
}

export interface LineSearchOptions {
  /** Sufficient decrease (Armijo): loss ≤ loss₀ + c1·t·slope₀. */
  readonly c1: number;
  /** Curvature (strong Wolfe): |slope| ≤ c2·|slope₀|. */
  readonly c2: number;
  readonly maxEvaluations: number;
}

export interface LineSearchResult<T extends Trial> {
  /** A point with a lower loss; null where none was found. */
  readonly best: T | null;
  readonly evaluations: number;
}

/**
 * Finds a step along a direction that meets the strong Wolfe conditions, trying one whole direction first: bracket, then
 * zoom by cubic interpolation (Nocedal & Wright, Numerical Optimization, 2nd ed., algorithms 3.5 and 3.6). Rectified
 * features make losses with kinks, where the curvature condition may have no solution nearby: when evaluations run
 * out, the lowest point with sufficient decrease is taken.
 * @param start loss and slope at t = 0; the slope is negative.
 * @param tried the point at t.
 */
export async function lineSearch<T extends Trial>(
  start: Omit<Trial, 't'>,
  tried: (t: number) => Promise<T>,
  options: LineSearchOptions,
): Promise<LineSearchResult<T>> {
  const slope0 = start.slope;
  let evaluations = 0;
  let best: T | null = null;

  const attempt = async (t: number): Promise<T> => {
    const trial = await tried(t);
    evaluations++;
    if (decreases(trial) && (best === null || trial.loss < best.loss)) best = trial;
    return trial;
  };
  const decreases = ({ t, loss }: Trial) => loss <= start.loss + options.c1 * t * slope0;
  const curved = ({ slope }: Trial) => Math.abs(slope) <= -options.c2 * slope0;

  let low: Trial = { t: 0, loss: start.loss, slope: slope0 };
  let high: Trial | null = null;
  let next = 1;
  while (evaluations < options.maxEvaluations) {
    const trial = await attempt(next);
    // A loss that is not a number counts as infinitely high: the step was far too long.
    if (!decreases(trial) || trial.loss >= low.loss || Number.isNaN(trial.loss)) {
      high = trial;
    } else {
      if (curved(trial)) return { best: trial, evaluations };
      // The minimum lies on the side that the slope descends to.
      if (high === null ? trial.slope >= 0 : trial.slope * (high.t - low.t) >= 0) high = low;
      low = trial;
    }
    next = high === null ? 2 * next : interpolate(low, high);
    if (high !== null && Math.abs(high.t - low.t) * Math.abs(slope0) < 1e-12 * Math.abs(start.loss)) break;
  }
  return { best, evaluations };
}

/** Minimum of the cubic through both ends, kept off them by a tenth of the interval; the middle where there is none. */
function interpolate(a: Trial, b: Trial): number {
  const left = Math.min(a.t, b.t);
  const right = Math.max(a.t, b.t);
  const middle = (left + right) / 2;
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.t - b.t);
  const square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return middle;
  const d2 = Math.sign(b.t - a.t) * Math.sqrt(square);
  const t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
  if (!Number.isFinite(t)) return middle;
  const margin = (right - left) / 10;
  return Math.min(right - margin, Math.max(left + margin, t));
}
