import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Feature maps by layer name, each [channels, positions]: one row per map, its values over the picture in some fixed
 * order. No loss asks where a position is, and an extractor may sample its maps on whatever lattice suits it.
 */
export type Features = Readonly<Record<string, Tensor2D>>;

/** A rectangle of an image's pixels. */
export interface Region {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * A network, or a formula, that turns a picture into feature maps at several depths. Style is compared by the Gram
 * matrices (or mean and covariance) of `styleLayers`, content by the maps of `contentLayers`.
 *
 * A picture may be looked at in tiles. Each layer samples the picture on a lattice of square cells: the cells of a
 * layer with stride s are s × s pixels, start at multiples of s from the picture's top left corner, and hold one
 * position each (or a fixed number of them). Cells at the right and lower edge may reach beyond an odd-sized picture;
 * a layer that pads nothing ("valid") has no positions in some cells near the edges. Which cell a position belongs to
 * is the extractor's choice; the nearer to the middle of what the position sees, the narrower its halo.
 */
export interface Extractor {
  readonly name: string;
  /** Everything that its features depend on beside the picture, in short: for the keys of caches and checkpoints. */
  readonly identity: string;
  /** Layers that the `multiscale` recipe compares when a preset names none, and their weights. */
  readonly styleLayers: Readonly<Record<string, number>>;
  readonly contentLayers: Readonly<Record<string, number>>;
  /**
   * Weights by level, finest first, of the matrix that L-BFGS takes for the inverse Hessian of a loss of these features
   * before it knows any curvature (`multilevel` in optimizers/). Losses that are steepest in the finest detail, which a
   * gradient is then full of while most of the way is to go in larger forms, want more weight on the coarser levels.
   * Absent: every frequency alike.
   */
  readonly smoothing?: readonly number[] | undefined;
  /** Smallest side in pixels for which every layer exists. */
  readonly minimumSide: number;
  /** A multiple of every layer's stride, in pixels: regions that start at multiples of it cut through no cell. */
  readonly alignment: number;
  /**
   * How many pixels around a region the features of its cells depend on, to each side: a multiple of the stride of
   * each of `layers`, so that an aligned region widened by it starts on every layer's lattice. Beyond the picture's own
   * edge nothing is needed: there the extractor pads as it always does.
   */
  halo(layers: readonly string[]): number;
  /**
   * `layers` in groups that have next to nothing in common, so that computing them group by group costs hardly more
   * than all at once, and takes less memory. Absent where deeper layers build on shallower ones.
   */
  groups?(layers: readonly string[]): string[][];
  /** Those of `layers` that exist for a picture of this size; the others have shrunk to nothing. */
  available(layers: readonly string[], height: number, width: number): string[];
  /**
   * Features of a picture.
   * @param image [1, H, W, 3], RGB, 0–255; the extractor does its own preprocessing.
   * @param layers which layers, all of them available; nothing that they do not need is computed.
   */
  extract(image: Tensor4D, layers: readonly string[]): Features;
  /**
   * Which of a layer's positions, in the order of `extract`, stand in cells that start inside a region: 1 for those, 0
   * for the others.
   *
   * The image may be a tile: a piece of a larger picture that starts on the lattice of each layer wanted and holds the
   * region and `halo(layers)` pixels more on each side, or less where the picture itself ends. The features at these
   * positions are then those that the whole picture has there, in the same order. If regions partition a picture, their
   * positions together are the picture's, each once.
   *
   * @param size of the image.
   * @param region in pixels of the image; it starts and ends on the layer's lattice, or at the image's edge.
   */
  positionsIn(
    layer: string,
    size: { readonly height: number; readonly width: number },
    region: Region,
  ): Float32Array;
  dispose(): void;
}
