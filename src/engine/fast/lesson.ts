import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend, CompiledFunction, Values } from '../backends/backend.js';
import type { Extractor } from '../extractors/extractor.js';
import { at } from '../lookup.js';
import { lossTerms } from '../loss-terms.js';
import { squaredDistance } from '../losses.js';
import type { Evaluation } from '../optimizers/optimizer.js';
import type { Recipe } from '../recipes.js';
import { fitStyle } from '../style-size.js';
import type { StylePicture } from '../stylize.js';
import { compileContentTargets, measureMoments, paintingTargets } from '../targets.js';
import { pictureLoss, sumOfParts, weightsOf } from '../whole-objective.js';
import type { Crop } from './crops.js';
import { type NetworkForm, parameterCount, parametersOf } from './form.js';
import { transform } from './network.js';
import { withNoise } from './noise.js';
import { separateParameters } from './parameters.js';

/** What a network is trained to make small, as a function of its parameters. */
export interface Lesson {
  /** The loss of one crop and its gradient with respect to all parameters. */
  evaluate(parameters: Float32Array, crop: Crop): Promise<Evaluation>;
  /** The same loss in its parts, by name; `total` is their sum. */
  measure(parameters: Float32Array, crop: Crop): Promise<Record<string, number>>;
  dispose(): void;
}

interface Dependencies {
  readonly backend: Backend;
  readonly extractor: Extractor;
}

/** Of a picture whose crops are trained on: proportions of a photo, which is all that a painting's size depends on. */
const PROPORTION = 3 / 4;

/**
 * The optimization's own loss (`objective.ts`), of what the network makes of a crop: style against the paintings, content
 * against the crop's own features, total variation. The paintings are compared at the size they have beside a whole
 * picture `size` pixels long, so that strokes come out as the optimizer paints them at that size.
 *
 * A crop's strength s multiplies style against content; all is divided by √s, so that strong pictures do not drown the
 * others.
 */
export async function styleLesson(
  form: NetworkForm,
  request: {
    readonly styles: readonly StylePicture[];
    readonly recipe: Recipe;
    readonly strength: number;
    readonly size: number;
    /** The side of the crops. */
    readonly side: number;
    /** Any crop. */
    readonly example: Crop;
  },
  deps: Dependencies,
): Promise<Lesson> {
  const { recipe, strength, size, side, example } = request;
  const whole = { width: size, height: Math.round(size * PROPORTION) };
  const paintings = request.styles.map(({ picture, weight, scale = 1 }) => ({
    picture: fitStyle(picture, whole, scale * recipe.styleScale, recipe.styleFit),
    weight,
  }));
  const square = { width: side, height: side };
  const sizes = paintings.map(({ picture }) => picture);
  const terms = lossTerms(recipe, { strength, photo: square, paintings: sizes }, deps.extractor);
  const style = await paintingTargets(terms.style, paintings, ({ picture }, layers) =>
    measureMoments(picture, layers, deps),
  );
  const content = terms.content.length === 0 ? null : compileContentTargets(terms.content, square, deps);

  const inputsFor = async ({ photo, strength: factor }: Crop): Promise<Values[]> => {
    const targets = [...style, ...((await content?.measure(photo)) ?? [])];
    const weights = weightsOf(terms, targets);
    const root = Math.sqrt(factor);
    const balanced = weights.data.map((weight, i) => (i < style.length ? weight * root : weight / root));
    return [{ ...weights, data: balanced }, ...targets];
  };
  const shapes = (await inputsFor(example)).map(({ shape }) => shape);
  const parts = (painted: Tensor, [weights, ...targets]: readonly Tensor[]) =>
    pictureLoss(terms, deps.extractor, painted, weights ?? tf.scalar(0), targets);
  return compileLesson(
    {
      form,
      side,
      shapes,
      inputsFor,
      loss: (painted, inputs) => sumOfParts(parts(painted, inputs)),
      parts: (painted, inputs) => {
        const found = parts(painted, inputs);
        const { style: styleLoss, content: contentLoss, variation } = found;
        return { style: styleLoss, content: contentLoss, variation: variation ?? tf.scalar(0) };
      },
      dispose: () => content?.compiled.dispose(),
    },
    deps,
  );
}

/** Of 255: distances from an example are counted in these, so that the loss is of the usual size. */
const PIXEL_UNIT = 64;

/** The distance from what an optimizer painted: the mean square over pixels and colours. */
export async function exampleLesson(
  form: NetworkForm,
  { side }: { readonly side: number },
  deps: Pick<Dependencies, 'backend'>,
): Promise<Lesson> {
  const shape = [1, side, side, 3];
  const distance = (painted: Tensor, inputs: readonly Tensor[]): Scalar =>
    tf.div(squaredDistance(painted, at(inputs, 0)), 3 * side * side * PIXEL_UNIT ** 2);
  return compileLesson(
    {
      form,
      side,
      shapes: [shape],
      inputsFor: async ({ painted }) => {
        if (painted === null) throw new Error('an example without its painting');
        return [{ data: painted.data, shape }];
      },
      loss: distance,
      parts: (painted, inputs) => ({ pixels: distance(painted, inputs) }),
      dispose: () => undefined,
    },
    deps,
  );
}

interface LossOnCrops {
  readonly form: NetworkForm;
  readonly side: number;
  /** Of what `inputsFor` gives. */
  readonly shapes: readonly (readonly number[])[];
  inputsFor(crop: Crop): Promise<Values[]>;
  loss(painted: Tensor, inputs: readonly Tensor[]): Scalar;
  parts(painted: Tensor, inputs: readonly Tensor[]): Readonly<Record<string, Scalar>>;
  dispose(): void;
}

/** Compiles a loss with its gradient, and its parts, as functions of (crop, log₂ strength, ...inputs, ...parameters). */
function compileLesson(
  { form, side, shapes, inputsFor, loss, parts, dispose }: LossOnCrops,
  { backend }: Pick<Dependencies, 'backend'>,
): Lesson {
  const parameterShapes = parametersOf(form).map(({ shape }) => shape);
  const inputShape = [1, side, side, 3 + form.noise.length];
  const frame = { top: 0, left: 0, width: side, height: side };
  const all = [inputShape, [1], ...shapes, ...parameterShapes];
  const split = (tensors: readonly Tensor[]) => {
    const [photo, strength, ...rest] = tensors;
    if (photo === undefined || strength === undefined) throw new Error('a lesson without a crop');
    return { photo, strength, inputs: rest.slice(0, shapes.length), parameters: rest.slice(shapes.length) };
  };
  const painted = (photo: Tensor, strength: Tensor, parameters: readonly Tensor[]): Tensor =>
    transform(form, photo as Tensor4D, { parameters, strength });
  const learning = backend.compile((...tensors) => {
    const { photo, strength, inputs, parameters } = split(tensors);
    const { value, grads } = tf.valueAndGrads((...own: Tensor[]) =>
      loss(painted(photo, strength, own), inputs),
    )(parameters);
    return [value, ...grads];
  }, all);
  const names: string[] = [];
  const measuring = backend.compile((...tensors) => {
    const { photo, strength, inputs, parameters } = split(tensors);
    const found = parts(painted(photo, strength, parameters), inputs);
    names.splice(0, names.length, ...Object.keys(found));
    return Object.values(found);
  }, all);

  const run = async (compiled: CompiledFunction, parameters: Float32Array, crop: Crop) =>
    compiled.run([
      {
        data: withNoise(crop.photo.data, frame, { cells: form.noise, seed: crop.noise }),
        shape: inputShape,
      },
      { data: Float32Array.of(Math.log2(crop.strength)), shape: [1] },
      ...(await inputsFor(crop)),
      ...separateParameters(form, parameters).map((data, i) => ({ data, shape: at(parameterShapes, i) })),
    ]);
  return {
    async evaluate(parameters, crop) {
      const [value, ...grads] = await run(learning, parameters, crop);
      const gradient = new Float32Array(parameterCount(form));
      let start = 0;
      for (const part of grads) {
        gradient.set(part, start);
        start += part.length;
      }
      return { loss: value?.[0] ?? Number.NaN, gradient };
    },
    async measure(parameters, crop) {
      const values = (await run(measuring, parameters, crop)).map(([value = Number.NaN]) => value);
      const byName = Object.fromEntries(names.map((name, i) => [name, at(values, i)]));
      return { ...byName, total: values.reduce((sum, value) => sum + value, 0) };
    },
    dispose() {
      learning.dispose();
      measuring.dispose();
      dispose();
    },
  };
}
