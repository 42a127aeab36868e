import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend, Values } from './backends/backend.js';
import type { Extractor } from './extractors/extractor.js';
import { type LossTerms, layersNamed, lossTerms, termWeight } from './loss-terms.js';
import { contentLoss, moments, styleLoss, totalVariation } from './losses.js';
import type { Evaluation } from './optimizers/optimizer.js';
import type { Picture } from './picture.js';
import type { Recipe } from './recipes.js';
import { fitStyle } from './style-size.js';
import { blendMoments, contentTargets, measureMoments, styleTargets } from './targets.js';

/**
 * The loss of one octave,
 *
 *     loss(x) = Σ wᵢ·‖statisticᵢ(x) − targetᵢ‖² + Σ wⱼ·‖featuresⱼ(x) − targetⱼ‖² + γ·tv(x):
 *
 * style, content and total variation, from the terms of the recipe (`loss-terms.ts`).
 *
 * Targets and weights are inputs of the compiled function, not constants: one session serves every photo, preset and
 * strength of that size.
 */
export interface Objective {
  readonly width: number;
  readonly height: number;
  evaluate(image: Float32Array): Promise<Evaluation>;
  dispose(): void;
}

export interface ObjectiveRequest {
  /** At the octave's size. */
  readonly photo: Picture;
  readonly styles: readonly {
    readonly picture: Picture;
    readonly weight: number;
    readonly scale?: number | undefined;
  }[];
  readonly recipe: Recipe;
  readonly strength: number;
}

/** Computes the targets and compiles the loss with its gradient. */
export async function createObjective(
  request: ObjectiveRequest,
  deps: { backend: Backend; extractor: Extractor },
): Promise<Objective> {
  const { photo, recipe, strength } = request;
  const { width, height } = photo;
  const styles = request.styles.map(({ picture, weight, scale = 1 }) => ({
    picture: fitStyle(picture, photo, scale * recipe.styleScale, recipe.styleFit),
    weight,
  }));
  const paintings = styles.map(({ picture }) => picture);
  const terms = lossTerms(recipe, { strength, photo, paintings }, deps.extractor);

  const layers = layersNamed(terms.style);
  const measured: Parameters<typeof blendMoments>[0][number][] = [];
  for (const { picture, weight } of styles) {
    measured.push({ moments: await measureMoments(picture, layers, deps), share: weight });
  }
  const targets = [
    ...styleTargets(terms.style, blendMoments(measured, layers)),
    ...(await contentTargets(terms.content, photo, deps)),
  ];
  const weights = weightsOf(terms, targets);

  const shape = [1, height, width, 3];
  const compiled = deps.backend.compile(lossAndGradient(terms, deps.extractor), [
    shape,
    weights.shape,
    ...targets.map((target) => target.shape),
  ]);
  return {
    width,
    height,
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
  const styleCount = terms.style.length;
  const styleLayers = layersNamed(terms.style);
  const layers = layersNamed([...terms.style, ...terms.content]);
  return (image, weights, ...targets) => {
    const weight = tf.unstack(weights as Tensor1D) as Scalar[];
    const tvWeight = weight.pop() ?? tf.scalar(0);
    const loss = (x: Tensor): Scalar => {
      const picture = x as Tensor4D;
      const [, height, width] = picture.shape;
      const features = layers.length === 0 ? {} : extractor.extract(picture, layers);
      const momentsOfLayer = Object.fromEntries(
        Object.entries(features)
          .filter(([layer]) => styleLayers.includes(layer))
          .map(([layer, found]) => [layer, moments(found)]),
      );
      const style = styleLoss(
        terms.style,
        momentsOfLayer,
        { targets: targets.slice(0, styleCount), weights: weight.slice(0, styleCount) },
        height * width,
      );
      const content = contentLoss(terms.content, features, {
        targets: targets.slice(styleCount),
        weights: weight.slice(styleCount),
      });
      const tv: Scalar = tf.mul(totalVariation(picture, terms.tv.power), tvWeight);
      return tf.add(tf.add(style, content), tv);
    };
    const { value, grad } = tf.valueAndGrad(loss)(image);
    return [value, grad];
  };
}
