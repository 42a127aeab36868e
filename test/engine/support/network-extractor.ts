import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../../../src/engine/backends/backend.js';
import type { Extractor } from '../../../src/engine/extractors/extractor.js';
import { cellsInside } from '../../../src/engine/extractors/geometry.js';
import type { NetworkLayer } from '../reference/network.js';

/** A reference network (reference/network.ts) as an extractor: the same weights, in TensorFlow.js. */
export function networkExtractor(layers: readonly NetworkLayer[], backend: Backend): Extractor {
  const constants = layers.map((layer) =>
    layer.kind === 'pool'
      ? null
      : {
          kernel: backend.constant(
            tf.tensor4d(Float32Array.from(layer.kernel), [3, 3, layer.inputs, layer.outputs]),
          ),
          bias: backend.constant(tf.tensor1d(Float32Array.from(layer.bias))),
        },
  );
  const means = backend.constant(tf.tensor4d([103.939, 116.779, 123.68], [1, 1, 1, 3]));
  return {
    name: 'reference-network',
    identity: 'reference-network',
    styleLayers: { block1_conv1: 1, block2_conv1: 1 },
    contentLayers: { block2_conv1: 1 },
    minimumSide: 16,
    alignment: 2 ** layers.filter(({ kind }) => kind === 'pool').length,
    halo: (names) => haloOf(layers, names),
    available: (names) => [...names],
    extract(image, names) {
      const features: Record<string, Tensor2D> = {};
      let maps: Tensor4D = tf.sub(tf.reverse(image, 3), means);
      for (const [i, layer] of layers.entries()) {
        const weights = constants[i];
        if (layer.kind === 'pool') {
          maps = layer.pooling === 'max' ? tf.maxPool(maps, 2, 2, 'valid') : tf.avgPool(maps, 2, 2, 'valid');
        } else if (weights) {
          maps = tf.relu(tf.add(tf.conv2d(maps, weights.kernel, 1, 'same'), weights.bias));
          if (names.includes(layer.name)) {
            features[layer.name] = tf.transpose(tf.reshape(maps, [-1, layer.outputs])) as Tensor2D;
          }
        }
        if (names.every((name) => name in features)) break;
      }
      return features;
    },
    positionsIn(name, size, region) {
      const before = layers.slice(
        0,
        layers.findIndex((layer) => layer.kind === 'conv' && layer.name === name),
      );
      const stride = 2 ** before.filter(({ kind }) => kind === 'pool').length;
      const [rows, columns] = [Math.floor(size.height / stride), Math.floor(size.width / stride)];
      return cellsInside(region, { stride, rows, columns });
    },
    dispose() {
      tf.dispose(constants.flatMap((weights) => (weights === null ? [] : [weights.kernel, weights.bias])));
      means.dispose();
    },
  };
}

/** Every 3×3 convolution sees one position further; pooling sees no further than its own cell. */
function haloOf(layers: readonly NetworkLayer[], names: readonly string[]): number {
  let [stride, reach, halo] = [1, 0, 0];
  for (const layer of layers) {
    if (layer.kind === 'pool') stride *= 2;
    else reach += stride;
    if (layer.kind === 'conv' && names.includes(layer.name)) halo = stride * Math.ceil(reach / stride);
  }
  return halo;
}
