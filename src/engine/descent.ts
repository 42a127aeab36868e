import type { Extractor } from './extractors/extractor.js';
import { Adam } from './optimizers/adam.js';
import { Lbfgs } from './optimizers/lbfgs.js';
import { multilevel } from './optimizers/multilevel.js';
import type { Optimizer, OptimizerState } from './optimizers/optimizer.js';
import { Sgd } from './optimizers/sgd.js';
import type { Recipe } from './recipes.js';

/** How far, root mean square and of 255, the first step of an octave goes before anything is known of the loss. */
const FIRST_STEP = 2;

/** The pictures that an octave's optimizer moves among. */
export interface Space {
  readonly width: number;
  readonly height: number;
  /** Of the extractor. */
  readonly smoothing?: Extractor['smoothing'];
}

/**
 * `LbfgsOptions.boldness` where the losses are smoothed: a tenth fewer evaluations, and the line search still takes nearly
 * every step as it is.
 */
const BOLDNESS = 1.5;

/** The recipe's optimizer at the start of an octave. */
export function startDescent(recipe: Recipe, x: Float32Array, space: Space): Optimizer {
  switch (recipe.optimizer) {
    case 'lbfgs':
      return new Lbfgs(x, lbfgs(recipe, space));
    case 'adam':
      return new Adam(x, adam(recipe));
    case 'sgd':
      return new Sgd(x, sgd(recipe));
  }
}

/** The recipe's optimizer, going on from a state. Throws where the state is not one of this optimizer. */
export function resumeDescent(recipe: Recipe, state: OptimizerState, space: Space): Optimizer {
  switch (recipe.optimizer) {
    case 'lbfgs':
      return Lbfgs.restore(state, lbfgs(recipe, space));
    case 'adam':
      return Adam.restore(state, adam(recipe));
    case 'sgd':
      return Sgd.restore(state, sgd(recipe));
  }
}

function lbfgs({ history }: Recipe, { smoothing, ...size }: Space) {
  const options = { history, firstStep: FIRST_STEP };
  if (smoothing === undefined) return options;
  return { ...options, precondition: multilevel(size, smoothing), boldness: BOLDNESS };
}

function adam({ learningRate }: Recipe) {
  return learningRate === null ? {} : { learningRate };
}

function sgd({ learningRate, decay, decaySteps }: Recipe) {
  return { learningRate, decay, decaySteps, firstStep: FIRST_STEP };
}
