/** VGG19 up to block5_conv1 (Simonyan & Zisserman 2014, configuration E): 3×3 convolutions of stride 1, 2×2 pooling. */
export interface Layer {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** By how much the picture is smaller here. */
  readonly scale: number;
  /** Whether a pooling comes before this layer. */
  readonly pooled: boolean;
  /** Whether its feature maps are compared by their Gram matrix. */
  readonly style: boolean;
}

const BLOCKS = [
  { convolutions: 2, channels: 64 },
  { convolutions: 2, channels: 128 },
  { convolutions: 4, channels: 256 },
  { convolutions: 4, channels: 512 },
  { convolutions: 1, channels: 512 },
];

export function vgg19Layers(): Layer[] {
  const layers: Layer[] = [];
  let inputs = 3;
  for (const [block, { convolutions, channels }] of BLOCKS.entries()) {
    for (let i = 0; i < convolutions; i++) {
      layers.push({
        name: `block${block + 1}_conv${i + 1}`,
        inputs,
        outputs: channels,
        scale: 2 ** block,
        pooled: block > 0 && i === 0,
        style: i === 0,
      });
      inputs = channels;
    }
  }
  return layers;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function mapSize(layer: Layer, { width, height }: Size): Size {
  return { width: Math.floor(width / layer.scale), height: Math.floor(height / layer.scale) };
}

/** Floating point operations of one pass of a layer's convolution, forward or back. */
export function flops(layer: Layer, size: Size): number {
  const map = mapSize(layer, size);
  return 2 * 9 * layer.inputs * layer.outputs * map.width * map.height;
}

/** Of the convolutions of one loss and gradient. */
export function totalFlops(size: Size): number {
  return vgg19Layers().reduce((sum, layer) => sum + 2 * flops(layer, size), 0);
}

/** The same numbers in every contender: He-scaled noise from a small generator with a seed. */
export function randomNumbers(count: number, deviation: number, seed: number): Float32Array {
  const numbers = new Float32Array(count);
  let state = seed >>> 0;
  const uniform = () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  // The sum of three uniform numbers is near enough to a normal one and cheap: its variance is 1/4.
  for (let i = 0; i < count; i++) numbers[i] = (uniform() + uniform() + uniform() - 1.5) * 2 * deviation;
  return numbers;
}

/** [height, width, in, out], as TensorFlow.js has them. */
export function filterOf(layer: Layer, index: number): Float32Array {
  const count = 9 * layer.inputs * layer.outputs;
  return randomNumbers(count, Math.sqrt(2 / (9 * layer.inputs)), index + 1);
}

export function biasOf(layer: Layer, index: number): Float32Array {
  return randomNumbers(layer.outputs, 0.05, 100 + index);
}

/** [1, height, width, 3], zero mean. */
export function picture({ width, height }: Size): Float32Array {
  return randomNumbers(width * height * 3, 1, 999);
}
