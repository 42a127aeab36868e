import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend, CompiledFunction, Values } from './backends/backend.js';
import type { Extractor } from './extractors/extractor.js';
import { covariance, moments, squaredDistance, totalVariation } from './losses.js';
import { fitted, resize } from './octaves.js';
import type { Evaluation } from './optimizers/optimizer.js';
import type { Picture } from './picture.js';
import type { Recipe } from './recipes.js';

/**
 * The loss of one octave,
 *
 *     loss(x) = α·content(x) + β·Σ_l w_l·style_l(x) + γ·tv(x),
 *
 * where every content and style term is divided by its target's energy, so that the weights mean the same for every
 * extractor, picture and size: a term is 0 at its target and about 1 for a picture without any features.
 *
 * Targets and weights are inputs of the compiled function, not constants: one session serves every photo, preset and
 * strength of that size.
 */
export interface Objective {
  readonly width: number;
  readonly height: number;
  evaluate(image: Float32Array): Promise<Evaluation>;
  dispose(): void;
}

export interface ObjectiveRequest {
  /** At the octave's size. */
  readonly photo: Picture;
  readonly styles: readonly { readonly picture: Picture; readonly weight: number }[];
  readonly recipe: Recipe;
  readonly strength: number;
}

/** Computes the targets and compiles the loss with its gradient. */
export async function createObjective(
  request: ObjectiveRequest,
  deps: { backend: Backend; extractor: Extractor },
): Promise<Objective> {
  const { photo, recipe } = request;
  const { backend, extractor } = deps;
  const styles = request.styles.map(({ picture, weight }) => ({
    picture: fitStyle(picture, photo, recipe.styleScale),
    weight,
  }));
  // A painting of other proportions may lack a layer that the photo has.
  const sizes = [photo, ...styles.map(({ picture }) => picture)];
  const styleLayers = layersOf(recipe.styleLayers ?? extractor.styleLayers, sizes, extractor);
  const contentLayers = layersOf(recipe.contentLayers ?? extractor.contentLayers, [photo], extractor);

  const style = await styleTargets(styles, recipe.statistics, styleLayers, deps);
  const content = await contentTargets(photo, contentLayers, deps);
  const targets: Values[] = [...style.targets, ...content.targets];
  const weights: Values = vector([
    ...style.energies.map((energy, i) => {
      const layer = styleLayers[Math.floor(i / style.perLayer)];
      return (request.strength * recipe.styleWeight * (layer?.weight ?? 0)) / energy;
    }),
    ...content.energies.map((energy, i) => (recipe.contentWeight * (contentLayers[i]?.weight ?? 0)) / energy),
    recipe.tvWeight,
  ]);

  const shape = imageShape(photo);
  const names = [...new Set([...styleLayers, ...contentLayers].map(({ name }) => name))];
  const body = (image: Tensor, weight: Tensor, ...target: Tensor[]): Tensor[] => {
    const term = tf.unstack(weight as Tensor1D) as Scalar[];
    const loss = (x: Tensor): Scalar => {
      const picture = x as Tensor4D;
      const features = names.length === 0 ? {} : extractor.extract(picture, names);
      const distances: Scalar[] = [
        ...styleLayers.flatMap(({ name }) => styleStatistics(feature(features, name), recipe.statistics)),
        ...contentLayers.map(({ name }) => feature(features, name)),
      ].map((value, i) => squaredDistance(value, at(target, i)));
      distances.push(totalVariation(picture));
      return distances
        .map((distance, i): Scalar => tf.mul(distance, at(term, i)))
        .reduce((a, b) => tf.add(a, b));
    };
    const { value, grad } = tf.valueAndGrad(loss)(image);
    return [value, grad];
  };
  const compiled = backend.compile(body, [shape, weights.shape, ...targets.map((target) => target.shape)]);
  return {
    width: photo.width,
    height: photo.height,
    async evaluate(image) {
      const [loss, gradient] = await compiled.run([{ data: image, shape }, weights, ...targets]);
      if (loss === undefined || gradient === undefined) throw new Error('the objective gave no gradient');
      return { loss: loss[0] ?? Number.NaN, gradient };
    },
    dispose: () => compiled.dispose(),
  };
}

interface Layer {
  readonly name: string;
  readonly weight: number;
}

/** The layers with a weight that exist for pictures of all these sizes. */
function layersOf(
  weights: Readonly<Record<string, number>>,
  sizes: readonly Picture[],
  extractor: Extractor,
): Layer[] {
  const wanted = Object.keys(weights).filter((name) => (weights[name] ?? 0) > 0);
  return sizes
    .reduce((names, { height, width }) => extractor.available(names, height, width), wanted)
    .map((name) => ({ name, weight: weights[name] ?? 0 }));
}

/** What of a layer's features is compared: mean and covariance, or the raw second moments alone. */
function styleStatistics(features: Tensor2D, statistics: Recipe['statistics']): Tensor[] {
  const both = moments(features);
  return statistics === 'moments' ? [both.mean, covariance(both)] : [both.second];
}

interface Targets {
  readonly targets: readonly Values[];
  /** ‖target‖² of each, never zero. */
  readonly energies: readonly number[];
}

/**
 * Style targets of all layers, in the order of `styleStatistics`. Several paintings are blended by their raw moments:
 * the statistics of a wall on which each covers its share. (Blended covariances would forget that the paintings'
 * means differ.)
 */
async function styleTargets(
  styles: ObjectiveRequest['styles'],
  statistics: Recipe['statistics'],
  layers: readonly Layer[],
  { backend, extractor }: { backend: Backend; extractor: Extractor },
): Promise<Targets & { perLayer: number }> {
  const perLayer = statistics === 'moments' ? 2 : 1;
  if (layers.length === 0) return { targets: [], energies: [], perLayer };
  const names = layers.map(({ name }) => name);
  const total = styles.reduce((sum, { weight }) => sum + weight, 0);
  const blended: { mean: Float32Array; second: Float32Array }[] = [];
  for (const { picture, weight } of styles) {
    const values = await evaluateOnce(backend, picture, (image) => {
      const features = extractor.extract(image, names);
      return names.flatMap((name) => {
        const { mean, second } = moments(feature(features, name));
        return [mean, second];
      });
    });
    for (const [i] of layers.entries()) {
      const mean = at(values, 2 * i);
      const second = at(values, 2 * i + 1);
      blended[i] ??= { mean: new Float32Array(mean.length), second: new Float32Array(second.length) };
      accumulate(blended[i].mean, mean, weight / total);
      accumulate(blended[i].second, second, weight / total);
    }
  }
  const targets = blended.flatMap(({ mean, second }): Values[] => {
    const channels = mean.length;
    if (statistics === 'gram') return [{ data: second, shape: [channels, channels] }];
    const centred = second.map(
      (value, i) => value - (mean[Math.floor(i / channels)] ?? 0) * (mean[i % channels] ?? 0),
    );
    return [vector(mean), { data: centred, shape: [channels, channels] }];
  });
  return { targets, energies: targets.map(energy), perLayer };
}

async function contentTargets(
  photo: Picture,
  layers: readonly Layer[],
  { backend, extractor }: { backend: Backend; extractor: Extractor },
): Promise<Targets> {
  if (layers.length === 0) return { targets: [], energies: [] };
  const names = layers.map(({ name }) => name);
  const shapes: number[][] = [];
  const values = await evaluateOnce(backend, photo, (image) => {
    const features = extractor.extract(image, names);
    return names.map((name, i) => {
      const tensor = feature(features, name);
      shapes[i] = tensor.shape;
      return tensor;
    });
  });
  const targets = values.map((data, i): Values => ({ data, shape: at(shapes, i) }));
  return { targets, energies: targets.map(energy) };
}

/**
 * The painting at the size its strokes are wanted in: its area made `scale`² times the picture's, in its own
 * proportions. So a stroke takes the same share of the result as of the painting, whatever the octave. Never larger
 * than it is, which would only teach blur, and never so small that a side vanishes.
 */
export function fitStyle(style: Picture, photo: { width: number; height: number }, scale: number): Picture {
  const factor = scale * Math.sqrt((photo.width * photo.height) / (style.width * style.height));
  const longest = Math.max(style.width, style.height);
  const size = fitted(style, Math.max(8, Math.min(longest, Math.round(longest * factor))));
  return resize(style, size.width, size.height);
}

/** Runs a function of one picture once. */
async function evaluateOnce(
  backend: Backend,
  picture: Picture,
  body: (image: Tensor4D) => Tensor[],
): Promise<Float32Array[]> {
  const shape = imageShape(picture);
  let compiled: CompiledFunction | null = null;
  try {
    compiled = backend.compile((image) => body(image as Tensor4D), [shape]);
    return await compiled.run([{ data: picture.data, shape }]);
  } finally {
    compiled?.dispose();
  }
}

function imageShape({ width, height }: Picture): number[] {
  return [1, height, width, 3];
}

function vector(numbers: Iterable<number>): Values {
  const data = Float32Array.from(numbers);
  return { data, shape: [data.length] };
}

function energy({ data }: Values): number {
  let total = 0;
  for (const value of data) total += value * value;
  return Math.max(total, 1e-12);
}

function accumulate(into: Float32Array, values: Float32Array, share: number): void {
  for (const [i, value] of values.entries()) into[i] = (into[i] ?? 0) + share * value;
}

function feature(features: Readonly<Record<string, Tensor2D>>, name: string): Tensor2D {
  const found = features[name];
  if (found === undefined) throw new Error(`no features of layer “${name}”`);
  return found;
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`nothing at ${index} of ${list.length}`);
  return item;
}
