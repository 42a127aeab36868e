import type { Backend } from './backends/backend.js';
import type { Extractor } from './extractors/extractor.js';
import { at } from './lookup.js';
import type { Picture } from './picture.js';
import { resize } from './resize.js';
import { fitStyle } from './style-size.js';
import { contentTargets, type LayerMoments, measureMoments } from './targets.js';

/**
 * How well a result holds the photo's content and has the painting's style, in the eyes of one extractor. What an
 * extractor optimises says little of the picture; what another one sees in it says more.
 */
export interface Score {
  readonly photo: Losses;
  readonly result: Losses;
  /** 1 − style(result)/style(photo): 0 as the untouched photo, 1 where the style is met; below 0 further off than it. */
  readonly closed: number;
  /** The style loss of each layer. */
  readonly styleByLayer: {
    readonly photo: Readonly<Record<string, number>>;
    readonly result: Readonly<Record<string, number>>;
  };
  /** The size at which all was compared. */
  readonly width: number;
  readonly height: number;
}

/** Both are 0 at their targets, and 1 for a picture in which the extractor sees nothing at all. */
export interface Losses {
  /** Mean over style layers l, by weight, of ½(‖μ−μ*‖²/‖μ*‖² + ‖Σ−Σ*‖²/‖Σ*‖²); μ, Σ: mean and covariance of the maps. */
  readonly style: number;
  /** Mean over content layers l, by weight, of ‖F−F*‖²/‖F*‖²; F: the maps. */
  readonly content: number;
}

export interface ScoreRequest {
  readonly photo: Picture;
  readonly style: Picture;
  /** Photo and painting are brought to its size. */
  readonly result: Picture;
  /** As the recipe's: the painting's area is `styleScale`² times the result's. */
  readonly styleScale: number;
}

/** Scores a result. The layers and their weights are the extractor's own; those that a picture is too small for are left out. */
export async function scorePicture(
  request: ScoreRequest,
  deps: { backend: Backend; extractor: Extractor },
): Promise<Score> {
  const { result } = request;
  const { width, height } = result;
  const { extractor, backend } = deps;
  const photo = resize(request.photo, width, height);
  const painting = fitStyle(request.style, result, request.styleScale);
  const style = layersFor(extractor.styleLayers, [result, painting], extractor);
  const content = layersFor(extractor.contentLayers, [result], extractor);
  const names = style.map(({ layer }) => layer);

  const target = await measureMoments(painting, names, deps);
  const contentOf = (picture: Picture) => contentTargets(content, picture, deps);
  const styleOf = async (picture: Picture): Promise<Record<string, number>> => {
    const moments = await measureMoments(picture, names, deps);
    return Object.fromEntries(
      names.map((name) => [name, styleDistance(at(moments, name), at(target, name))]),
    );
  };
  const photoContent = await contentOf(photo);
  const resultContent = await contentOf(result);
  const styleByLayer = { photo: await styleOf(photo), result: await styleOf(result) };
  await backend.releaseSessions();

  const styleLoss = (of: Readonly<Record<string, number>>): number =>
    weightedMean(style, ({ layer }) => at(of, layer));
  const before = { style: styleLoss(styleByLayer.photo), content: 0 };
  const after = {
    style: styleLoss(styleByLayer.result),
    content: weightedMean(content, (_, i) =>
      relativeDistance(at(resultContent, i).data, at(photoContent, i).data),
    ),
  };
  return {
    photo: before,
    result: after,
    closed: 1 - after.style / before.style,
    styleByLayer,
    width,
    height,
  };
}

interface WeightedLayer {
  readonly layer: string;
  readonly weight: number;
  readonly normalisation: 'energy';
}

function layersFor(
  weights: Readonly<Record<string, number>>,
  pictures: readonly Picture[],
  extractor: Extractor,
): WeightedLayer[] {
  return pictures
    .reduce((names, { height, width }) => extractor.available(names, height, width), Object.keys(weights))
    .map((layer) => ({ layer, weight: at(weights, layer), normalisation: 'energy' }));
}

function styleDistance(a: LayerMoments, b: LayerMoments): number {
  return (relativeDistance(a.mean, b.mean) + relativeDistance(covariance(a), covariance(b))) / 2;
}

function covariance({ mean, second }: LayerMoments): Float64Array {
  const channels = mean.length;
  return Float64Array.from(
    second,
    (value, i) => value - (mean[Math.floor(i / channels)] ?? 0) * (mean[i % channels] ?? 0),
  );
}

/** ‖a − b‖²/‖b‖² */
function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let distance = 0;
  let energy = 0;
  for (let i = 0; i < b.length; i++) {
    const target = b[i] ?? 0;
    distance += ((a[i] ?? 0) - target) ** 2;
    energy += target ** 2;
  }
  return distance / Math.max(energy, 1e-12);
}

function weightedMean(
  layers: readonly WeightedLayer[],
  value: (layer: WeightedLayer, index: number) => number,
): number {
  const total = layers.reduce((sum, { weight }) => sum + weight, 0);
  return layers.reduce((sum, layer, i) => sum + (layer.weight / total) * value(layer, i), 0);
}
