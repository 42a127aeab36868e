import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Feature maps by layer name, each [channels, positions]: one row per map, its values over the picture in some fixed
 * order. No loss asks where a position is, and an extractor may sample its maps on whatever lattice suits it.
 */
export type Features = Readonly<Record<string, Tensor2D>>;

/**
 * A network, or a formula, that turns a picture into feature maps at several depths. Style is compared by the Gram
 * matrices (or mean and covariance) of `styleLayers`, content by the maps of `contentLayers`.
 */
export interface Extractor {
  readonly name: string;
  /** Layers that the `multiscale` recipe compares when a preset names none, and their weights. */
  readonly styleLayers: Readonly<Record<string, number>>;
  readonly contentLayers: Readonly<Record<string, number>>;
  /** Smallest side in pixels for which every layer exists. */
  readonly minimumSide: number;
  /** Those of `layers` that exist for a picture of this size; the others have shrunk to nothing. */
  available(layers: readonly string[], height: number, width: number): string[];
  /**
   * Features of a picture.
   * @param image [1, H, W, 3], RGB, 0–255; the extractor does its own preprocessing.
   * @param layers which layers, all of them available; nothing that they do not need is computed.
   */
  extract(image: Tensor4D, layers: readonly string[]): Features;
  dispose(): void;
}
