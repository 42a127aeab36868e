import type { ConvolutionShape } from '../keras-hdf5.js';
import { type Lattice, PIXELS, positionsOf, through, type Window } from './geometry.js';

/** The layer table of a convolutional network, as far as features are taken from it; free of TensorFlow.js. */
export interface NetworkDesign {
  readonly name: string;
  /** From the picture on. */
  readonly steps: readonly Step[];
  /** What is compared, by the pooling. */
  readonly compared: Readonly<Record<Pooling, ComparedLayers>>;
  /** The pooling that gives the better pictures with the `multiscale` recipe. */
  readonly pooling: Pooling;
  /**
   * What average pooling is multiplied by. The network was trained with maxima, which are larger than means; without
   * the factor every deeper layer would see fainter maps than its biases were made for.
   */
  readonly averageGain: number;
  /** `Extractor.smoothing`. */
  readonly smoothing?: readonly number[];
}

/** Layers that the `multiscale` recipe compares when a preset names none, and their weights. */
export interface ComparedLayers {
  readonly style: Readonly<Record<string, number>>;
  readonly content: Readonly<Record<string, number>>;
}

/** How maps are made smaller: as the network was trained, or smoother, as Gatys et al. (2016) prefer for pictures. */
export type Pooling = 'max' | 'average';

export type Step = Convolution | Pool | Fire;

/** A convolution with bias, rectified. */
export interface Convolution extends Window {
  readonly kind: 'convolution';
  readonly layer: string;
  readonly inputs: number;
  readonly outputs: number;
}

export interface Pool extends Window {
  readonly kind: 'pool';
}

/**
 * A fire module (Iandola et al. 2016): a 1×1 convolution to `squeeze` maps, then from these a 1×1 and a 3×3
 * convolution to `expand` maps each; all rectified, the last two concatenated.
 */
export interface Fire {
  readonly kind: 'fire';
  readonly layer: string;
  readonly inputs: number;
  readonly squeeze: number;
  readonly expand: number;
}

/** A fire module as one window: its 3×3 convolution reaches furthest. */
const FIRE_WINDOW: Window = { side: 3, stride: 1, padding: 'same' };

/** Every convolution, by the name of its layer in the Keras file. */
export function convolutionsOf({ steps }: NetworkDesign): ConvolutionShape[] {
  return steps.flatMap((step): ConvolutionShape[] => {
    if (step.kind === 'pool') return [];
    const { layer, inputs } = step;
    if (step.kind === 'convolution') return [{ layer, kernel: [step.side, step.side, inputs, step.outputs] }];
    return [
      { layer: `${layer}/squeeze1x1`, kernel: [1, 1, inputs, step.squeeze] },
      { layer: `${layer}/expand1x1`, kernel: [1, 1, step.squeeze, step.expand] },
      { layer: `${layer}/expand3x3`, kernel: [3, 3, step.squeeze, step.expand] },
    ];
  });
}

/** The lattice of every layer that features can be taken from, in order. */
export function latticesOf({ steps }: NetworkDesign): Map<string, Lattice> {
  const lattices = new Map<string, Lattice>();
  let lattice = PIXELS;
  for (const step of steps) {
    lattice = through(lattice, windowOf(step));
    if (step.kind !== 'pool') lattices.set(step.layer, lattice);
  }
  return lattices;
}

/** How many positions each of these layers has along a side of `length` pixels. */
export function positionsAlong({ steps }: NetworkDesign, length: number): Map<string, number> {
  const positions = new Map<string, number>();
  let left = length;
  for (const step of steps) {
    left = positionsOf(left, windowOf(step));
    if (step.kind !== 'pool') positions.set(step.layer, left);
  }
  return positions;
}

function windowOf(step: Step): Window {
  return step.kind === 'fire' ? FIRE_WINDOW : step;
}
