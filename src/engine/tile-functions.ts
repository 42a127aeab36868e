import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend, CompiledFunction, Values } from './backends/backend.js';
import type { Extractor, Features } from './extractors/extractor.js';
import { at } from './lookup.js';
import { planTiles, type Tile } from './tiles.js';

export interface ComputeDependencies {
  readonly backend: Backend;
  readonly extractor: Extractor;
  /**
   * About how many bytes a compiled function may take; a picture that needs more is computed in tiles. Without it:
   * whatever there is.
   */
  readonly memory?: number | undefined;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a backend that cannot tell is taken to need for one pixel: about what VGG19 and its gradient take. */
const UNKNOWN_BYTES_PER_PIXEL = 8192;

/** The share, up to 1, of a picture of this size that may be computed at once by a function compiled for all of it. */
export function shareWithin(
  { memory }: ComputeDependencies,
  compiled: CompiledFunction,
  { width, height }: Size,
): number {
  if (memory === undefined) return 1;
  return Math.min(1, memory / (compiled.memory ?? UNKNOWN_BYTES_PER_PIXEL * width * height));
}

/** `layers` in groups that are better computed apart where memory is short (`Extractor.groups`). */
export function layerGroups(layers: readonly string[], extractor: Extractor): string[][] {
  return extractor.groups?.(layers) ?? [[...layers]];
}

/**
 * Tiles of a picture such that no run of a function takes more than the memory allowed: one that is the whole picture,
 * where that fits.
 * @param compile the function for a picture of this size; what it would need says what a part needs.
 * @param layers those of the extractor that the function looks at.
 */
export function tilesWithin(
  size: Size,
  layers: readonly string[],
  compile: (size: Size) => CompiledFunction,
  deps: ComputeDependencies,
): Tile[] {
  const whole = compile(size);
  const share = shareWithin(deps, whole, size);
  whole.dispose();
  const pixels = Math.floor(share * size.width * size.height);
  const { alignment } = deps.extractor;
  return planTiles(size, { alignment, halo: deps.extractor.halo(layers), pixels });
}

/** Where each layer's positions in a tile count: 1 in the tile's region, 0 in its halo. Each [1, positions]. */
export function marksOf({ frame, inside }: Tile, layers: readonly string[], extractor: Extractor): Values[] {
  return layers.map((layer): Values => {
    const data = extractor.positionsIn(layer, frame, inside);
    return { data, shape: [1, data.length] };
  });
}

/** The features of a tile where they count, and zeros in its halo. `marks` in the order of `layers`. */
export function markedFeatures(
  extractor: Extractor,
  image: Tensor4D,
  layers: readonly string[],
  marks: readonly Tensor[],
): Features {
  if (layers.length === 0) return {};
  const features = extractor.extract(image, layers);
  return Object.fromEntries(
    layers.map((layer, i) => [layer, tf.mul(at(features, layer), at(marks, i)) as Tensor2D]),
  );
}
