import { seededNormal } from '../../../src/engine/random.js';

/*
 * A convolutional network of VGG's kind, forwards and backwards, as plain loops over Float64Array: slow, obvious, and
 * independent of TensorFlow.js. Maps are [height, width, channels], row-major. What the engine computes in float32 is
 * held against it.
 */

export interface Maps {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [height, width, channels] */
  readonly data: Float64Array;
}

export interface ConvLayer {
  readonly kind: 'conv';
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** [3, 3, inputs, outputs], as Keras stores it. */
  readonly kernel: Float64Array;
  /** [outputs] */
  readonly bias: Float64Array;
}

export interface PoolLayer {
  readonly kind: 'pool';
  readonly pooling: 'max' | 'average';
}

export type NetworkLayer = ConvLayer | PoolLayer;

/** What Keras's VGG preprocessing takes off: blue, green, red. */
const BGR_MEANS = [103.939, 116.779, 123.68];

/** VGG19's blocks: how many convolutions, and how many maps each makes. */
export const VGG19_BLOCKS: readonly (readonly [convolutions: number, channels: number])[] = [
  [2, 64],
  [2, 128],
  [4, 256],
  [4, 512],
  [4, 512],
];

/** The same blocks with few maps, for tests. */
export const TINY_BLOCKS: readonly (readonly [convolutions: number, channels: number])[] = [
  [2, 4],
  [2, 5],
  [4, 6],
  [4, 7],
  [4, 8],
];

/**
 * A network of these blocks with random weights, a pooling layer between each two. Layers are named as Keras names
 * VGG's; weights are float32 numbers (He et al. 2015) with a little bias, so that a float32 network can have the same.
 */
export function randomNetwork(
  blocks: readonly (readonly [convolutions: number, channels: number])[],
  pooling: PoolLayer['pooling'],
  seed = 1,
): NetworkLayer[] {
  const normal = seededNormal(seed);
  const layers: NetworkLayer[] = [];
  let inputs = 3;
  for (const [b, [convolutions, outputs]] of blocks.entries()) {
    if (b > 0) layers.push({ kind: 'pool', pooling });
    for (let c = 1; c <= convolutions; c++) {
      const spread = Math.sqrt(2 / (9 * inputs));
      layers.push({
        kind: 'conv',
        name: `block${b + 1}_conv${c}`,
        inputs,
        outputs,
        kernel: Float64Array.from({ length: 9 * inputs * outputs }, () => Math.fround(spread * normal())),
        bias: Float64Array.from({ length: outputs }, () => Math.fround(0.1 * normal())),
      });
      inputs = outputs;
    }
  }
  return layers;
}

/** RGB, 0–255, to what the network sees: blue, green, red, less their means. */
export function preprocess(rgb: ArrayLike<number>, height: number, width: number): Maps {
  const data = new Float64Array(3 * height * width);
  for (let p = 0; p < height * width; p++) {
    for (let c = 0; c < 3; c++) data[3 * p + c] = (rgb[3 * p + 2 - c] ?? 0) - (BGR_MEANS[c] ?? 0);
  }
  return { height, width, channels: 3, data };
}

/** A picture's way through a network: the rectified maps of every convolution, and the way back for gradients. */
export interface Passage {
  /** Rectified maps by layer name. */
  readonly features: Readonly<Record<string, Maps>>;
  /** Σ over layers of the gradient of a loss by that layer's features → its gradient by the RGB picture. */
  backward(byFeatures: Readonly<Record<string, Float64Array>>): Float64Array;
}

export function pass(
  layers: readonly NetworkLayer[],
  rgb: ArrayLike<number>,
  height: number,
  width: number,
): Passage {
  const inputs: Maps[] = [];
  const features: Record<string, Maps> = {};
  let maps = preprocess(rgb, height, width);
  for (const layer of layers) {
    inputs.push(maps);
    maps = layer.kind === 'conv' ? rectified(convolve(maps, layer)) : pool(maps, layer.pooling);
    if (layer.kind === 'conv') features[layer.name] = maps;
  }
  return {
    features,
    backward(byFeatures) {
      let gradient: Float64Array = new Float64Array(maps.data.length);
      for (let l = layers.length - 1; l >= 0; l--) {
        const layer = layers[l];
        const input = inputs[l];
        if (layer === undefined || input === undefined) continue;
        if (layer.kind === 'pool') {
          gradient = poolBackward(input, layer.pooling, gradient);
          continue;
        }
        const output = features[layer.name]?.data ?? new Float64Array();
        const own = byFeatures[layer.name];
        const byOutput = gradient.map((g, i) => ((output[i] ?? 0) > 0 ? g + (own?.[i] ?? 0) : 0));
        gradient = convolveBackward(input, layer, byOutput);
      }
      // Back from blue, green, red.
      return gradient.map((_, i) => gradient[i - (i % 3) + 2 - (i % 3)] ?? 0);
    },
  };
}

/** 3×3 convolution, zeros around the border, the same size out. */
function convolve(input: Maps, { outputs, kernel, bias }: ConvLayer): Maps {
  const data = new Float64Array(input.height * input.width * outputs);
  for (let p = 0; p < data.length; p += outputs) data.set(bias, p);
  taps(input, (from, to, tap) => {
    for (let i = 0; i < input.channels; i++) {
      const value = input.data[from * input.channels + i] ?? 0;
      const row = (tap * input.channels + i) * outputs;
      for (let o = 0; o < outputs; o++) {
        data[to * outputs + o] = (data[to * outputs + o] as number) + value * (kernel[row + o] as number);
      }
    }
  });
  return { ...input, channels: outputs, data };
}

/** The gradient by the input of `convolve`, given that by its output. */
function convolveBackward(input: Maps, { outputs, kernel }: ConvLayer, byOutput: Float64Array): Float64Array {
  const byInput = new Float64Array(input.data.length);
  taps(input, (from, to, tap) => {
    for (let i = 0; i < input.channels; i++) {
      const row = (tap * input.channels + i) * outputs;
      let sum = 0;
      for (let o = 0; o < outputs; o++) {
        sum += (kernel[row + o] as number) * (byOutput[to * outputs + o] as number);
      }
      byInput[from * input.channels + i] = (byInput[from * input.channels + i] as number) + sum;
    }
  });
  return byInput;
}

/** Every pair of an input and an output position that a tap of a 3×3 filter joins. */
function taps({ height, width }: Maps, join: (from: number, to: number, tap: number) => void): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let tap = 0; tap < 9; tap++) {
        const fromY = y + Math.floor(tap / 3) - 1;
        const fromX = x + (tap % 3) - 1;
        if (fromY < 0 || fromY >= height || fromX < 0 || fromX >= width) continue;
        join(fromY * width + fromX, y * width + x, tap);
      }
    }
  }
}

function rectified(maps: Maps): Maps {
  return { ...maps, data: maps.data.map((value) => Math.max(0, value)) };
}

/** 2×2 pooling with stride 2; an odd last row or column is dropped, as Keras does. */
function pool(input: Maps, pooling: PoolLayer['pooling']): Maps {
  const [height, width] = [Math.floor(input.height / 2), Math.floor(input.width / 2)];
  const output = { height, width, channels: input.channels, data: new Float64Array() };
  const data = new Float64Array(height * width * input.channels);
  windows(input, output, (from, to) => {
    const values = from.map((index) => input.data[index] ?? 0);
    data[to] =
      pooling === 'max' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  return { ...output, data };
}

function poolBackward(input: Maps, pooling: PoolLayer['pooling'], byOutput: Float64Array): Float64Array {
  const [height, width] = [Math.floor(input.height / 2), Math.floor(input.width / 2)];
  const byInput = new Float64Array(input.data.length);
  windows(input, { height, width, channels: input.channels, data: byOutput }, (from, to) => {
    const values = from.map((index) => input.data[index] ?? 0);
    const largest = values.indexOf(Math.max(...values));
    for (const [k, index] of from.entries()) {
      const share = pooling === 'average' ? 1 / from.length : k === largest ? 1 : 0;
      byInput[index] = share * (byOutput[to] ?? 0);
    }
  });
  return byInput;
}

/** Every 2×2 window, as the indices of its four values and of the one it becomes. */
function windows(input: Maps, output: Maps, each: (from: readonly number[], to: number) => void): void {
  const { channels } = input;
  for (let y = 0; y < output.height; y++) {
    for (let x = 0; x < output.width; x++) {
      for (let c = 0; c < channels; c++) {
        const corner = (2 * y * input.width + 2 * x) * channels + c;
        const below = corner + input.width * channels;
        each([corner, corner + channels, below, below + channels], (y * output.width + x) * channels + c);
      }
    }
  }
}
