import type { GradSaveFunc, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { mirroredPad } from '../backends/mirror-pad.js';
import { at } from '../lookup.js';
import { type Convolution, convolutionsOf, type NetworkForm, parametersOf } from './form.js';
import { convolveEnlarged, convolvePlainly } from './phases.js';

/** Colours come out as 127.5 + 150·tanh(x) (Johnson et al. 2016, supplementary material). */
const MIDDLE = 127.5;
const RANGE = 150;
/** Colours go in divided by it, noise as it is. No middle is taken off: the first normalisation takes off any constant. */
const UNIT = 64;

/** Under the root, so that a map that is the same everywhere is no division by zero. */
const EPSILON = 1e-5;

/** What an instance normalisation takes off and divides by, of one convolution's maps. */
export interface MapStatistics {
  /** [maps] */
  readonly mean: Tensor1D;
  /** [maps] */
  readonly variance: Tensor1D;
}

export interface NetworkInputs {
  /** In the order of `parametersOf`. */
  readonly parameters: readonly Tensor[];
  /** [1]: log₂ of the strength, −2 to 2. */
  readonly strength: Tensor;
  /** Statistics to normalise with, of every normalised convolution in turn; the picture's own where nothing is given. */
  readonly statistics?: readonly MapStatistics[] | undefined;
  /** Is given every normalised convolution's statistics, in turn, where they are the picture's own. */
  readonly onStatistics?: ((found: MapStatistics) => void) | undefined;
}

/**
 * The image transformation network: photos to paintings.
 *
 * What comes out is the picture itself and nothing added to the photo: a painting has other contrasts and other detail
 * than a photo, and a network that can only add has to learn to take every photo's own away first.
 *
 * Strength enters through the scale and shift of each normalisation, γ = γ₀ + γ₁·log₂(strength), β likewise (after
 * Babaeizadeh & Ghiasi 2019, where a second network makes them of the weights): the features say how much of each map
 * there is, so that a softer picture is painted softly, and is no photo shining through a painting.
 *
 * @param photos [n, H, W, 3 + the form's maps of noise] (`withNoise`), RGB, 0–255, both sides multiples of the form's
 * stride; with n above 1, instance statistics are those of all pictures together, as if they were pieces of one.
 * @returns [n, H, W, 3], within −22.5 and 277.5.
 */
export function transform(form: NetworkForm, photos: Tensor4D, inputs: NetworkInputs): Tensor4D {
  const layers = layersOf(form, inputs);
  let maps = photos;
  const results: Record<string, Tensor4D> = {};
  for (const step of form.steps) {
    if (step.kind === 'residual') {
      const inner = step.convolutions.reduce((x, convolution) => convolve(x, convolution, layers), maps);
      maps = tf.add(maps, inner);
    } else {
      maps = convolve(maps, step, layers);
      if (step.skip !== undefined) maps = tf.add(maps, at(results, step.skip));
      results[step.name] = maps;
    }
  }
  return tf.add(MIDDLE, tf.mul(RANGE, tf.tanh(maps)));
}

/** Pads a picture's size to what a network takes. */
export function paddedSize(
  { stride }: NetworkForm,
  { width, height }: { readonly width: number; readonly height: number },
) {
  const up = (side: number): number => stride * Math.ceil(side / stride);
  return { width: up(width), height: up(height) };
}

/** Where the computation stands: the tensors of the convolutions still to come. */
interface Layers {
  parameter(convolution: Convolution, part: string): Tensor;
  /** Normalises over the whole picture (Ulyanov et al. 2016, eq. 5), then scales and shifts by the strength. */
  normalise(maps: Tensor4D, convolution: Convolution): Tensor4D;
}

function layersOf(
  form: NetworkForm,
  { parameters, strength, statistics, onStatistics }: NetworkInputs,
): Layers {
  const byName = new Map(parametersOf(form).map(({ name }, i) => [name, at(parameters, i)]));
  const convolutions = convolutionsOf(form);
  const normalisedOnes = convolutions.filter((convolution) => convolution.normalised);
  const [first] = convolutions;
  const parameter = ({ name }: Convolution, part: string): Tensor => {
    const found = byName.get(`${name}/${part}`);
    if (found === undefined) throw new Error(`the network has no ${name}/${part}`);
    // A factor may go with the picture or with the kernel, which is smaller.
    return name === first?.name && part === 'kernel' ? tf.mul(found, inputUnits(form)) : found;
  };
  return {
    parameter,
    normalise(maps, convolution) {
      const byStrength = (part: string, slope: string): Tensor =>
        tf.add(parameter(convolution, part), tf.mul(parameter(convolution, slope), strength));
      const scale = byStrength('scale', 'scaleByStrength');
      const shift = byStrength('shift', 'shiftByStrength');
      const index = normalisedOnes.findIndex(({ name }) => name === convolution.name);
      const given = statistics?.[index];
      if (given !== undefined) {
        const factor = tf.mul(scale, tf.rsqrt(tf.add(given.variance, EPSILON)));
        return tf.add(tf.mul(maps, factor), tf.sub(shift, tf.mul(given.mean, factor)));
      }
      return normalised(maps, scale, shift, onStatistics);
    },
  };
}

/**
 * Maps less their mean over the picture and over their deviation, times `scale`, plus `shift` ([maps] each). With its
 * gradient in closed form, which takes half the passes over the maps that those of its parts take.
 */
function normalised(
  maps: Tensor4D,
  scale: Tensor,
  shift: Tensor,
  onStatistics: NetworkInputs['onStatistics'],
): Tensor4D {
  const mean = overPicture(maps);
  // By the deviations themselves: mean of squares less square of means would lose digits in float32.
  const deviations: Tensor4D = tf.sub(maps, mean);
  const variance = overPicture(tf.square(deviations));
  onStatistics?.({ mean, variance });
  const inverse = tf.rsqrt(tf.add(variance, EPSILON));
  const factor = tf.mul(scale, inverse);
  const computed = tf.customGrad((...given) => {
    const save = given.at(-1) as GradSaveFunc;
    save([deviations, inverse, factor]);
    return {
      value: tf.add(tf.mul(deviations, factor), shift),
      gradFunc: (dy: Tensor, saved: Tensor[]) => normalisedGradients(dy, saved),
    };
  });
  return computed(maps, scale, shift) as Tensor4D;
}

/** By the maps, the scale and the shift. */
function normalisedGradients(dy: Tensor, [deviations, inverse, factor]: readonly Tensor[]): Tensor[] {
  if (deviations === undefined || inverse === undefined || factor === undefined) {
    throw new Error('a normalisation that has kept nothing');
  }
  const mean = overPicture(dy);
  // How far dy goes along with the normalised maps.
  const along = tf.mul(overPicture(tf.mul(dy, deviations)), inverse);
  const taken = tf.add(tf.mul(deviations, tf.mul(along, inverse)), mean);
  const pixels = dy.size / mean.size;
  return [tf.mul(tf.sub(dy, taken), factor), tf.mul(along, pixels), tf.mul(mean, pixels)];
}

const overPicture = (maps: Tensor): Tensor1D => tf.mean(maps, [0, 1, 2]);

function convolve(maps: Tensor4D, convolution: Convolution, layers: Layers): Tensor4D {
  const { separable, normalised, rectified } = convolution;
  const convolved = separable ? separably(maps, convolution, layers) : densely(maps, convolution, layers);
  const settled: Tensor4D = normalised
    ? layers.normalise(convolved, convolution)
    : tf.add(convolved, layers.parameter(convolution, 'bias'));
  return rectified ? tf.relu(settled) : settled;
}

/** What each map that goes in is multiplied by: [inputs, 1], as it stands in a kernel. */
function inputUnits({ noise }: NetworkForm): Tensor {
  const units = [1 / UNIT, 1 / UNIT, 1 / UNIT, ...noise.map(() => 1)];
  return tf.tensor(units, [units.length, 1], 'float32');
}

function densely(maps: Tensor4D, convolution: Convolution, layers: Layers): Tensor4D {
  const { side, stride, enlarge } = convolution;
  const kernel = layers.parameter(convolution, 'kernel') as Tensor4D;
  if (enlarge === 2 && side === 3) return convolveEnlarged(maps, kernel);
  const padded = reflected(enlarged(maps, enlarge), side);
  return stride === 1 ? convolvePlainly(padded, kernel) : tf.conv2d(padded, kernel, stride, 'valid');
}

function separably(maps: Tensor4D, convolution: Convolution, layers: Layers): Tensor4D {
  const { side, stride, enlarge } = convolution;
  const mix = (x: Tensor4D): Tensor4D =>
    tf.conv2d(x, layers.parameter(convolution, 'pointwise') as Tensor4D, 1, 'valid');
  const filter = (x: Tensor4D): Tensor4D =>
    tf.depthwiseConv2d(
      reflected(enlarged(x, enlarge), side),
      layers.parameter(convolution, 'depthwise') as Tensor4D,
      stride,
      'valid',
    );
  return enlarge === 1 ? mix(filter(maps)) : filter(mix(maps));
}

function enlarged(maps: Tensor4D, factor: 1 | 2): Tensor4D {
  if (factor === 1) return maps;
  const [, height, width] = maps.shape;
  return tf.image.resizeNearestNeighbor(maps, [factor * height, factor * width]);
}

/** Mirrored at the edges as far as a kernel of this side sees beyond them. */
function reflected(maps: Tensor4D, side: number): Tensor4D {
  const border = (side - 1) / 2;
  if (border === 0) return maps;
  const pair = [border, border] as const;
  return mirroredPad(maps, [[0, 0], pair, pair, [0, 0]], 'reflect') as Tensor4D;
}
