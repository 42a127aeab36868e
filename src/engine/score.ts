import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.js';
import type { Extractor, Features } from './extractors/extractor.js';
import { moments } from './losses.js';
import { fitStyle } from './objective.js';
import { resize } from './octaves.js';
import type { Picture } from './picture.js';

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
  const photo = resize(request.photo, width, height);
  const painting = fitStyle(request.style, result, request.styleScale);
  const available = (weights: Readonly<Record<string, number>>, pictures: readonly Picture[]): Layers =>
    pictures
      .reduce((names, at) => deps.extractor.available(names, at.height, at.width), Object.keys(weights))
      .map((name) => ({ name, weight: weights[name] ?? 0 }));
  const layers = {
    style: available(deps.extractor.styleLayers, [result, painting]),
    content: available(deps.extractor.contentLayers, [result]),
  };
  const target = await look(painting, { style: layers.style, content: [] }, deps);
  const before = await look(photo, layers, deps);
  const after = await look(result, layers, deps);
  const losses = (seen: Seen): Losses => ({
    style: mean(layers.style, (i) => styleDistance(at(seen.style, i), at(target.style, i))),
    content: mean(layers.content, (i) => relativeDistance(at(seen.content, i), at(before.content, i))),
  });
  const scores = { photo: losses(before), result: losses(after) };
  const layersOf = ({ style }: Seen): Readonly<Record<string, number>> =>
    Object.fromEntries(
      layers.style.map(({ name }, i) => [name, styleDistance(at(style, i), at(target.style, i))]),
    );
  const styleByLayer = { photo: layersOf(before), result: layersOf(after) };
  return { ...scores, closed: 1 - scores.result.style / scores.photo.style, styleByLayer, width, height };
}

type Layers = readonly { readonly name: string; readonly weight: number }[];

interface Statistics {
  readonly mean: Float32Array;
  /** Row-major [channels, channels]. */
  readonly covariance: Float64Array;
}

interface Seen {
  readonly style: readonly Statistics[];
  readonly content: readonly Float32Array[];
}

/** The statistics and the maps of a picture, by layer. */
async function look(
  { width, height, data }: Picture,
  layers: { readonly style: Layers; readonly content: Layers },
  { backend, extractor }: { backend: Backend; extractor: Extractor },
): Promise<Seen> {
  const names = [...new Set([...layers.style, ...layers.content].map(({ name }) => name))];
  const shape = [1, height, width, 3];
  const body = (image: Tensor): Tensor[] => {
    const features = extractor.extract(image as Tensor4D, names);
    return [
      ...layers.style.flatMap(({ name }) => {
        const { mean, second } = moments(maps(features, name));
        return [mean, second];
      }),
      ...layers.content.map(({ name }) => maps(features, name)),
    ];
  };
  const compiled = backend.compile((image) => body(image as Tensor), [shape]);
  try {
    const values = await compiled.run([{ data, shape }]);
    const style = layers.style.map((_, i) => centred(at(values, 2 * i), at(values, 2 * i + 1)));
    return { style, content: values.slice(2 * style.length) };
  } finally {
    compiled.dispose();
    await backend.releaseSessions();
  }
}

function centred(mean: Float32Array, second: Float32Array): Statistics {
  const channels = mean.length;
  const covariance = Float64Array.from(
    second,
    (value, i) => value - (mean[Math.floor(i / channels)] ?? 0) * (mean[i % channels] ?? 0),
  );
  return { mean, covariance };
}

function styleDistance(a: Statistics, b: Statistics): number {
  return (relativeDistance(a.mean, b.mean) + relativeDistance(a.covariance, b.covariance)) / 2;
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

function mean(layers: Layers, loss: (index: number) => number): number {
  const total = layers.reduce((sum, { weight }) => sum + weight, 0);
  return layers.reduce((sum, { weight }, i) => sum + (weight / total) * loss(i), 0);
}

function maps(features: Features, name: string) {
  const found = features[name];
  if (found === undefined) throw new Error(`no features of layer “${name}”`);
  return found;
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`nothing at ${index} of ${list.length}`);
  return item;
}
