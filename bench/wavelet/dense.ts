import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../../src/engine/backends/backend.js';
import type { Extractor, Features, Region } from '../../src/engine/extractors/extractor.js';
import { layerOneFilters, layerTwoFilters, WAVELET_DESIGN } from '../../src/engine/extractors/wavelet.js';

/**
 * The same filter bank the straightforward way, as it was first tried: layer one as a 7×7 convolution from 3 to 70
 * maps on every pixel, layer two as a 7×7 convolution from 70 to 96. What `WaveletExtractor` is measured against.
 */
export class DenseExtractor implements Extractor {
  readonly name = 'wavelet-dense';
  readonly styleLayers: Readonly<Record<string, number>>;
  readonly contentLayers: Readonly<Record<string, number>>;
  readonly minimumSide: number;
  readonly alignment = 64;
  readonly #reference: Extractor;
  readonly #one: Tensor4D;
  readonly #two: Tensor4D;
  readonly #mean: Tensor4D;

  /** Takes layer names and weights from the extractor it is compared with. */
  constructor(backend: Backend, reference: Extractor) {
    this.#reference = reference;
    this.styleLayers = reference.styleLayers;
    this.contentLayers = reference.contentLayers;
    this.minimumSide = reference.minimumSide;
    const one = layerOneFilters(WAVELET_DESIGN);
    const two = layerTwoFilters(WAVELET_DESIGN, one.length);
    const oneWeights = new Float32Array(49 * 3 * one.length);
    for (const [f, { taps, axis }] of one.entries()) {
      for (const [t, tap] of taps.entries()) {
        for (const [c, share] of axis.entries()) oneWeights[(t * 3 + c) * one.length + f] = tap * share;
      }
    }
    const twoWeights = new Float32Array(49 * one.length * two.length);
    for (const [f, { taps, from }] of two.entries()) {
      for (const [t, tap] of taps.entries()) {
        for (const { map, weight } of from) {
          twoWeights[(t * one.length + map) * two.length + f] = tap * weight;
        }
      }
    }
    this.#one = backend.constant(tf.tensor4d(oneWeights, [7, 7, 3, one.length]));
    this.#two = backend.constant(tf.tensor4d(twoWeights, [7, 7, one.length, two.length]));
    this.#mean = backend.constant(tf.tensor4d([123.68, 116.779, 103.939], [1, 1, 1, 3]));
  }

  available(layers: readonly string[], height: number, width: number): string[] {
    return this.#reference.available(layers, height, width);
  }

  halo(layers: readonly string[]): number {
    const reach = layers.map((layer) => {
      const side = 2 ** Number(layer[5]);
      return layer.endsWith('two') ? 10 * side : 4 * side;
    });
    return Math.max(0, ...reach);
  }

  extract(image: Tensor4D, layers: readonly string[], region?: Region): Features {
    const features: Record<string, Tensor2D> = {};
    let picture: Tensor4D = tf.div(tf.sub(image, this.#mean), 64);
    for (let level = 0; level < 6; level++) {
      if (level > 0) picture = tf.avgPool(picture, 2, 2, 'same');
      const wantsOne = layers.includes(`level${level}/one`);
      const wantsTwo = layers.includes(`level${level}/two`);
      if (!wantsOne && !wantsTwo) continue;
      const one = tf.relu(tf.conv2d(picture, this.#one, 1, 'same'));
      if (wantsOne) features[`level${level}/one`] = rows(one, 2 ** level, region);
      if (wantsTwo) {
        const halved = tf.avgPool(one, 2, 2, 'same');
        features[`level${level}/two`] = rows(
          tf.relu(tf.conv2d(halved, this.#two, 1, 'same')),
          2 ** (level + 1),
          region,
        );
      }
    }
    return features;
  }

  dispose(): void {
    tf.dispose([this.#one, this.#two, this.#mean]);
  }
}

/** [1, h, w, c], a position every `stride` pixels → [c, h·w], or what of it stands in the region. */
function rows(all: Tensor4D, stride: number, region: Region | undefined): Tensor2D {
  const maps = region === undefined ? all : cut(all, stride, region);
  return tf.reshape(tf.transpose(maps, [0, 3, 1, 2]), [maps.shape[3], -1]);
}

function cut(maps: Tensor4D, stride: number, { top, left, height, width }: Region): Tensor4D {
  const [, , , channels] = maps.shape;
  const cells = (pixels: number) => Math.ceil(pixels / stride);
  return tf.slice(maps, [0, top / stride, left / stride, 0], [1, cells(height), cells(width), channels]);
}
