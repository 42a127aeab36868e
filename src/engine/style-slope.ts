import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend, CompiledFunction, Values } from './backends/backend.js';
import { at } from './lookup.js';
import { layersNamed, type StyleTerm, termWeight } from './loss-terms.js';
import { momentsOf, styleLoss } from './losses.js';
import type { LayerSums } from './moment-meter.js';

/** The gradient of the style loss with respect to one layer's sums. */
export interface SumsGradient {
  /** [channels] */
  readonly sum: Values;
  /** [channels, channels] */
  readonly products: Values;
}

/** The style loss as a function of the picture's sums, and its gradient: matrices of channels × channels only. */
export class StyleSlope {
  readonly #terms: readonly StyleTerm[];
  readonly #targets: readonly Values[];
  readonly #pixels: number;
  readonly #backend: Backend;
  #compiled: CompiledFunction | null = null;

  /**
   * @param targets in the order of the terms.
   * @param pixels height × width of the whole picture.
   */
  constructor(
    terms: readonly StyleTerm[],
    targets: readonly Values[],
    pixels: number,
    { backend }: { readonly backend: Backend },
  ) {
    this.#terms = terms;
    this.#targets = targets;
    this.#pixels = pixels;
    this.#backend = backend;
  }

  /** Of each layer, in the order of `layersNamed`. */
  get channels(): number[] {
    return layersNamed(this.#terms).map((layer) => {
      const term = this.#terms.findIndex((each) => each.layer === layer);
      return at(this.#targets, term).shape[0] ?? 0;
    });
  }

  async at(
    sums: Readonly<Record<string, LayerSums>>,
  ): Promise<{ loss: number; gradient: Readonly<Record<string, SumsGradient>> }> {
    const layers = layersNamed(this.#terms);
    const weights = Float32Array.from(this.#terms, (term, i) => termWeight(term, at(this.#targets, i).data));
    const inputs: Values[] = [
      { data: weights, shape: [weights.length] },
      ...this.#targets,
      ...layers.flatMap((layer): Values[] => {
        const { sum, products } = at(sums, layer);
        return [
          { data: sum, shape: [sum.length] },
          { data: products, shape: [sum.length, sum.length] },
        ];
      }),
    ];
    const positions = layers.map((layer) => at(sums, layer).positions);
    this.#compiled ??= this.#backend.compile(
      this.#lossAndGradient(layers, positions),
      inputs.map(({ shape }) => shape),
    );
    const [loss, ...slopes] = await this.#compiled.run(inputs);
    const gradient = layers.map((layer, i): [string, SumsGradient] => {
      const [sum, products] = [at(slopes, 2 * i), at(slopes, 2 * i + 1)];
      return [
        layer,
        {
          sum: { data: sum, shape: [sum.length] },
          products: { data: products, shape: [sum.length, sum.length] },
        },
      ];
    });
    return { loss: loss?.[0] ?? Number.NaN, gradient: Object.fromEntries(gradient) };
  }

  /** (weights, ...targets, ...sums) → (loss, ...gradients of the sums). */
  #lossAndGradient(
    layers: readonly string[],
    positions: readonly number[],
  ): (...inputs: Tensor[]) => Tensor[] {
    const terms = this.#terms;
    return (weights, ...rest) => {
      const against = {
        weights: tf.unstack(weights as Tensor1D) as Scalar[],
        targets: rest.slice(0, terms.length),
      };
      const loss = (...sums: Tensor[]): Scalar => {
        const moments = layers.map((layer, i) => [
          layer,
          momentsOf({
            sum: at(sums, 2 * i) as Tensor1D,
            products: at(sums, 2 * i + 1) as Tensor2D,
            positions: at(positions, i),
          }),
        ]);
        const found = styleLoss(terms, Object.fromEntries(moments), against, this.#pixels);
        // Gram matrices leave the mean out, and TensorFlow.js differentiates only by what was used.
        return tf.add(found, tf.mul(tf.addN(sums.map((each) => tf.sum(each))), 0));
      };
      const { value, grads } = tf.valueAndGrads(loss)(rest.slice(terms.length));
      return [value, ...grads];
    };
  }

  dispose(): void {
    this.#compiled?.dispose();
  }
}

/**
 * A loss of value 0 that has, with respect to the features of one layer, the gradient of a loss whose gradient with
 * respect to the features' sums is known: s + (Q + Qᵀ)·f at each position.
 * @param features [channels, positions]
 * @param sum s, [channels]
 * @param products Q, [channels, channels]
 */
export function slopeOf(features: Tensor2D, sum: Tensor1D, products: Tensor2D): Scalar {
  const slope = tf.customGrad((f: tf.Tensor | tf.GradSaveFunc, s, q, save) => {
    (save as tf.GradSaveFunc)([f as Tensor, s as Tensor, q as Tensor]);
    return {
      value: tf.scalar(0),
      gradFunc: (dy, saved) => {
        const [maps, alongSum, alongProducts] = saved as [Tensor2D, Tensor1D, Tensor2D];
        const both: Tensor2D = tf.add(alongProducts, tf.transpose(alongProducts));
        const along = tf.add(tf.matMul(both, maps), tf.expandDims(alongSum, 1));
        return [tf.mul(along, dy), tf.zerosLike(alongSum), tf.zerosLike(alongProducts)];
      },
    };
  });
  return slope(features, sum, products) as Scalar;
}
