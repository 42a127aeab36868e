import { startDescent } from '../../src/engine/descent.js';
import { Adam } from '../../src/engine/optimizers/adam.js';
import type { Optimizer } from '../../src/engine/optimizers/optimizer.js';
import { Sgd } from '../../src/engine/optimizers/sgd.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import type { Pair } from './pairs.js';
import { type Bench, type Run, runOctaves, runSingle } from './run.js';

export const CONTESTANTS = ['L-BFGS, octaves', 'L-BFGS', 'Adam', 'SGD'] as const;
export type Contestant = (typeof CONTESTANTS)[number];

export interface Steps {
  readonly sgd: number;
  readonly adam: number;
  readonly lbfgs: number;
  /** Iterations of L-BFGS in each octave but the last. */
  readonly small: number;
  /** Of each rate tried. */
  readonly tuning: number;
}

/** Root mean square of the first step, of 255, that each rate gives. */
const SGD_RATES = [4, 8, 16, 32, 64];
/** Steps of Adam, of 255. */
const ADAM_RATES = [2, 5, 10, 20];

export interface Rates {
  readonly sgd: number;
  readonly adam: number;
}

export interface Tuning {
  readonly rates: Rates;
  readonly tried: readonly { readonly optimizer: string; readonly rate: number; readonly loss: number }[];
}

type Make = (rate: number) => (x: Float32Array) => Optimizer;

/** Gradient descent as in the Keras chapter; rates are measured by their first step, so that they suit every pair. */
const sgd: Make = (rate) => (x) => new Sgd(x, { learningRate: null, firstStep: rate });
const adam: Make = (rate) => (x) => new Adam(x, { learningRate: rate });

/** Tries every rate on a pair and takes those with the lowest loss at the end: each optimizer at its best there. */
export async function tune(
  pair: Pair,
  bench: Bench,
  steps: Steps,
  say: (line: string) => void,
): Promise<Tuning> {
  const tried: Tuning['tried'][number][] = [];
  const best = async (optimizer: string, make: Make, rates: readonly number[]): Promise<number> => {
    for (const rate of rates) {
      const { trace } = await runSingle(pair, bench, make(rate), steps.tuning);
      const last = trace.at(-1)?.loss ?? Number.NaN;
      const loss = trace.length === steps.tuning && Number.isFinite(last) ? last : Number.POSITIVE_INFINITY;
      tried.push({ optimizer, rate, loss });
      say(`${pair.name}: ${optimizer} at ${rate}: ${loss.toPrecision(4)} after ${steps.tuning} steps`);
    }
    const [first] = tried.filter((one) => one.optimizer === optimizer).sort((a, b) => a.loss - b.loss);
    if (first === undefined || !Number.isFinite(first.loss)) throw new Error(`no rate suits ${optimizer}`);
    return first.rate;
  };
  return {
    rates: { sgd: await best('SGD', sgd, SGD_RATES), adam: await best('Adam', adam, ADAM_RATES) },
    tried,
  };
}

export async function run(
  contestant: Contestant,
  pair: Pair,
  bench: Bench,
  rates: Rates,
  steps: Steps,
): Promise<Run> {
  switch (contestant) {
    case 'L-BFGS, octaves':
      return runOctaves(pair, bench, { small: steps.small, last: steps.lbfgs });
    case 'L-BFGS':
      return runSingle(
        pair,
        bench,
        (x, space) => startDescent(resolveRecipe('multiscale'), x, space),
        steps.lbfgs,
      );
    case 'Adam':
      return runSingle(pair, bench, adam(rates.adam), steps.adam);
    case 'SGD':
      return runSingle(pair, bench, sgd(rates.sgd), steps.sgd);
  }
}
