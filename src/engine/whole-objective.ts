import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Values } from './backends/backend.js';
import type { Extractor } from './extractors/extractor.js';
import { hasVariation, type LossTerms, layersNamed, termWeight } from './loss-terms.js';
import { contentLoss, moments, styleLoss, totalVariation } from './losses.js';
import type { Evaluation } from './optimizers/optimizer.js';
import type { Picture } from './picture.js';
import { contentTargetsWithin } from './targets.js';
import { type ComputeDependencies, fitsWhole, footprintOf } from './tile-functions.js';

/** A loss with its gradient, at pictures of one size. */
export interface PartialObjective {
  /** About how many bytes its compiled functions take together. */
  readonly memory: number;
  evaluate(image: Float32Array): Promise<Evaluation>;
  dispose(): void;
}

/**
 * The loss of a picture that is computed at once, as one compiled function; null where a run would take more memory
 * than is allowed.
 *
 * Targets and weights are inputs of the compiled function, not constants: one session serves every photo, preset and
 * strength of that size.
 * @param photo of the size that the objective is for.
 * @param style the targets of the style terms, in their order.
 */
export async function createWholeObjective(
  terms: LossTerms,
  photo: Picture,
  style: readonly Values[],
  deps: ComputeDependencies,
): Promise<PartialObjective | null> {
  const content = await contentTargetsWithin(terms.content, photo, deps);
  if (content === null) return null;
  const targets = [...style, ...content];
  const weights = weightsOf(terms, targets);
  const shape = [1, photo.height, photo.width, 3];
  const shapes = [shape, weights.shape, ...targets.map((target) => target.shape)];
  const compiled = deps.backend.compile(lossAndGradient(terms, deps.extractor), shapes);
  if (!fitsWhole(deps, compiled, photo)) {
    compiled.dispose();
    return null;
  }
  const { constants, results } = footprintOf(compiled, photo);
  return {
    memory: constants + results,
    async evaluate(image) {
      const [loss, gradient] = await compiled.run([{ data: image, shape }, weights, ...targets]);
      if (loss === undefined || gradient === undefined) throw new Error('the objective gave no gradient');
      return { loss: loss[0] ?? Number.NaN, gradient };
    },
    dispose: () => compiled.dispose(),
  };
}

/** The weights of all terms as one input: style, content, total variation. */
export function weightsOf(terms: LossTerms, targets: readonly Values[]): Values {
  const compared = [...terms.style, ...terms.content];
  const weights = compared.map((term, i) => termWeight(term, targets[i]?.data ?? new Float32Array()));
  const data = Float32Array.of(...weights, terms.tv.weight);
  return { data, shape: [data.length] };
}

/** (image [1, H, W, 3], weights, ...targets) → (loss, gradient [1, H, W, 3]), for `Backend.compile`. */
function lossAndGradient(
  terms: LossTerms,
  extractor: Extractor,
): (image: Tensor, weights: Tensor, ...targets: Tensor[]) => Tensor[] {
  return (image, weights, ...targets) => {
    const loss = (x: Tensor): Scalar => sumOfParts(pictureLoss(terms, extractor, x, weights, targets));
    const { value, grad } = tf.valueAndGrad(loss)(image);
    return [value, grad];
  };
}

/** What a picture's loss consists of; variation is null where it does not count. */
export interface LossParts {
  readonly style: Scalar;
  readonly content: Scalar;
  readonly variation: Scalar | null;
}

/**
 * The loss of a picture as tensors.
 * @param image [1, H, W, 3]
 * @param weights as `weightsOf` gives them.
 * @param targets of the style terms, then of the content terms.
 */
export function pictureLoss(
  terms: LossTerms,
  extractor: Extractor,
  image: Tensor,
  weights: Tensor,
  targets: readonly Tensor[],
): LossParts {
  const styleCount = terms.style.length;
  const styleLayers = layersNamed(terms.style);
  const layers = layersNamed([...terms.style, ...terms.content]);
  const weight = tf.unstack(weights as Tensor1D) as Scalar[];
  const tvWeight = weight.pop() ?? tf.scalar(0);
  const picture = image as Tensor4D;
  const [, height, width] = picture.shape;
  const features = layers.length === 0 ? {} : extractor.extract(picture, layers);
  const momentsOfLayer = Object.fromEntries(
    Object.entries(features)
      .filter(([layer]) => styleLayers.includes(layer))
      .map(([layer, found]) => [layer, moments(found)]),
  );
  return {
    style: styleLoss(
      terms.style,
      momentsOfLayer,
      { targets: targets.slice(0, styleCount), weights: weight.slice(0, styleCount) },
      height * width,
    ),
    content: contentLoss(terms.content, features, {
      targets: targets.slice(styleCount),
      weights: weight.slice(styleCount),
    }),
    variation: hasVariation(terms) ? tf.mul(totalVariation(picture, terms.tv.power), tvWeight) : null,
  };
}

export function sumOfParts({ style, content, variation }: LossParts): Scalar {
  const both: Scalar = tf.add(style, content);
  return variation === null ? both : tf.add(both, variation);
}
