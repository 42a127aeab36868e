import {
  add,
  avgPool,
  conv2d,
  div,
  matMul,
  relu,
  reshape,
  type Scalar,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tensor4d,
  valueAndGrad,
} from '@tensorflow/tfjs-core';
import { biasOf, filterOf, vgg19Layers } from './vgg19.js';

/**
 * The style loss of Gatys et al. on VGG19 with random weights, and its gradient, in plain TensorFlow.js: Gram matrices
 * against an identity target, average pooling. `constant` marks the weights.
 */
export function styleObjective(constant: <T extends Tensor>(tensor: T) => T): (image: Tensor) => Tensor[] {
  const layers = vgg19Layers().map((layer, index) => ({
    ...layer,
    filter: constant(tensor4d(filterOf(layer, index), [3, 3, layer.inputs, layer.outputs])),
    bias: constant(tensor1d(biasOf(layer, index))),
  }));
  const loss = (image: Tensor): Scalar => {
    let maps = image as Tensor4D;
    let total: Tensor | null = null;
    for (const layer of layers) {
      if (layer.pooled) maps = avgPool(maps, 2, 2, 'valid');
      maps = relu(add(conv2d(maps, layer.filter, 1, 'same'), layer.bias)) as Tensor4D;
      if (!layer.style) continue;
      const flat = reshape(maps, [-1, layer.outputs]); // [H·W, C]
      const gram = div(matMul(flat, flat, true), flat.shape[0] ?? 1); // [C, C]
      const term = div(sum(square(sub(gram, 0.5))), layer.outputs ** 2);
      total = total === null ? term : add(total, term);
    }
    if (total === null) throw new Error('VGG19 has style layers');
    return total as Scalar;
  };
  return (image) => {
    const { value, grad } = valueAndGrad(loss)(image);
    return [value, grad];
  };
}
