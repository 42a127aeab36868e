import type { Evaluate, Optimizer, OptimizerState, OptimizerStep } from './optimizer.js';

export interface AdamOptions {
  /** Step size in the unit of x. */
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

const DEFAULTS: AdamOptions = { learningRate: 5, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Adam (Kingma & Ba 2015, algorithm 1). */
export class Adam implements Optimizer {
  readonly x: Float32Array;
  readonly #mean: Float32Array;
  readonly #square: Float32Array;
  #steps = 0;
  readonly #options: AdamOptions;

  constructor(x: Float32Array, options: Partial<AdamOptions> = {}) {
    this.x = x.slice();
    this.#mean = new Float32Array(x.length);
    this.#square = new Float32Array(x.length);
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Goes on from `state()`; the options must be those it was made with. Throws where the state cannot be one. */
  static restore(state: OptimizerState, options: Partial<AdamOptions> = {}): Adam {
    const [x, mean, square] = state.arrays;
    const { steps } = state.scalars;
    if (x === undefined || mean?.length !== x.length || square?.length !== x.length || steps === undefined) {
      throw new Error('not a state of Adam');
    }
    const optimizer = new Adam(x, options);
    optimizer.#mean.set(mean);
    optimizer.#square.set(square);
    optimizer.#steps = steps;
    return optimizer;
  }

  state(): OptimizerState {
    return { scalars: { steps: this.#steps }, arrays: [this.x, this.#mean, this.#square] };
  }

  async step(evaluate: Evaluate): Promise<OptimizerStep> {
    const { loss, gradient } = await evaluate(this.x);
    const { learningRate, beta1, beta2, epsilon } = this.#options;
    this.#steps++;
    // Bias corrections of both moments, which start from zero.
    const mean1 = 1 / (1 - beta1 ** this.#steps);
    const square1 = 1 / (1 - beta2 ** this.#steps);
    for (const [i, g] of gradient.entries()) {
      const m = beta1 * (this.#mean[i] ?? 0) + (1 - beta1) * g;
      const v = beta2 * (this.#square[i] ?? 0) + (1 - beta2) * g * g;
      this.#mean[i] = m;
      this.#square[i] = v;
      this.x[i] = (this.x[i] ?? 0) - (learningRate * m * mean1) / (Math.sqrt(v * square1) + epsilon);
    }
    return { loss, evaluations: 1, converged: false };
  }
}
