import type { Backend } from '../../src/engine/backends/backend.js';
import { type Space, startDescent } from '../../src/engine/descent.js';
import type { Extractor } from '../../src/engine/extractors/extractor.js';
import { createObjective, type Objective } from '../../src/engine/objective.js';
import { fitted, planOctaves } from '../../src/engine/octaves.js';
import type { Optimizer } from '../../src/engine/optimizers/optimizer.js';
import type { Picture } from '../../src/engine/picture.js';
import { seededNormal } from '../../src/engine/random.js';
import { type Recipe, resolveRecipe } from '../../src/engine/recipes.js';
import { resize } from '../../src/engine/resize.js';
import type { Pair } from './pairs.js';

/** A moment of a run. Time and evaluations count what was spent on optimizing, not on looking at it. */
export interface Moment {
  readonly seconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
  readonly evaluations: number;
  /** Under the objective of the full size. */
  readonly loss: number;
}

export interface Run {
  readonly trace: readonly Moment[];
}

export interface Bench {
  readonly backend: Backend;
  readonly extractor: Extractor;
  /** Longest side, in pixels, of the picture painted. */
  readonly size: number;
}

/** A recipe's own start: the photo with a little seeded noise. */
function startOf(photo: Picture, recipe: Recipe): Float32Array {
  const normal = seededNormal(1);
  return photo.data.map((value) => value + recipe.noise * normal());
}

/**
 * Minimises the full-size objective from the start, with an optimizer made by `make`. Ends after `steps`, or earlier when the loss has left its start by a factor of ten or is no number: that rate
 * is too large.
 */
export async function runSingle(
  pair: Pair,
  bench: Bench,
  make: (x: Float32Array, space: Space) => Optimizer,
  steps: number,
): Promise<Run> {
  const recipe = resolveRecipe('multiscale');
  const watch = new Stopwatch();
  const { objective, photo } = await objectiveAt(pair, bench, recipe, bench.size);
  try {
    const optimizer = make(startOf(photo, recipe), spaceOf(photo, bench));
    const trace: Moment[] = [];
    for (let step = 0; step < steps; step++) {
      const { loss, converged } = await optimizer.step((x) => watch.evaluate(objective, x));
      trace.push(watch.moment(loss));
      if (converged || !(loss < 10 * (trace[0]?.loss ?? loss))) break;
    }
    return { trace };
  } finally {
    objective.dispose();
    await bench.backend.releaseSessions();
  }
}

/**
 * L-BFGS in the octaves of the recipe, as the engine does it, but for the iterations. In the small octaves they are fewer
 * than the recipe's, which are there for the large forms of a picture, not for a loss that is soon reached; in the last
 * one as many as without octaves, so that both can show how low they get. The smaller octaves' pictures are then
 * enlarged and measured by the full size's objective.
 */
export async function runOctaves(
  pair: Pair,
  bench: Bench,
  { small, last }: { readonly small: number; readonly last: number },
): Promise<Run> {
  const recipe = resolveRecipe('multiscale');
  const watch = new Stopwatch();
  const moments: { moment: Moment; picture: Picture | null }[] = [];
  let picture: Picture | null = null;
  for (const { width, height } of planOctaves(recipe, pair.photo, bench.size)) {
    const side = Math.max(width, height);
    const { objective, photo } = await objectiveAt(pair, bench, recipe, side);
    try {
      const start: Float32Array =
        picture === null ? startOf(photo, recipe) : resize(picture, width, height).data;
      const optimizer = startDescent(recipe, start, spaceOf(photo, bench));
      const full = side === bench.size;
      for (let step = 1; step <= (full ? last : small); step++) {
        const { loss, converged } = await optimizer.step((x) => watch.evaluate(objective, x));
        const seen = full ? null : { width, height, data: optimizer.x.slice() };
        if (full || step % 5 === 0) moments.push({ moment: watch.moment(loss), picture: seen });
        if (converged) break;
      }
      picture = { width, height, data: optimizer.x.slice() };
    } finally {
      objective.dispose();
      await bench.backend.releaseSessions();
    }
  }
  return { trace: await measured(moments, pair, bench, recipe) };
}

async function measured(
  moments: readonly { moment: Moment; picture: Picture | null }[],
  pair: Pair,
  bench: Bench,
  recipe: Recipe,
): Promise<Moment[]> {
  const { objective, photo } = await objectiveAt(pair, bench, recipe, bench.size);
  const trace: Moment[] = [];
  for (const { moment, picture } of moments) {
    if (picture === null) trace.push(moment);
    else {
      const enlarged = resize(picture, photo.width, photo.height);
      trace.push({ ...moment, loss: (await objective.evaluate(enlarged.data)).loss });
    }
  }
  objective.dispose();
  await bench.backend.releaseSessions();
  return trace;
}

function spaceOf({ width, height }: Picture, { extractor: { smoothing } }: Bench): Space {
  return { width, height, smoothing };
}

async function objectiveAt(pair: Pair, bench: Bench, recipe: Recipe, side: number) {
  const { width, height } = fitted(pair.photo, side);
  const photo = resize(pair.photo, width, height);
  const styles = [{ picture: pair.painting, weight: 1 }];
  return { photo, objective: await createObjective({ photo, styles, recipe, strength: 1 }, bench) };
}

/** Time from the start of a run, targets and compilation included. */
class Stopwatch {
  readonly #start = performance.now();
  readonly #cpu = process.cpuUsage();
  #evaluations = 0;

  async evaluate(objective: Objective, x: Float32Array) {
    this.#evaluations++;
    return objective.evaluate(x);
  }

  moment(loss: number): Moment {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      seconds: (performance.now() - this.#start) / 1000,
      cpuSeconds: (user + system) / 1e6,
      evaluations: this.#evaluations,
      loss,
    };
  }
}
