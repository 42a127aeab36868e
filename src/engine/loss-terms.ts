import type { Extractor } from './extractors/extractor.js';
import type { Recipe } from './recipes.js';

/*
 * The loss as data: which statistics of which layers are compared, how each is normalised, and its weight. Every
 * recipe is a list of such terms, and `losses.ts` computes any list.
 *
 * Normalisations of a squared distance:
 * - `energy`: over ‖target‖², so that weights mean the same for every extractor, picture and size. The term is 0 at its
 *   target and about 1 for a picture without features.
 * - `mean`: over the number of entries (Gatys's own code).
 * - `sum`: none.
 * - `chapter`: of sums over positions instead of means, over 4·3²·(H·W)² (the Keras chapter; see `losses.ts`).
 */

export interface StyleTerm {
  readonly layer: string;
  /** Of the layer's moments: each map's mean, their covariances, or the raw second moments (the Gram matrix). */
  readonly statistic: 'mean' | 'covariance' | 'second';
  readonly normalisation: 'energy' | 'mean' | 'chapter';
  readonly weight: number;
}

export interface ContentTerm {
  readonly layer: string;
  readonly normalisation: 'energy' | 'mean' | 'sum';
  readonly weight: number;
}

export interface TvTerm {
  readonly power: 1 | 1.25;
  readonly weight: number;
}

export interface LossTerms {
  readonly style: readonly StyleTerm[];
  readonly content: readonly ContentTerm[];
  readonly tv: TvTerm;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The loss of a recipe for a picture of the photo's size. Layers that have no weight, or that the picture or one of
 * the paintings (at the sizes they are compared at) is too small for, are left out.
 */
export function lossTerms(
  recipe: Recipe,
  request: { readonly strength: number; readonly photo: Size; readonly paintings: readonly Size[] },
  extractor: Extractor,
): LossTerms {
  const { strength, photo, paintings } = request;
  const styleLayers = layersOf(recipe.styleLayers ?? extractor.styleLayers, [photo, ...paintings], extractor);
  const contentLayers = layersOf(recipe.contentLayers ?? extractor.contentLayers, [photo], extractor);
  const statistics =
    recipe.statistics === 'moments' ? (['mean', 'covariance'] as const) : (['second'] as const);
  return {
    style: styleLayers.flatMap(({ layer, weight }) =>
      statistics.map((statistic) => ({
        layer,
        statistic,
        normalisation: recipe.styleNormalisation,
        weight: strength * recipe.styleWeight * weight,
      })),
    ),
    content: contentLayers.map(({ layer, weight }) => ({
      layer,
      normalisation: recipe.contentNormalisation,
      weight: recipe.contentWeight * weight,
    })),
    tv: { power: recipe.tvPower, weight: recipe.tvWeight * tvUnit(recipe.tvNormalisation, photo) },
  };
}

/** Whether total variation is computed: where it counts, or is all there is. */
export function hasVariation({ style, content, tv }: LossTerms): boolean {
  return tv.weight > 0 || style.length + content.length === 0;
}

/** `mean`: the mean over pixels and colours, in units of 255 squared. */
function tvUnit(normalisation: Recipe['tvNormalisation'], { width, height }: Size): number {
  return normalisation === 'sum' ? 1 : 1 / (3 * width * height * 255 ** 2);
}

/** The names of the layers that these terms look at, each once. */
export function layersNamed(terms: readonly { readonly layer: string }[]): string[] {
  return [...new Set(terms.map(({ layer }) => layer))];
}

/**
 * What a term's squared distance is multiplied by: its weight over what its target says of the normalisation.
 * @param target its numbers, or the parts that they are kept in.
 */
export function termWeight(term: StyleTerm | ContentTerm, ...target: readonly Float32Array[]): number {
  switch (term.normalisation) {
    case 'energy':
      return term.weight / energy(target);
    case 'mean':
      return term.weight / target.reduce((sum, { length }) => sum + length, 0);
    case 'sum':
    case 'chapter':
      return term.weight;
  }
}

/** ‖target‖², never zero. */
function energy(target: readonly Float32Array[]): number {
  let total = 0;
  for (const part of target) {
    // Content targets have a million numbers; an iterator would take several times as long.
    for (let i = 0; i < part.length; i++) total += (part[i] as number) ** 2;
  }
  return Math.max(total, 1e-12);
}

/** The layers with a weight that exist for pictures of all these sizes. */
function layersOf(
  weights: Readonly<Record<string, number>>,
  sizes: readonly Size[],
  extractor: Extractor,
): { layer: string; weight: number }[] {
  const wanted = Object.keys(weights).filter((name) => (weights[name] ?? 0) > 0);
  return sizes
    .reduce((names, { height, width }) => extractor.available(names, height, width), wanted)
    .map((layer) => ({ layer, weight: weights[layer] ?? 0 }));
}
