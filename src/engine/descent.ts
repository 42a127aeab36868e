import { Adam } from './optimizers/adam.js';
import { Lbfgs } from './optimizers/lbfgs.js';
import type { Optimizer, OptimizerState } from './optimizers/optimizer.js';
import { Sgd } from './optimizers/sgd.js';
import type { Recipe } from './recipes.js';

/** How far, root mean square and of 255, the first step of an octave goes before anything is known of the loss. */
const FIRST_STEP = 2;

/** The recipe's optimizer at the start of an octave. */
export function startDescent(recipe: Recipe, x: Float32Array): Optimizer {
  switch (recipe.optimizer) {
    case 'lbfgs':
      return new Lbfgs(x, lbfgs(recipe));
    case 'adam':
      return new Adam(x, adam(recipe));
    case 'sgd':
      return new Sgd(x, sgd(recipe));
  }
}

/** The recipe's optimizer, going on from a state. Throws where the state is not one of this optimizer. */
export function resumeDescent(recipe: Recipe, state: OptimizerState): Optimizer {
  switch (recipe.optimizer) {
    case 'lbfgs':
      return Lbfgs.restore(state, lbfgs(recipe));
    case 'adam':
      return Adam.restore(state, adam(recipe));
    case 'sgd':
      return Sgd.restore(state, sgd(recipe));
  }
}

function lbfgs({ history }: Recipe) {
  return { history, firstStep: FIRST_STEP };
}

function adam({ learningRate }: Recipe) {
  return learningRate === null ? {} : { learningRate };
}

function sgd({ learningRate, decay, decaySteps }: Recipe) {
  return { learningRate, decay, decaySteps, firstStep: FIRST_STEP };
}
