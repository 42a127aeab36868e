import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend, CompiledFunction, Footprint, Values } from './backends/backend.js';
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

/**
 * What a function compiled for a picture of this size takes.
 * @param unknown bytes for each pixel where the backend cannot tell.
 */
export function footprintOf(
  { memory }: CompiledFunction,
  { width, height }: Size,
  unknown = UNKNOWN_BYTES_PER_PIXEL,
): Footprint {
  return memory ?? { constants: 0, results: unknown * width * height };
}

/**
 * Whether a picture of this size may be computed at once, by this function compiled for all of it. What does not depend
 * on the size is not counted: tiles would need it, too.
 */
export function fitsWhole({ memory }: ComputeDependencies, compiled: CompiledFunction, size: Size): boolean {
  return memory === undefined || footprintOf(compiled, size).results <= memory;
}

/** `layers` in groups that are better computed apart where memory is short (`Extractor.groups`). */
export function layerGroups(layers: readonly string[], extractor: Extractor): string[][] {
  return extractor.groups?.(layers) ?? [[...layers]];
}

export interface MarkedTile extends Tile {
  /** Where each layer's positions count (`marksOf`). */
  readonly marks: readonly Values[];
  /** How many of each layer's positions count. */
  readonly counts: readonly number[];
}

export interface Tiling {
  readonly tiles: readonly MarkedTile[];
  /** About how many bytes a function for one of the tiles takes. */
  readonly memory: number;
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
): Tiling {
  const whole = compile(size);
  const { constants, results } = footprintOf(whole, size);
  whole.dispose();
  const room = (deps.memory ?? Number.POSITIVE_INFINITY) - constants;
  const all = size.width * size.height;
  const pixels = Math.floor(Math.min(1, Math.max(0, room / results)) * all);
  const { alignment } = deps.extractor;
  const tiles = planTiles(size, { alignment, halo: deps.extractor.halo(layers), pixels }).map((tile) => {
    const marks = marksOf(tile, layers, deps.extractor);
    const counts = marks.map(({ data }) => data.reduce((count, mark) => count + mark, 0));
    return { ...tile, marks, counts };
  });
  const frame = tiles[0]?.frame ?? size;
  return { tiles, memory: constants + (results * frame.width * frame.height) / all };
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
