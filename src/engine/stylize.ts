import { createHash } from 'node:crypto';
import type { Backend } from './backends/backend.js';
import { type Checkpoint, CheckpointError, decodeCheckpoint, encodeCheckpoint } from './checkpoint.js';
import { totalCost, workDone } from './cost.js';
import type { Extractor } from './extractors/extractor.js';
import { createObjective } from './objective.js';
import { fitted, type Octave, planOctaves, resize } from './octaves.js';
import { Lbfgs } from './optimizers/lbfgs.js';
import type { Picture } from './picture.js';
import { seededNormal } from './random.js';
import type { Recipe } from './recipes.js';

export interface StylizeRequest {
  readonly photo: Picture;
  /** One to four paintings; weights are shares and need not add up to anything. */
  readonly styles: readonly { readonly picture: Picture; readonly weight: number }[];
  /** From `resolveRecipe`. */
  readonly recipe: Recipe;
  /** Longest side of the result in pixels; a smaller photo is enlarged. */
  readonly size: number;
  /** Factor on the style loss. */
  readonly strength: number;
  readonly seed: number;
}

/** What is told after every iteration. The functions are valid until `onStep` returns (or its promise settles). */
export interface StylizeStep {
  /** From 1. */
  readonly octave: number;
  readonly octaves: number;
  /** Iterations done in this octave, from 1. */
  readonly step: number;
  readonly steps: number;
  /** Share of the whole work done, 0–1: pixels × evaluations, not a count of steps. */
  readonly fraction: number;
  readonly loss: number;
  /** Evaluations of the objective so far, all octaves together. */
  readonly evaluations: number;
  readonly width: number;
  readonly height: number;
  /** The picture so far, at this octave's size; values may lie somewhat outside 0–255. */
  picture(): Picture;
  /** Everything needed to go on from here exactly, self-checking; give it to `resume`. */
  checkpoint(): Uint8Array;
}

export interface StylizeResult {
  readonly picture: Picture;
  readonly evaluations: number;
  /** Loss of the untouched photo under the last octave's objective. */
  readonly lossFirst: number;
  /** Loss of the result under the same objective, so that the two can be compared. */
  readonly lossLast: number;
}

export interface StylizeDependencies {
  readonly backend: Backend;
  readonly extractor: Extractor;
  /** Aborting rejects with the signal's reason, after the evaluation under way. */
  readonly signal?: AbortSignal | undefined;
  /** Called after every iteration and awaited. */
  readonly onStep?: ((step: StylizeStep) => void | Promise<void>) | undefined;
  /** A checkpoint of the same request; one that is damaged or of another request throws `CheckpointError`. */
  readonly resume?: Uint8Array | undefined;
}

/**
 * Repaints a photo in the style of paintings by neural style transfer (Gatys, Ecker & Bethge 2016): the pixels
 * themselves are optimized, until the picture has the photo's content and the paintings' style.
 *
 * 1. The picture is painted in octaves, small to large (`planOctaves`). The first starts from the photo and a little
 *    seeded noise, each other one from the enlarged result of the one before.
 * 2. In each octave the content targets of the photo and the style targets of the paintings are computed once, and the
 *    loss and its gradient are compiled (`createObjective`).
 * 3. L-BFGS moves all pixels at once, a fixed number of iterations.
 *
 * The same request gives the same picture, on one machine to the last bit, stopped and resumed or not.
 */
export async function stylize(request: StylizeRequest, deps: StylizeDependencies): Promise<StylizeResult> {
  const { photo, recipe } = request;
  const { backend, signal } = deps;
  const octaves = planOctaves(recipe, photo, request.size);
  const digest = digestOf(request, deps);
  const resumed = deps.resume === undefined ? null : readCheckpoint(deps.resume, digest, octaves);

  let picture: Picture | null = null;
  let evaluations = resumed?.evaluations ?? 0;
  let lossFirst = resumed?.lossFirst ?? null;
  let lossLast = Number.NaN;

  for (const [index, octave] of octaves.entries()) {
    if (resumed !== null && index < resumed.octave) continue;
    signal?.throwIfAborted();
    const content = resize(photo, octave.width, octave.height);
    const objective = await createObjective({ ...request, photo: content }, deps);
    try {
      const evaluate = async (x: Float32Array) => {
        signal?.throwIfAborted();
        evaluations++;
        const result = await objective.evaluate(x);
        signal?.throwIfAborted();
        return result;
      };
      const options = { history: recipe.history, firstStep: FIRST_STEP };
      const continued = resumed?.octave === index ? resumed : null;
      const optimizer =
        continued === null
          ? new Lbfgs(
              picture === null
                ? startOf(content, request)
                : resize(picture, octave.width, octave.height).data,
              options,
            )
          : Lbfgs.restore(continued.optimizer, options);
      if (index === octaves.length - 1) lossFirst ??= (await evaluate(content.data)).loss;

      const pictureSoFar = (): Picture => ({ ...sizeOf(octave), data: optimizer.x.slice() });
      for (let step = (continued?.step ?? 0) + 1; step <= octave.iterations; step++) {
        const { loss, converged } = await optimizer.step(evaluate);
        lossLast = loss;
        await deps.onStep?.({
          octave: index + 1,
          octaves: octaves.length,
          step,
          steps: octave.iterations,
          fraction: workDone(octaves, index, step) / totalCost(octaves),
          loss,
          evaluations,
          ...sizeOf(octave),
          picture: pictureSoFar,
          checkpoint: () =>
            encodeCheckpoint({
              request: digest,
              octave: index,
              step,
              evaluations,
              lossFirst,
              lossLast: loss,
              optimizer: optimizer.state(),
            }),
        });
        signal?.throwIfAborted();
        if (converged) break;
      }
      picture = pictureSoFar();
    } finally {
      objective.dispose();
      await backend.releaseSessions();
    }
  }
  if (picture === null) throw new Error('a recipe without octaves');
  const { width, height } = fitted(photo, request.size);
  return {
    picture: resize(picture, width, height),
    evaluations,
    lossFirst: lossFirst ?? Number.NaN,
    lossLast: Number.isNaN(lossLast) ? (resumed?.lossLast ?? lossLast) : lossLast,
  };
}

/** How far, root mean square and of 255, the first step of an octave goes before any curvature is known. */
const FIRST_STEP = 2;

/** The photo with a little noise: it breaks the tie between the many ways to paint a flat area. */
function startOf(photo: Picture, { recipe, seed }: StylizeRequest): Float32Array {
  const normal = seededNormal(seed);
  return photo.data.map((value) => value + recipe.noise * normal());
}

function sizeOf({ width, height }: Octave) {
  return { width, height };
}

function readCheckpoint(bytes: Uint8Array, digest: string, octaves: readonly Octave[]): Checkpoint {
  const checkpoint = decodeCheckpoint(bytes);
  const octave = octaves[checkpoint.octave];
  const pixels = checkpoint.optimizer.arrays[0]?.length;
  if (checkpoint.request !== digest || octave === undefined || pixels !== 3 * octave.width * octave.height) {
    throw new CheckpointError('the checkpoint is of another picture');
  }
  return checkpoint;
}

/** Everything the picture depends on, so that no checkpoint is taken for another's. */
function digestOf(
  request: StylizeRequest,
  { backend, extractor }: { backend: Backend; extractor: Extractor },
): string {
  const { photo, styles, recipe, size, strength, seed } = request;
  const hash = createHash('sha256');
  const pictures = [{ picture: photo, weight: 0 }, ...styles];
  hash.update(
    JSON.stringify({
      pictures: pictures.map(({ picture, weight }) => [picture.width, picture.height, weight]),
      recipe,
      size,
      strength,
      seed,
      extractor: extractor.name,
      backend: backend.name,
      device: backend.device,
    }),
  );
  for (const { picture } of pictures) hash.update(picture.data);
  return hash.digest('hex');
}
