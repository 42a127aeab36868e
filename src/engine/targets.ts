import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Backend, CompiledFunction, Values } from './backends/backend.js';
import type { Extractor } from './extractors/extractor.js';
import { at } from './lookup.js';
import { type ContentTerm, layersNamed, type StyleTerm } from './loss-terms.js';
import { moments } from './losses.js';
import type { Picture } from './picture.js';

interface Dependencies {
  readonly backend: Backend;
  readonly extractor: Extractor;
}

/** The moments of one layer as plain numbers (`Moments` in losses.ts). */
export interface LayerMoments {
  /** [channels] */
  readonly mean: Float32Array;
  /** [channels, channels] */
  readonly second: Float32Array;
}

/** The moments of a picture's features in each of these layers. */
export async function measureMoments(
  picture: Picture,
  layers: readonly string[],
  { backend, extractor }: Dependencies,
): Promise<Record<string, LayerMoments>> {
  if (layers.length === 0) return {};
  const values = await evaluateOnce(backend, picture, (image) => {
    const features = extractor.extract(image, layers);
    return layers.flatMap((layer) => {
      const { mean, second } = moments(at(features, layer));
      return [mean, second];
    });
  });
  return Object.fromEntries(
    layers.map((layer, i) => [layer, { mean: at(values, 2 * i), second: at(values, 2 * i + 1) }]),
  );
}

/**
 * Several paintings as one, by their raw moments: the statistics of a wall on which each covers its share. (Blended
 * covariances would forget that the paintings' means differ.) Shares need not add up to anything.
 */
export function blendMoments(
  paintings: readonly { readonly moments: Readonly<Record<string, LayerMoments>>; readonly share: number }[],
  layers: readonly string[],
): Record<string, LayerMoments> {
  const total = paintings.reduce((sum, { share }) => sum + share, 0);
  const blend = (layer: string, of: keyof LayerMoments): Float32Array => {
    const sum = new Float32Array(paintings[0]?.moments[layer]?.[of].length ?? 0);
    for (const { moments: each, share } of paintings) {
      for (const [i, value] of at(each, layer)[of].entries())
        sum[i] = (sum[i] ?? 0) + (share / total) * value;
    }
    return sum;
  };
  return Object.fromEntries(
    layers.map((layer) => [layer, { mean: blend(layer, 'mean'), second: blend(layer, 'second') }]),
  );
}

/** The targets of the style terms, in their order. */
export function styleTargets(
  terms: readonly StyleTerm[],
  of: Readonly<Record<string, LayerMoments>>,
): Values[] {
  return terms.map(({ layer, statistic }) => styleTarget(statistic, at(of, layer)));
}

function styleTarget(statistic: StyleTerm['statistic'], { mean, second }: LayerMoments): Values {
  const channels = mean.length;
  switch (statistic) {
    case 'mean':
      return { data: mean, shape: [channels] };
    case 'second':
      return { data: second, shape: [channels, channels] };
    case 'covariance':
      return { data: centred(mean, second), shape: [channels, channels] };
  }
}

function centred(mean: Float32Array, second: Float32Array): Float32Array {
  const channels = mean.length;
  return second.map((value, i) => value - (mean[Math.floor(i / channels)] ?? 0) * (mean[i % channels] ?? 0));
}

/** The targets of the content terms, in their order: the photo's own features. */
export async function contentTargets(
  terms: readonly ContentTerm[],
  photo: Picture,
  { backend, extractor }: Dependencies,
): Promise<Values[]> {
  if (terms.length === 0) return [];
  const layers = layersNamed(terms);
  const shapes: number[][] = [];
  const values = await evaluateOnce(backend, photo, (image) => {
    const features = extractor.extract(image, layers);
    return layers.map((layer, i): Tensor2D => {
      const found = at(features, layer);
      shapes[i] = found.shape;
      return found;
    });
  });
  return terms.map(({ layer }) => {
    const i = layers.indexOf(layer);
    return { data: at(values, i), shape: at(shapes, i) };
  });
}

/** Runs a function of one picture once. */
async function evaluateOnce(
  backend: Backend,
  picture: Picture,
  body: (image: Tensor4D) => Tensor[],
): Promise<Float32Array[]> {
  const shape = [1, picture.height, picture.width, 3];
  let compiled: CompiledFunction | null = null;
  try {
    compiled = backend.compile((image) => body(image as Tensor4D), [shape]);
    return await compiled.run([{ data: picture.data, shape }]);
  } finally {
    compiled?.dispose();
  }
}
