import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Backend, CompiledFunction, Values } from './backends/backend.js';
import type { Extractor } from './extractors/extractor.js';
import { at } from './lookup.js';
import { type ContentTerm, layersNamed, type StyleTerm } from './loss-terms.js';
import { MomentMeter } from './moment-meter.js';
import { addScaled } from './optimizers/vectors.js';
import type { Picture } from './picture.js';
import { type ComputeDependencies, fitsWhole, layerGroups } from './tile-functions.js';

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
  deps: ComputeDependencies,
): Promise<Record<string, LayerMoments>> {
  if (layers.length === 0) return {};
  const meter = new MomentMeter(picture, layers, deps);
  const meters = meter.tiled
    ? layerGroups(layers, deps.extractor).map((group) => new MomentMeter(picture, group, deps))
    : [meter];
  const measured: Record<string, LayerMoments> = {};
  for (const each of meters) {
    for (const [layer, { sum, products, positions }] of Object.entries(await each.measure(picture.data))) {
      measured[layer] = { mean: divided(sum, positions), second: divided(products, positions) };
    }
    each.dispose();
  }
  return measured;
}

/** A quarter of a million numbers for some layers, so without a call for each. */
function divided(sums: Float32Array, count: number): Float32Array {
  const means = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) means[i] = (sums[i] as number) / count;
  return means;
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
      addScaled(sum, share / total, at(each, layer)[of]);
    }
    return sum;
  };
  return Object.fromEntries(
    layers.map((layer) => [layer, { mean: blend(layer, 'mean'), second: blend(layer, 'second') }]),
  );
}

/**
 * The targets of the style terms, in their order, of several paintings as one (`blendMoments`).
 * @param measure the moments of one painting in these layers.
 */
export async function paintingTargets<P extends { readonly weight: number }>(
  terms: readonly StyleTerm[],
  paintings: readonly P[],
  measure: (painting: P, layers: readonly string[]) => Promise<Readonly<Record<string, LayerMoments>>>,
): Promise<Values[]> {
  const layers = layersNamed(terms);
  const measured: Parameters<typeof blendMoments>[0][number][] = [];
  // One after the other: together they would take the memory of all.
  for (const painting of paintings) {
    measured.push({ moments: await measure(painting, layers), share: painting.weight });
  }
  return styleTargets(terms, blendMoments(measured, layers));
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
  const covariance = new Float32Array(second.length);
  for (const [row, own] of mean.entries()) {
    const start = row * channels;
    for (let i = 0; i < channels; i++) {
      covariance[start + i] = (second[start + i] as number) - own * (mean[i] as number);
    }
  }
  return covariance;
}

/** The targets of the content terms, in their order: the photo's own features. */
export async function contentTargets(
  terms: readonly ContentTerm[],
  photo: Picture,
  { backend, extractor }: Dependencies,
): Promise<Values[]> {
  return (await contentTargetsWithin(terms, photo, { backend, extractor })) ?? [];
}

/** The same; null where that would take more memory than is allowed. */
export async function contentTargetsWithin(
  terms: readonly ContentTerm[],
  photo: Picture,
  deps: ComputeDependencies,
): Promise<Values[] | null> {
  if (terms.length === 0) return [];
  const { compiled, measure } = compileContentTargets(terms, photo, deps);
  try {
    return fitsWhole(deps, compiled, photo) ? await measure(photo) : null;
  } finally {
    compiled.dispose();
  }
}

/** Targets of the content terms, in their order, for one photo of this size after the other. */
export function compileContentTargets(
  terms: readonly ContentTerm[],
  { width, height }: { readonly width: number; readonly height: number },
  { backend, extractor }: Dependencies,
): { readonly compiled: CompiledFunction; measure(photo: Picture): Promise<Values[]> } {
  const layers = layersNamed(terms);
  const shape = [1, height, width, 3];
  const shapes: number[][] = [];
  const features = (image: Tensor): Tensor[] => {
    const found = extractor.extract(image as Tensor4D, layers);
    return layers.map((layer, i): Tensor2D => {
      const maps = at(found, layer);
      shapes[i] = maps.shape;
      return maps;
    });
  };
  // A backend that runs kernels as they are called knows the shapes only once it has run.
  const compiled = backend.compile(features, [shape]);
  return {
    compiled,
    async measure(photo) {
      const values = await compiled.run([{ data: photo.data, shape }]);
      return terms.map(({ layer }) => {
        const i = layers.indexOf(layer);
        return { data: at(values, i), shape: at(shapes, i) };
      });
    },
  };
}
