import { createHash } from 'node:crypto';
import type { Colours } from '../jobs/job.js';
import type { Backend } from './backends/backend.js';
import { type Checkpoint, CheckpointError, decodeCheckpoint, encodeCheckpoint } from './checkpoint.js';
import { planColours } from './colour.js';
import { totalCost, workDone } from './cost.js';
import { resumeDescent, startDescent } from './descent.js';
import type { Extractor } from './extractors/extractor.js';
import { at } from './lookup.js';
import { historyWithin, octaveShare } from './memory.js';
import { createObjective } from './objective.js';
import { fitted, type Octave, planOctaves } from './octaves.js';
import type { Picture } from './picture.js';
import { seededNormal } from './random.js';
import type { Recipe } from './recipes.js';
import { resize } from './resize.js';
import type { StyleCache } from './style-cache.js';

export interface StylePicture {
  readonly picture: Picture;
  /** Shares need not add up to anything. */
  readonly weight: number;
  /** This painting's own factor on the recipe's `styleScale`; 1 where nothing is said. */
  readonly scale?: number | undefined;
  /** SHA-256 of the file it came from, in hex, under which its measures are kept; nothing is kept without. */
  readonly source?: string | undefined;
}

export interface StylizeRequest {
  readonly photo: Picture;
  /** One to four paintings. */
  readonly styles: readonly StylePicture[];
  /** From `resolveRecipe` and `withControls`. */
  readonly recipe: Recipe;
  /** Longest side of the result in pixels; a smaller photo is enlarged. */
  readonly size: number;
  /** Factor on the style loss. */
  readonly strength: number;
  readonly seed: number;
  /** Share of noise in the picture that painting starts from: 0 (or nothing) is the photo, 1 noise alone. */
  readonly start?: number | undefined;
  /**
   * What painting starts from in place of the photo and noise: a picture of any size, in the colours that painting is
   * done in (`planColours`).
   */
  readonly initial?: Picture | undefined;
  /** Whose colours the result has (colour.ts); the paintings' where nothing is said. */
  readonly colours?: Colours | undefined;
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
  /** The picture so far, at this octave's size, in the colours asked for; values may lie somewhat outside 0–255. */
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
  /** Bytes that the process may take, about: larger pictures are computed in tiles. Without it: whatever there is. */
  readonly memory?: number | undefined;
  /** Where measures of paintings are kept from job to job. */
  readonly styleCache?: StyleCache | undefined;
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
 * 1. Photo and paintings are recoloured, where the result is to keep the photo's colours (`planColours`).
 * 2. The picture is painted in octaves, small to large (`planOctaves`). The first starts from the photo and seeded noise
 *    (`startOf`), each other one from the enlarged result of the one before.
 * 3. In each octave the content targets of the photo and the style targets of the paintings are computed once, and the
 *    loss and its gradient are compiled (`createObjective`).
 * 4. L-BFGS, or the recipe's other optimizer, moves all pixels at once, a fixed number of iterations (`startDescent`).
 *
 * The same request gives the same picture, on one machine to the last bit, stopped and resumed or not.
 */
export async function stylize(request: StylizeRequest, deps: StylizeDependencies): Promise<StylizeResult> {
  const { recipe } = request;
  const { signal, memory } = deps;
  const colours = planColours(
    request.colours ?? 'style',
    request.photo,
    request.styles.map(({ picture }) => picture),
  );
  const { photo } = colours;
  const styles = request.styles.map((style, i) => ({ ...style, picture: at(colours.paintings, i) }));
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
    const share = memory === undefined ? undefined : octaveShare(memory, octave.width * octave.height);
    const objective = await createObjective(
      { ...request, styles, photo: content },
      { ...deps, memory: share },
    );
    try {
      const evaluate = async (x: Float32Array) => {
        signal?.throwIfAborted();
        evaluations++;
        const result = await objective.evaluate(x);
        signal?.throwIfAborted();
        return result;
      };
      const isLast = index === octaves.length - 1;
      const history = historyWithin(memory, octave.width * octave.height, recipe.history);
      const within = { ...recipe, history };
      const space = { ...sizeOf(octave), smoothing: deps.extractor.smoothing };
      const continued = resumed?.octave === index ? resumed : null;
      const optimizer =
        continued === null
          ? startDescent(
              within,
              picture === null
                ? startOf(content, request)
                : resize(picture, octave.width, octave.height).data,
              space,
            )
          : resumeDescent(within, continued.optimizer, space);
      if (isLast) lossFirst ??= (await evaluate(content.data)).loss;

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
          picture: () => colours.finish(pictureSoFar()),
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
      // L-BFGS knows the loss where it stands; the others only where they were before, and Adam averages.
      if (isLast && recipe.optimizer !== 'lbfgs') lossLast = (await evaluate(picture.data)).loss;
    } finally {
      objective.dispose();
    }
  }
  if (picture === null) throw new Error('a recipe without octaves');
  const { width, height } = fitted(photo, request.size);
  return {
    picture: colours.finish(resize(picture, width, height)),
    evaluations,
    lossFirst: lossFirst ?? Number.NaN,
    lossLast: Number.isNaN(lossLast) ? (resumed?.lossLast ?? lossLast) : lossLast,
  };
}

/** The noise that painting may start from, of 255: grey on average, and as lively as a photo. */
const NOISE = { mean: 127.5, deviation: 60 };

/**
 * What the request says to start from; else the photo with a little noise, which breaks the tie between the many ways to
 * paint a flat area, or mixed with as much noise as `start` asks for.
 */
function startOf(photo: Picture, { recipe, seed, start = 0, initial }: StylizeRequest): Float32Array {
  if (initial !== undefined) return resize(initial, photo.width, photo.height).data;
  const normal = seededNormal(seed);
  return photo.data.map((value) => {
    const noise = normal();
    const own = value + recipe.noise * noise;
    return (1 - start) * own + start * (NOISE.mean + NOISE.deviation * noise);
  });
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
  const { photo, styles, initial, ...settings } = request;
  const hash = createHash('sha256');
  const begun = initial === undefined ? [] : [{ picture: initial, weight: 0 }];
  const pictures: StylePicture[] = [{ picture: photo, weight: 0 }, ...styles, ...begun];
  hash.update(
    JSON.stringify({
      pictures: pictures.map(({ picture, weight, scale }) => [picture.width, picture.height, weight, scale]),
      ...settings,
      extractor: extractor.identity,
      smoothing: extractor.smoothing,
      backend: backend.name,
      device: backend.device,
    }),
  );
  for (const { picture } of pictures) hash.update(picture.data);
  return hash.digest('hex');
}
