import { type Maps, type NetworkLayer, pass } from './network.js';

/*
 * The losses and their gradients by the picture, written down from their definitions in float64. Nothing here knows how
 * the engine does it.
 */

export interface Loss {
  readonly loss: number;
  readonly gradient: Float64Array;
}

/** RGB, 0–255, [height, width, 3]. */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly data: ArrayLike<number>;
}

/** A loss of one layer's features against another picture's, and its gradient by the features. */
export type FeatureLoss = (features: Maps, target: Maps) => Loss;

/** Σ over positions of each product of two maps, [channels, channels]. */
export function gram({ channels, data }: Maps): Float64Array {
  const products = new Float64Array(channels * channels);
  for (let p = 0; p < data.length; p += channels) {
    for (let i = 0; i < channels; i++) {
      for (let j = 0; j < channels; j++) {
        products[i * channels + j] =
          (products[i * channels + j] ?? 0) + (data[p + i] ?? 0) * (data[p + j] ?? 0);
      }
    }
  }
  return products;
}

/** Each map's mean over the positions. */
export function mean({ channels, data }: Maps): Float64Array {
  const means = new Float64Array(channels);
  for (const [i, value] of data.entries()) {
    means[i % channels] = (means[i % channels] ?? 0) + value / (data.length / channels);
  }
  return means;
}

/** factor·‖G/positions − G*‖², where G* is the target's Gram matrix over its own number of positions. */
export function gramDistance(factor: (features: Maps, target: Float64Array) => number): FeatureLoss {
  return (features, target) => {
    const wanted = gram(target).map((value) => value / positions(target));
    const n = positions(features);
    const difference = gram(features).map((value, i) => value / n - (wanted[i] ?? 0));
    const f = factor(features, wanted);
    return {
      loss: f * squares(difference),
      gradient: times(features, difference, (4 * f) / n),
    };
  };
}

/** ‖μ − μ*‖²/‖μ*‖² */
export const meanDistance: FeatureLoss = (features, target) => {
  const wanted = mean(target);
  const difference = mean(features).map((value, i) => value - (wanted[i] ?? 0));
  const f = 1 / squares(wanted);
  const n = positions(features);
  return {
    loss: f * squares(difference),
    gradient: features.data.map((_, i) => ((2 * f) / n) * (difference[i % features.channels] ?? 0)),
  };
};

/** ‖C − C*‖²/‖C*‖², C the covariance of the maps. */
export const covarianceDistance: FeatureLoss = (features, target) => {
  const wanted = covariance(target);
  const difference = covariance(features).map((value, i) => value - (wanted[i] ?? 0));
  const f = 1 / squares(wanted);
  // C depends on deviations from the mean alone, whose own gradient has no mean: d/dx = 4f/n·D·(x − μ).
  return {
    loss: f * squares(difference),
    gradient: times(centred(features), difference, (4 * f) / positions(features)),
  };
};

/** factor·‖F − F*‖² */
export function featureDistance(factor: (target: Maps) => number): FeatureLoss {
  return (features, target) => {
    const difference = features.data.map((value, i) => value - (target.data[i] ?? 0));
    const f = factor(target);
    return { loss: f * squares(difference), gradient: difference.map((value) => 2 * f * value) };
  };
}

/** Σ weight·loss over layers, against the features of `target`. */
export function layersLoss(
  layers: readonly NetworkLayer[],
  image: Image,
  target: Image,
  weights: Readonly<Record<string, number>>,
  loss: FeatureLoss,
): Loss {
  const here = pass(layers, image.data, image.height, image.width);
  const there = pass(layers, target.data, target.height, target.width);
  let total = 0;
  const byFeatures: Record<string, Float64Array> = {};
  for (const [name, weight] of Object.entries(weights)) {
    const [features, wanted] = [here.features[name], there.features[name]];
    if (features === undefined || wanted === undefined) throw new Error(`no layer ${name}`);
    const one = loss(features, wanted);
    total += weight * one.loss;
    byFeatures[name] = one.gradient.map((value) => weight * value);
  }
  return { loss: total, gradient: here.backward(byFeatures) };
}

/** Σ (dx² + dy²)^power over the pixels and colours that have a right and a lower neighbour, as the Keras chapter has it. */
export function chapterTotalVariation({ height, width, data }: Image, power: number): Loss {
  const gradient = new Float64Array(3 * height * width);
  let loss = 0;
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      for (let c = 0; c < 3; c++) {
        const here = 3 * (y * width + x) + c;
        const [right, below] = [here + 3, here + 3 * width];
        const dx = (data[here] ?? 0) - (data[right] ?? 0);
        const dy = (data[here] ?? 0) - (data[below] ?? 0);
        const sum = dx * dx + dy * dy;
        loss += sum ** power;
        const slope = sum === 0 ? 0 : power * sum ** (power - 1);
        gradient[here] = (gradient[here] ?? 0) + 2 * slope * (dx + dy);
        gradient[right] = (gradient[right] ?? 0) - 2 * slope * dx;
        gradient[below] = (gradient[below] ?? 0) - 2 * slope * dy;
      }
    }
  }
  return { loss, gradient };
}

/** The mean over pixels and colours of dx² + dy², in units of 255², every pair of neighbours counted. */
export function meanTotalVariation({ height, width, data }: Image): Loss {
  const gradient = new Float64Array(3 * height * width);
  const unit = 1 / (3 * height * width * 255 ** 2);
  let loss = 0;
  const pair = (a: number, b: number): void => {
    const d = (data[a] ?? 0) - (data[b] ?? 0);
    loss += unit * d * d;
    gradient[a] = (gradient[a] ?? 0) + 2 * unit * d;
    gradient[b] = (gradient[b] ?? 0) - 2 * unit * d;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const here = 3 * (y * width + x) + c;
        if (x + 1 < width) pair(here, here + 3);
        if (y + 1 < height) pair(here, here + 3 * width);
      }
    }
  }
  return { loss, gradient };
}

/** The parts of a recipe's loss: in one run of the whole, a part of small weight could be wrong unnoticed. */
export interface Parts {
  readonly style: Loss;
  readonly content: Loss;
  readonly tv: Loss;
}

/** Pictures of one size, as in the chapter. */
export interface Pictures {
  readonly image: Image;
  readonly photo: Image;
  readonly painting: Image;
}

/** The loss of the Keras chapter (Chollet, Deep Learning with Python, 2nd ed., §12.3), all constants written out. */
export function chapterLoss(layers: readonly NetworkLayer[], { image, photo, painting }: Pictures): Parts {
  const size = image.height * image.width;
  // S and C are sums over positions there; `gramDistance` compares means.
  const styleLoss = gramDistance((features) => positions(features) ** 2 / (4 * 3 ** 2 * size ** 2));
  const names = [1, 2, 3, 4, 5].map((block) => `block${block}_conv1`);
  const weights = Object.fromEntries(names.map((name) => [name, 1e-6 / names.length]));
  return {
    style: layersLoss(layers, image, painting, weights, styleLoss),
    content: layersLoss(
      layers,
      image,
      photo,
      { block5_conv2: 2.5e-8 },
      featureDistance(() => 1),
    ),
    tv: scaled(chapterTotalVariation(image, 1.25), 1e-6),
  };
}

/** The loss of Gatys's PytorchNeuralStyleTransfer: mean squared errors of Gram matrices over positions, and of features. */
export function gatysLoss(layers: readonly NetworkLayer[], { image, photo, painting }: Pictures): Parts {
  const channels = [64, 128, 256, 512, 512];
  const weights = Object.fromEntries(channels.map((n, i) => [`block${i + 1}_conv1`, 1e3 / n ** 2]));
  const styleLoss = gramDistance((_, target) => 1 / target.length);
  const contentLoss = featureDistance((target) => 1 / target.data.length);
  return {
    style: layersLoss(layers, image, painting, weights, styleLoss),
    content: layersLoss(layers, image, photo, { block4_conv2: 1 }, contentLoss),
    tv: scaled(meanTotalVariation(image), 0),
  };
}

export function added(losses: readonly Loss[]): Loss {
  return {
    loss: losses.reduce((sum, { loss }) => sum + loss, 0),
    gradient: Float64Array.from({ length: losses[0]?.gradient.length ?? 0 }, (_, i) =>
      losses.reduce((sum, { gradient }) => sum + (gradient[i] ?? 0), 0),
    ),
  };
}

export function scaled({ loss, gradient }: Loss, factor: number): Loss {
  return { loss: factor * loss, gradient: gradient.map((value) => factor * value) };
}

/** ‖a‖² */
export function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function positions({ height, width }: Maps): number {
  return height * width;
}

function covariance(maps: Maps): Float64Array {
  return gram(centred(maps)).map((value) => value / positions(maps));
}

function centred(maps: Maps): Maps {
  const means = mean(maps);
  return { ...maps, data: maps.data.map((value, i) => value - (means[i % maps.channels] ?? 0)) };
}

/** factor·x·D for each position's row of features x. D: [channels, channels], symmetric. */
function times({ channels, data }: Maps, d: Float64Array, factor: number): Float64Array {
  return data.map((_, at) => {
    const [row, column] = [at - (at % channels), at % channels];
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += (data[row + k] ?? 0) * (d[k * channels + column] ?? 0);
    return factor * sum;
  });
}
