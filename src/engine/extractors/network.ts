import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '../../errors.js';
import type { Backend } from '../backends/backend.js';
import type { ConvolutionShape, ConvolutionWeights } from '../keras-hdf5.js';
import type { Extractor, Features, Region } from './extractor.js';
import { cellsInside, type Window } from './geometry.js';
import {
  convolutionsOf,
  latticesOf,
  type NetworkDesign,
  type Pooling,
  positionsAlong,
  type Step,
} from './network-design.js';

/** Taken off RGB, 0–255, before the first layer: the mean colour of ImageNet, as both networks were trained. */
const MEAN = [123.68, 116.779, 103.939];

/**
 * Each side of a map must have this many positions: the covariance of a single one is zero, whatever it is.
 * With it the smallest pictures are those that Keras takes: 32 pixels for VGG19, 47 for SqueezeNet.
 */
const FEWEST_POSITIONS = 2;

/** How a kernel slides over its maps. */
type Movement = Pick<Window, 'stride' | 'padding'>;
/** As all convolutions of a fire module do: a position of the result for each of the maps'. */
const WHOLE: Movement = { stride: 1, padding: 'same' };

interface Layer {
  readonly kernel: Tensor4D;
  readonly bias: Tensor1D;
}

/**
 * A pretrained convolutional network as a feature extractor. Its layers are the maps after each rectification, under
 * their names in the design; a fire module's are its two expansions, one after the other.
 */
export class NetworkExtractor implements Extractor {
  readonly name: string;
  readonly identity: string;
  readonly styleLayers: Readonly<Record<string, number>>;
  readonly contentLayers: Readonly<Record<string, number>>;
  readonly smoothing: readonly number[] | undefined;
  readonly minimumSide: number;
  readonly alignment: number;
  readonly #design: NetworkDesign;
  readonly #pooling: Pooling;
  readonly #layers = new Map<string, Layer>();
  readonly #mean: Tensor4D;

  /**
   * @param weights of every convolution of the design, as `readKerasConvolutions` gives them.
   * @param digest of the file they are from; it goes into the extractor's identity.
   */
  constructor(
    backend: Backend,
    design: NetworkDesign,
    weights: ReadonlyMap<string, ConvolutionWeights>,
    { pooling, digest }: { readonly pooling: Pooling; readonly digest: string },
  ) {
    this.name = design.name;
    this.identity = `${design.name} ${pooling} ${digest}`;
    this.styleLayers = design.compared[pooling].style;
    this.contentLayers = design.compared[pooling].content;
    this.smoothing = design.smoothing;
    this.#design = design;
    this.#pooling = pooling;
    this.#mean = backend.constant(tf.tensor4d(MEAN, [1, 1, 1, 3]));
    for (const { layer, kernel: shape } of convolutionsOf(design)) {
      const found = weights.get(layer);
      if (found === undefined) throw new Error(`no weights for layer “${layer}”`);
      const kernel = this.#layers.size === 0 ? inRgb(found.kernel, shape) : found.kernel;
      this.#layers.set(layer, {
        kernel: backend.constant(tf.tensor4d(kernel, [...shape])),
        bias: backend.constant(tf.tensor1d(found.bias)),
      });
    }
    this.minimumSide = smallestSide(design);
    this.alignment = Math.max(...[...latticesOf(design).values()].map(({ stride }) => stride));
  }

  available(layers: readonly string[], height: number, width: number): string[] {
    const positions = positionsAlong(this.#design, Math.min(height, width));
    return layers.filter((layer) => (positions.get(this.#known(layer)) ?? 0) >= FEWEST_POSITIONS);
  }

  halo(layers: readonly string[]): number {
    const known = latticesOf(this.#design);
    const lattices = layers.flatMap((layer) => known.get(this.#known(layer)) ?? []);
    // Regions end where cells end, so a region's last cell already holds the last pixels of its own stride.
    const reach = Math.max(
      0,
      ...lattices.map(({ stride, before, after }) => Math.max(before, after + 1 - stride)),
    );
    const stride = Math.max(1, ...lattices.map((lattice) => lattice.stride));
    return stride * Math.ceil(reach / stride);
  }

  extract(image: Tensor4D, layers: readonly string[]): Features {
    const wanted = new Set(layers.map((layer) => this.#known(layer)));
    const features: Record<string, Tensor2D> = {};
    let maps: Tensor4D = tf.sub(image, this.#mean);
    for (const step of this.#design.steps) {
      if (wanted.size === 0) break;
      maps = this.#apply(step, maps);
      if (step.kind === 'pool' || !wanted.delete(step.layer)) continue;
      features[step.layer] = channelsByPositions(maps);
    }
    return features;
  }

  positionsIn(layer: string, size: { height: number; width: number }, region: Region): Float32Array {
    const stride = latticesOf(this.#design).get(this.#known(layer))?.stride ?? 1;
    const along = (length: number): number => positionsAlong(this.#design, length).get(layer) ?? 0;
    return cellsInside(region, { stride, rows: along(size.height), columns: along(size.width) });
  }

  dispose(): void {
    tf.dispose([this.#mean, ...[...this.#layers.values()].flatMap(({ kernel, bias }) => [kernel, bias])]);
  }

  #apply(step: Step, maps: Tensor4D): Tensor4D {
    switch (step.kind) {
      case 'convolution':
        return this.#convolve(maps, step.layer, step);
      case 'pool':
        return this.#pool(maps, step);
      case 'fire': {
        const squeezed = this.#convolve(maps, `${step.layer}/squeeze1x1`, WHOLE);
        return tf.concat(
          [
            this.#convolve(squeezed, `${step.layer}/expand1x1`, WHOLE),
            this.#convolve(squeezed, `${step.layer}/expand3x3`, WHOLE),
          ],
          3,
        );
      }
    }
  }

  #convolve(maps: Tensor4D, layer: string, { stride, padding }: Movement): Tensor4D {
    const weights = this.#layers.get(layer);
    if (weights === undefined) throw new Error(`no weights for layer “${layer}”`);
    return tf.relu(tf.add(tf.conv2d(maps, weights.kernel, stride, padding), weights.bias));
  }

  #pool(maps: Tensor4D, { side, stride, padding }: Window): Tensor4D {
    if (this.#pooling === 'max') return tf.maxPool(maps, side, stride, padding);
    return tf.mul(tf.avgPool(maps, side, stride, padding), this.#design.averageGain);
  }

  #known(layer: string): string {
    const lattices = latticesOf(this.#design);
    if (lattices.has(layer)) return layer;
    throw new AppError('OPTION_INVALID', {
      option: 'layers',
      problem: `${this.name} has no layer “${layer}”. It has: ${[...lattices.keys()].join(', ')}.`,
    });
  }
}

/** A kernel [h, w, 3, out] that was trained on BGR, its input channels turned round for RGB. */
function inRgb(kernel: Float32Array, [, , inputs, outputs]: ConvolutionShape['kernel']): Float32Array {
  return kernel.map((_, i) => {
    const tap = Math.floor(i / (inputs * outputs));
    const input = Math.floor(i / outputs) % inputs;
    return kernel[(tap * inputs + (inputs - 1 - input)) * outputs + (i % outputs)] ?? 0;
  });
}

/** [1, h, w, c] → [c, h·w] */
function channelsByPositions(maps: Tensor4D): Tensor2D {
  return tf.reshape(tf.transpose(maps, [0, 3, 1, 2]), [maps.shape[3], -1]);
}

/** The side of the smallest square picture on which every layer has the positions that it needs. */
function smallestSide(design: NetworkDesign): number {
  let side = 1;
  while (Math.min(...positionsAlong(design, side).values()) < FEWEST_POSITIONS) side++;
  return side;
}
