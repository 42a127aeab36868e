import type { Tensor4D } from '@tensorflow/tfjs-core';

/** Feature maps by layer name, each [1, h, w, channels]. */
export type Features = Readonly<Record<string, Tensor4D>>;

/**
 * A network, or a formula, that turns a picture into feature maps at several depths. Style is compared by the Gram
 * matrices (or mean and covariance) of `styleLayers`, content by the maps of `contentLayers`.
 */
export interface Extractor {
  readonly name: string;
  /** Layers that the `multiscale` recipe compares when a preset names none. */
  readonly styleLayers: readonly string[];
  readonly contentLayers: readonly string[];
  /** Smallest side in pixels for which every layer exists. */
  readonly minimumSide: number;
  /**
   * Features of a picture.
   * @param image [1, H, W, 3], RGB, 0–255; the extractor does its own preprocessing.
   * @param layers which layers; nothing deeper than the deepest of them is computed.
   */
  extract(image: Tensor4D, layers: readonly string[]): Features;
  dispose(): void;
}
