import { InverseHessian, type InverseHessianOptions } from './inverse-hessian.js';
import { type LineSearchOptions, lineSearch } from './line-search.js';
import type { Evaluate, Optimizer, OptimizerState, OptimizerStep } from './optimizer.js';
import { Workspace } from './workspace.js';

export interface LbfgsOptions extends InverseHessianOptions {
  /** Root mean square length of the very first step, in the unit of x, before any curvature is known; it goes along −P·g. */
  readonly firstStep: number;
  readonly lineSearch: LineSearchOptions;
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

/** Vectors besides those of the inverse Hessian: x, a point tried, a gradient there. */
const OWN_VECTORS = 3;

/** Limited-memory BFGS (Liu & Nocedal 1989; Nocedal & Wright, algorithms 7.4 and 7.5) with a strong Wolfe search. */
export class Lbfgs implements Optimizer {
  readonly #options: LbfgsOptions;
  readonly #workspace: Workspace;
  readonly #x: Float32Array;
  /** Null before the first evaluation. */
  #here: { readonly loss: number; readonly inverse: InverseHessian } | null = null;

  constructor(x: Float32Array, options: Partial<LbfgsOptions> = {}) {
    const wanted = { ...DEFAULTS, ...options };
    // Of the very largest pictures fewer pairs are remembered.
    const room = Workspace.most(x.length) - OWN_VECTORS - InverseHessian.vectors({ ...wanted, history: 0 });
    this.#options = { ...wanted, history: Math.min(wanted.history, Math.floor(room / 2)) };
    this.#workspace = new Workspace(x.length, OWN_VECTORS + InverseHessian.vectors(this.#options));
    this.#x = this.#workspace.copy(x);
  }

  /** Goes on from `state()`; the options must be those it was made with. Throws where the state cannot be one. */
  static restore({ scalars, arrays }: OptimizerState, options: Partial<LbfgsOptions> = {}): Lbfgs {
    const [x, gradient, ...pairs] = arrays;
    if (x === undefined) throw new Error('not a state of L-BFGS');
    const optimizer = new Lbfgs(x, options);
    if (gradient === undefined) return optimizer;
    const { loss, ...products } = scalars;
    if (loss === undefined || gradient.length !== x.length) throw new Error('not a state of L-BFGS');
    const state = { scalars: products, arrays: pairs };
    const inverse = InverseHessian.restore(gradient, state, optimizer.#workspace, optimizer.#options);
    if (inverse === null) throw new Error('not a state of L-BFGS');
    optimizer.#here = { loss, inverse };
    return optimizer;
  }

  get x(): Float32Array {
    return this.#x;
  }

  state(): OptimizerState {
    if (this.#here === null) return { scalars: {}, arrays: [this.#x] };
    const { loss, inverse } = this.#here;
    const { scalars, arrays } = inverse.state();
    return { scalars: { ...scalars, loss }, arrays: [this.#x, inverse.gradient, ...arrays] };
  }

  async step(evaluate: Evaluate): Promise<OptimizerStep> {
    const workspace = this.#workspace;
    let evaluations = 0;
    if (this.#here === null) {
      const { loss, gradient } = await evaluate(this.#x);
      this.#here = { loss, inverse: new InverseHessian(gradient, workspace, this.#options) };
      evaluations++;
    }
    const { loss, inverse } = this.#here;
    let direction = this.#direction(inverse);
    let slope = workspace.dot(inverse.gradient, direction);
    if (!(slope < 0) && inverse.knows) {
      // Rounding has spoilt the curvature estimate: forget it and go down the gradient.
      inverse.forget();
      workspace.free(direction);
      direction = this.#direction(inverse);
      slope = workspace.dot(inverse.gradient, direction);
    }
    if (!(slope < 0)) {
      workspace.free(direction);
      return { loss, evaluations, converged: true };
    }

    const search = await this.#search(evaluate, { loss, slope }, direction);
    evaluations += search.evaluations;
    const { best } = search;
    if (best === null) {
      // No descent along an old direction: the next step starts again from the gradient; along that, it is the end.
      const converged = !inverse.knows;
      inverse.forget();
      workspace.free(direction);
      return { loss, evaluations, converged };
    }
    // To the bit the point that was tried.
    workspace.combine(this.#x, 1, this.#x, best.t, direction);
    if (best.t !== 1) workspace.scale(direction, best.t);
    inverse.move(direction, best.gradient);
    this.#here = { loss: best.loss, inverse };
    return { loss: best.loss, evaluations, converged: false };
  }

  async #search(
    evaluate: Evaluate,
    start: { readonly loss: number; readonly slope: number },
    direction: Float32Array,
  ) {
    const workspace = this.#workspace;
    const [point, slopes] = [workspace.vector(), workspace.vector()];
    try {
      const tried = async (t: number) => {
        workspace.combine(point, 1, this.#x, t, direction);
        const { loss, gradient } = await evaluate(point);
        slopes.set(gradient);
        return { t, loss, gradient, slope: workspace.dot(slopes, direction) };
      };
      return await lineSearch(start, tried, this.#options.lineSearch);
    } catch (error) {
      workspace.free(direction);
      throw error;
    } finally {
      workspace.free(point, slopes);
    }
  }

  /** −H·g; without any curvature, −P·g with a root mean square of `firstStep`. */
  #direction(inverse: InverseHessian): Float32Array {
    const direction = inverse.descent();
    if (inverse.knows) return direction;
    const rms = Math.sqrt(this.#workspace.dot(direction, direction) / direction.length);
    this.#workspace.scale(direction, rms === 0 ? 0 : this.#options.firstStep / rms);
    return direction;
  }
}
