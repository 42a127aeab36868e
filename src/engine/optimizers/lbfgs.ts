import { type LineSearchOptions, lineSearch } from './line-search.js';
import type { Evaluate, Evaluation, Optimizer, OptimizerState, OptimizerStep } from './optimizer.js';
import { addScaled, addScaledThenDot, difference, dot, scale, scaled } from './vectors.js';

export interface LbfgsOptions {
  /** Pairs of steps and gradient changes remembered; each takes twice the memory of x. */
  readonly history: number;
  /** Root mean square length of the very first step, in the unit of x, before any curvature is known. */
  readonly firstStep: number;
  readonly lineSearch: LineSearchOptions;
  /**
   * Multiplies a vector, in place, by a symmetric positive definite matrix P: what is known of the inverse Hessian
   * before any curvature is, up to a factor. The first step goes along −P·g; later H⁰ = (sᵀy/yᵀPy)·P in place of
   * (sᵀy/yᵀy)·I (Nocedal & Wright, eq. 7.20). Null: nothing is known, and P is I.
   */
  readonly precondition: ((vector: Float32Array) => void) | null;
  /** Factor on that scale of H⁰, which is the smallest of those that the newest pair allows. */
  readonly boldness: number;
}

const DEFAULTS: LbfgsOptions = {
  history: 10,
  firstStep: 1,
  // A loose curvature condition: the step 1 of a good quasi-Newton direction is then nearly always taken as it is,
  // and an iteration costs little more than one evaluation.
  lineSearch: { c1: 1e-4, c2: 0.9, maxEvaluations: 10 },
  precondition: null,
  boldness: 1,
};

/** A step s = x′ − x and the change of the gradient y = g′ − g over it. */
interface Pair {
  readonly s: Float32Array;
  readonly y: Float32Array;
  /** 1 / sᵀy */
  readonly rho: number;
  /** The factor of H⁰ while this pair is the newest. */
  readonly scale: number;
}

/** Limited-memory BFGS (Liu & Nocedal 1989; Nocedal & Wright, algorithms 7.4 and 7.5) with a strong Wolfe search. */
export class Lbfgs implements Optimizer {
  #x: Float32Array;
  #here: Evaluation | null = null;
  /** Oldest first. */
  #pairs: Pair[] = [];
  readonly #options: LbfgsOptions;

  constructor(x: Float32Array, options: Partial<LbfgsOptions> = {}) {
    this.#x = x.slice();
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Goes on from `state()`; the options must be those it was made with. Throws where the state cannot be one. */
  static restore(state: OptimizerState, options: Partial<LbfgsOptions> = {}): Lbfgs {
    const [x, gradient, ...rest] = state.arrays;
    const loss = state.scalars.loss;
    if (x === undefined || rest.length % 2 !== 0 || rest.some((array) => array.length !== x.length)) {
      throw new Error('not a state of L-BFGS');
    }
    const optimizer = new Lbfgs(x, options);
    if (gradient !== undefined) {
      if (loss === undefined || gradient.length !== x.length) throw new Error('not a state of L-BFGS');
      optimizer.#here = { loss, gradient: gradient.slice() };
    }
    for (let i = 0; i < rest.length; i += 2) {
      const [s, y] = rest.slice(i, i + 2);
      if (s !== undefined && y !== undefined) optimizer.#remember(s.slice(), y.slice());
    }
    return optimizer;
  }

  get x(): Float32Array {
    return this.#x;
  }

  state(): OptimizerState {
    return {
      scalars: this.#here === null ? {} : { loss: this.#here.loss },
      arrays: [
        this.#x,
        ...(this.#here === null ? [] : [this.#here.gradient]),
        ...this.#pairs.flatMap(({ s, y }) => [s, y]),
      ],
    };
  }

  async step(evaluate: Evaluate): Promise<OptimizerStep> {
    let evaluations = 0;
    if (this.#here === null) {
      const { loss, gradient } = await evaluate(this.#x);
      this.#here = { loss, gradient };
      evaluations++;
    }
    const here = this.#here;
    let direction = this.#direction(here.gradient);
    let slope = dot(here.gradient, direction);
    if (!(slope < 0) && this.#pairs.length > 0) {
      // Rounding has spoilt the curvature estimate: forget it and go down the gradient.
      this.#pairs = [];
      direction = this.#direction(here.gradient);
      slope = dot(here.gradient, direction);
    }
    if (!(slope < 0)) return { loss: here.loss, evaluations, converged: true };

    const start = { ...here, x: this.#x, slope };
    const search = await lineSearch(evaluate, start, direction, this.#options.lineSearch);
    evaluations += search.evaluations;
    const { best } = search;
    if (best === null) {
      // No descent along an old direction: the next step starts again from the gradient; along that, it is the end.
      const converged = this.#pairs.length === 0;
      this.#pairs = [];
      return { loss: here.loss, evaluations, converged };
    }
    if (best.t !== 1) scale(direction, best.t);
    this.#remember(direction, difference(best.gradient, here.gradient));
    this.#x = best.x;
    this.#here = { loss: best.loss, gradient: best.gradient };
    return { loss: best.loss, evaluations, converged: false };
  }

  /** −H·g, by the two-loop recursion; without history, −P·g with a root mean square of `firstStep`. */
  #direction(gradient: Float32Array): Float32Array {
    const { precondition, firstStep } = this.#options;
    const newest = this.#pairs.at(-1);
    const direction = scaled(gradient, -1);
    if (newest === undefined) {
      precondition?.(direction);
      const rms = Math.sqrt(dot(direction, direction) / direction.length);
      scale(direction, rms === 0 ? 0 : firstStep / rms);
      return direction;
    }
    // Each pass takes off one pair's part and measures the next pair's, so that memory is walked through once a pair.
    const newestFirst = this.#pairs.toReversed();
    const alphas: number[] = [];
    let product = dot(newest.s, direction);
    for (const [i, { y, rho }] of newestFirst.entries()) {
      const alpha = rho * product;
      alphas.push(alpha);
      const next = newestFirst[i + 1];
      if (next === undefined) addScaled(direction, -alpha, y);
      else product = addScaledThenDot(direction, -alpha, y, next.s);
    }
    precondition?.(direction);
    scale(direction, newest.scale);
    product = dot(this.#pairs[0]?.y ?? newest.y, direction);
    for (const [i, { s, rho }] of this.#pairs.entries()) {
      const factor = (alphas[alphas.length - 1 - i] ?? 0) - rho * product;
      const next = this.#pairs[i + 1];
      if (next === undefined) addScaled(direction, factor, s);
      else product = addScaledThenDot(direction, factor, s, next.y);
    }
    return direction;
  }

  /** Keeps a pair unless its curvature is not positive (then H would not stay positive definite). */
  #remember(s: Float32Array, y: Float32Array): void {
    const sy = dot(s, y);
    if (!(sy > 1e-10 * dot(y, y)) || sy === 0) return;
    const rho = 1 / sy;
    const scale = this.#options.boldness / (rho * dot(y, this.#preconditioned(y)));
    this.#pairs.push({ s, y, rho, scale });
    if (this.#pairs.length > this.#options.history) this.#pairs.shift();
  }

  /** P·y */
  #preconditioned(y: Float32Array): Float32Array {
    const { precondition } = this.#options;
    if (precondition === null) return y;
    const product = y.slice();
    precondition(product);
    return product;
  }
}
