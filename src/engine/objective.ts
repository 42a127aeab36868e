import type { Values } from './backends/backend.js';
import { at } from './lookup.js';
import { hasVariation, type LossTerms, layersNamed, lossTerms } from './loss-terms.js';
import type { Evaluation } from './optimizers/optimizer.js';
import { addScaled } from './optimizers/vectors.js';
import type { Picture } from './picture.js';
import type { Recipe } from './recipes.js';
import type { MomentsKey, StyleCache } from './style-cache.js';
import { fitStyle } from './style-size.js';
import { type LayerMoments, measureMoments, paintingTargets } from './targets.js';
import { type ComputeDependencies, layerGroups } from './tile-functions.js';
import { TiledObjective } from './tiled-objective.js';
import { variationOf } from './variation.js';
import { createWholeObjective, type PartialObjective } from './whole-objective.js';

/**
 * The loss of one octave,
 *
 *     loss(x) = Σ wᵢ·‖statisticᵢ(x) − targetᵢ‖² + Σ wⱼ·‖featuresⱼ(x) − targetⱼ‖² + γ·tv(x):
 *
 * style, content and total variation, from the terms of the recipe (`loss-terms.ts`).
 */
export interface Objective {
  readonly width: number;
  readonly height: number;
  /** About how many bytes its compiled functions take together. */
  readonly memory: number;
  evaluate(image: Float32Array): Promise<Evaluation>;
  dispose(): void;
}

export interface ObjectiveRequest {
  /** At the octave's size. */
  readonly photo: Picture;
  readonly styles: readonly {
    readonly picture: Picture;
    readonly weight: number;
    readonly scale?: number | undefined;
    /** SHA-256 of the file it came from, in hex; without it nothing of it is kept on disk. */
    readonly source?: string | undefined;
  }[];
  readonly recipe: Recipe;
  readonly strength: number;
}

/**
 * Computes the targets and compiles the loss with its gradient: as one function, or, where that would take more than
 * the memory allowed, in parts that are added up, each of them as a whole or in tiles.
 */
export async function createObjective(
  request: ObjectiveRequest,
  deps: ComputeDependencies & { readonly styleCache?: StyleCache | undefined },
): Promise<Objective> {
  const { photo, recipe, strength } = request;
  const { width, height } = photo;
  const styles = request.styles.map(({ picture, weight, scale = 1, source }) => ({
    picture: fitStyle(picture, photo, scale * recipe.styleScale, recipe.styleFit),
    weight,
    source,
  }));
  const paintings = styles.map(({ picture }) => picture);
  const terms = lossTerms(recipe, { strength, photo, paintings }, deps.extractor);

  const targets = await paintingTargets(terms.style, styles, ({ picture, source }, layers) => {
    const key = { source, picture, layers, extractor: deps.extractor.identity };
    return cached(key, () => measureMoments(picture, layers, deps), deps.styleCache);
  });

  const whole = await createWholeObjective(terms, photo, targets, deps);
  if (whole !== null) return { width, height, ...whole };
  return { width, height, ...sumOf(await createParts(terms, photo, targets, deps)) };
}

async function cached(
  { source, ...key }: Omit<MomentsKey, 'source'> & { readonly source: string | undefined },
  measure: () => Promise<Record<string, LayerMoments>>,
  cache: StyleCache | undefined,
): Promise<Record<string, LayerMoments>> {
  if (cache === undefined || source === undefined) return measure();
  return cache.moments({ source, ...key }, measure);
}

/** The share of the memory for the functions that compute on matrices of channels × channels. */
const RESERVE = 1 / 16;

/** The loss by groups of layers that are better computed apart, and the total variation by itself. */
async function createParts(
  terms: LossTerms,
  photo: Picture,
  targets: readonly Values[],
  deps: ComputeDependencies,
): Promise<PartialObjective[]> {
  const groups = layerGroups(layersNamed([...terms.style, ...terms.content]), deps.extractor);
  // Every part is wanted at every evaluation, so all must fit together: one that had to be let go of would be compiled
  // anew each time. The first group is the largest by far where there are several; it gets what the others leave.
  let left = (1 - RESERVE) * (deps.memory ?? Number.POSITIVE_INFINITY);
  const parts: PartialObjective[] = [];
  for (const [i, group] of [...groups.entries()].reverse()) {
    const each = { ...deps, memory: left / (i + 1) };
    const among = ({ layer }: { readonly layer: string }): boolean => group.includes(layer);
    const part = {
      style: terms.style.filter(among),
      content: terms.content.filter(among),
      tv: { ...terms.tv, weight: 0 },
    };
    const own = targets.filter((_, term) => among(at(terms.style, term)));
    const objective =
      (await createWholeObjective(part, photo, own, each)) ??
      (await TiledObjective.create(part, photo, own, each));
    left -= objective.memory;
    parts.push(objective);
  }
  if (hasVariation(terms)) {
    parts.push({
      memory: 0,
      evaluate: async (image) => variationOf(image, photo, terms.tv),
      dispose: () => undefined,
    });
  }
  return parts;
}

function sumOf(parts: readonly PartialObjective[]): PartialObjective {
  return {
    memory: parts.reduce((total, { memory }) => total + memory, 0),
    async evaluate(image) {
      const gradient = new Float32Array(image.length);
      let loss = 0;
      for (const part of parts) {
        const evaluation = await part.evaluate(image);
        loss += evaluation.loss;
        addScaled(gradient, 1, evaluation.gradient);
      }
      return { loss, gradient };
    },
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}
