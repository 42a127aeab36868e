import type { Evaluate, Optimizer, OptimizerState, OptimizerStep } from './optimizer.js';
import { addScaled } from './vectors.js';

export interface SgdOptions {
  readonly learningRate: number;
  /** Factor on the learning rate every `decaySteps` steps, applied smoothly: rate·decay^(step/decaySteps). */
  readonly decay: number;
  readonly decaySteps: number;
}

/** The schedule of the Keras book chapter: 100·0.96^(step/100). */
const DEFAULTS: SgdOptions = { learningRate: 100, decay: 0.96, decaySteps: 100 };

/** Gradient descent with an exponentially decaying step. */
export class Sgd implements Optimizer {
  readonly x: Float32Array;
  #steps = 0;
  readonly #options: SgdOptions;

  constructor(x: Float32Array, options: Partial<SgdOptions> = {}) {
    this.x = x.slice();
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Goes on from `state()`; the options must be those it was made with. Throws where the state cannot be one. */
  static restore(state: OptimizerState, options: Partial<SgdOptions> = {}): Sgd {
    const [x] = state.arrays;
    const { steps } = state.scalars;
    if (x === undefined || steps === undefined) throw new Error('not a state of SGD');
    const optimizer = new Sgd(x, options);
    optimizer.#steps = steps;
    return optimizer;
  }

  state(): OptimizerState {
    return { scalars: { steps: this.#steps }, arrays: [this.x] };
  }

  async step(evaluate: Evaluate): Promise<OptimizerStep> {
    const { loss, gradient } = await evaluate(this.x);
    const { learningRate, decay, decaySteps } = this.#options;
    addScaled(this.x, -learningRate * decay ** (this.#steps / decaySteps), gradient);
    this.#steps++;
    return { loss, evaluations: 1, converged: false };
  }
}
