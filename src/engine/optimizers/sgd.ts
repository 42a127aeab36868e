import type { Evaluate, Optimizer, OptimizerState, OptimizerStep } from './optimizer.js';
import { addScaled, dot } from './vectors.js';

export interface SgdOptions {
  /** Null: such that the first step has a root mean square of `firstStep`. */
  readonly learningRate: number | null;
  /** In the unit of x. */
  readonly firstStep: number;
  /** Factor on the learning rate every `decaySteps` steps, applied smoothly: rate·decay^(step/decaySteps). */
  readonly decay: number;
  readonly decaySteps: number;
}

/** The schedule of the Keras book chapter: 100·0.96^(step/100). */
const DEFAULTS: SgdOptions = { learningRate: 100, firstStep: 1, decay: 0.96, decaySteps: 100 };

/** Gradient descent with an exponentially decaying step. */
export class Sgd implements Optimizer {
  readonly x: Float32Array;
  #steps = 0;
  #rate: number | null;
  readonly #options: SgdOptions;

  constructor(x: Float32Array, options: Partial<SgdOptions> = {}) {
    this.x = x.slice();
    this.#options = { ...DEFAULTS, ...options };
    this.#rate = this.#options.learningRate;
  }

  /** Goes on from `state()`; the options must be those it was made with. Throws where the state cannot be one. */
  static restore(state: OptimizerState, options: Partial<SgdOptions> = {}): Sgd {
    const [x] = state.arrays;
    const { steps, rate } = state.scalars;
    if (x === undefined || steps === undefined) throw new Error('not a state of SGD');
    const optimizer = new Sgd(x, options);
    optimizer.#steps = steps;
    optimizer.#rate = rate ?? optimizer.#rate;
    return optimizer;
  }

  state(): OptimizerState {
    const rate = this.#rate === null ? {} : { rate: this.#rate };
    return { scalars: { steps: this.#steps, ...rate }, arrays: [this.x] };
  }

  async step(evaluate: Evaluate): Promise<OptimizerStep> {
    const { loss, gradient } = await evaluate(this.x);
    const { decay, decaySteps } = this.#options;
    const rate = this.#rate ?? this.#firstRate(gradient);
    if (rate === null) return { loss, evaluations: 1, converged: true };
    this.#rate = rate;
    addScaled(this.x, -rate * decay ** (this.#steps / decaySteps), gradient);
    this.#steps++;
    return { loss, evaluations: 1, converged: false };
  }

  /** Null where the gradient vanishes. */
  #firstRate(gradient: Float32Array): number | null {
    const rms = Math.sqrt(dot(gradient, gradient) / gradient.length);
    return rms === 0 ? null : this.#options.firstStep / rms;
  }
}
