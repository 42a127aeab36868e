import type { Evaluate, Evaluation } from './optimizer.js';
import { dot, sum } from './vectors.js';

/** A point tried along the search direction. */
export interface Trial extends Evaluation {
  /** Length of the step, in directions. */
  readonly t: number;
  readonly x: Float32Array<ArrayBuffer>;
  /** Directional derivative gᵀd at x. */
  readonly slope: number;
}

/** Where the search starts: x, the loss and gradient there, and the directional derivative, which is negative. */
export interface Start extends Evaluation {
  readonly x: Float32Array;
  readonly slope: number;
}

export interface LineSearchOptions {
  /** Sufficient decrease (Armijo): loss ≤ loss₀ + c1·t·slope₀. */
  readonly c1: number;
  /** Curvature (strong Wolfe): |slope| ≤ c2·|slope₀|. */
  readonly c2: number;
  readonly maxEvaluations: number;
}

export interface LineSearchResult {
  /** A point with a lower loss; null where none was found. */
  readonly best: Trial | null;
  readonly evaluations: number;
}

/**
 * Finds a step along `direction` that meets the strong Wolfe conditions, trying one whole direction first: bracket, then zoom by
 * cubic interpolation (Nocedal & Wright, Numerical Optimization, 2nd ed., algorithms 3.5 and 3.6). Rectified
 * features make losses with kinks, where the curvature condition may have no solution nearby: when evaluations run
 * out, the lowest point with sufficient decrease is taken.
 */
export async function lineSearch(
  evaluate: Evaluate,
  start: Start,
  direction: Float32Array,
  options: LineSearchOptions,
): Promise<LineSearchResult> {
  const slope0 = start.slope;
  let evaluations = 0;
  let best: Trial | null = null;

  const attempt = async (length: number): Promise<Trial> => {
    const point = sum(start.x, length, direction);
    const { loss, gradient } = await evaluate(point);
    evaluations++;
    const trial = { t: length, x: point, loss, gradient, slope: dot(gradient, direction) };
    if (decreases(trial) && (best === null || loss < best.loss)) best = trial;
    return trial;
  };
  const decreases = (trial: { t: number; loss: number }) =>
    trial.loss <= start.loss + options.c1 * trial.t * slope0;
  const curved = (trial: Trial) => Math.abs(trial.slope) <= -options.c2 * slope0;

  let low: End = { t: 0, loss: start.loss, slope: slope0 };
  let high: End | null = null;
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

interface End {
  readonly t: number;
  readonly loss: number;
  readonly slope: number;
}

/** Minimum of the cubic through both ends, kept off them by a tenth of the interval; the middle where there is none. */
function interpolate(a: End, b: End): number {
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
