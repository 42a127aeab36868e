import type { Evaluate, Optimizer, OptimizerState, OptimizerStep } from './optimizer.js';

export interface AdamOptions {
  /** Step size in the unit of x. */
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decay of the average of iterates that is the result; 0: the last iterate itself. */
  readonly averaging: number;
}

/** As in crowsonkb's style-transfer-pytorch: step 0.02 of the range 0–1, a short memory of squares, averaged iterates. */
const DEFAULTS: AdamOptions = { learningRate: 5, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, averaging: 0.99 };

/**
 * Adam (Kingma & Ba 2015, algorithm 1). Its steps never get small, so the iterates jitter around where they lead; the
 * result is their exponentially decaying average (§7.2), bias-corrected as the moments are.
 */
export class Adam implements Optimizer {
  readonly #iterate: Float32Array;
  readonly #mean: Float32Array;
  readonly #square: Float32Array;
  readonly #average: Float32Array;
  #steps = 0;
  readonly #options: AdamOptions;

  constructor(x: Float32Array, options: Partial<AdamOptions> = {}) {
    this.#iterate = x.slice();
    this.#mean = new Float32Array(x.length);
    this.#square = new Float32Array(x.length);
    this.#average = new Float32Array(x.length);
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Goes on from `state()`; the options must be those it was made with. Throws where the state cannot be one. */
  static restore(state: OptimizerState, options: Partial<AdamOptions> = {}): Adam {
    const [iterate, ...moments] = state.arrays;
    const [mean, square, average] = moments;
    const { steps } = state.scalars;
    const whole = moments.every((array) => array.length === iterate?.length);
    if (!whole || !iterate || !mean || !square || !average || steps === undefined) {
      throw new Error('not a state of Adam');
    }
    const optimizer = new Adam(iterate, options);
    optimizer.#mean.set(mean);
    optimizer.#square.set(square);
    optimizer.#average.set(average);
    optimizer.#steps = steps;
    return optimizer;
  }

  get x(): Float32Array {
    if (this.#steps === 0) return this.#iterate;
    const correction = 1 / (1 - this.#options.averaging ** this.#steps);
    return this.#average.map((value) => correction * value);
  }

  state(): OptimizerState {
    return {
      scalars: { steps: this.#steps },
      arrays: [this.#iterate, this.#mean, this.#square, this.#average],
    };
  }

  async step(evaluate: Evaluate): Promise<OptimizerStep> {
    const x = this.#iterate;
    const { loss, gradient } = await evaluate(x);
    const { learningRate, beta1, beta2, epsilon, averaging } = this.#options;
    this.#steps++;
    // Bias corrections of both moments, which start from zero.
    const mean1 = 1 / (1 - beta1 ** this.#steps);
    const square1 = 1 / (1 - beta2 ** this.#steps);
    for (const [i, g] of gradient.entries()) {
      const m = beta1 * (this.#mean[i] ?? 0) + (1 - beta1) * g;
      const v = beta2 * (this.#square[i] ?? 0) + (1 - beta2) * g * g;
      this.#mean[i] = m;
      this.#square[i] = v;
      const value = (x[i] ?? 0) - (learningRate * m * mean1) / (Math.sqrt(v * square1) + epsilon);
      x[i] = value;
      this.#average[i] = averaging * (this.#average[i] ?? 0) + (1 - averaging) * value;
    }
    return { loss, evaluations: 1, converged: false };
  }
}
