/** A value to be made small, and its gradient there. */
export interface Evaluation {
  readonly loss: number;
  /** Same length as the point; the optimizer may keep it, so it must not be written to afterwards. */
  readonly gradient: Float32Array;
}

/** What is minimised. `x` must not be kept or written to. */
export type Evaluate = (x: Float32Array) => Promise<Evaluation>;

/** Everything an optimizer needs to go on exactly where it stopped, in a form that is easily written to a file. */
export interface OptimizerState {
  /** Finite numbers. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly arrays: readonly Float32Array[];
}

export interface OptimizerStep {
  /** Loss at the point that the step ended on; for first-order methods, at the point it started from. */
  readonly loss: number;
  /** How often the function was evaluated in this step. */
  readonly evaluations: number;
  /** No further progress is possible: the gradient vanishes or no descent was found. */
  readonly converged: boolean;
}

/** Minimises a function of many variables, one iteration at a time. */
export interface Optimizer {
  /** The best point so far. A live view: copy what must not change with the next step. */
  readonly x: Float32Array;
  step(evaluate: Evaluate): Promise<OptimizerStep>;
  /** A live view as well: write it out before the next step. */
  state(): OptimizerState;
}
