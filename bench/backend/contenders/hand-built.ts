import type {
  OnnxAttribute,
  OnnxInitializer,
  OnnxNode,
} from '../../../src/engine/backends/onnxruntime/onnx-proto.js';
import type { Contender, Task } from '../messages.js';
import { biasOf, filterOf, type Layer, mapSize, picture, type Size, vgg19Layers } from '../vgg19.js';
import { floats, openSession } from './runtime.js';

/** The same loss and gradient, written down node by node in NCHW by somebody who knows the runtime well. */
export async function handBuiltContender({ size, threads }: Task): Promise<Contender> {
  const graph = new HandBuilt(size);
  graph.build();
  const pixels = size.width * size.height;
  const session = await openSession(
    {
      nodes: graph.nodes,
      initializers: graph.initializers,
      inputs: [{ name: 'image', type: 'float32', shape: [1, 3, size.height, size.width] }],
      outputs: [
        { name: 'loss', type: 'float32', shape: [] },
        { name: 'gradient', type: 'float32', shape: [1, 3, size.height, size.width] },
      ],
    },
    threads,
  );
  const nhwc = picture(size);
  const nchw = new Float32Array(nhwc.length);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < 3; c++) nchw[c * pixels + pixel] = nhwc[pixel * 3 + c] ?? 0;
  }
  const feeds = { image: floats(nchw, [1, 3, size.height, size.width]) };
  return {
    async evaluate() {
      const start = performance.now();
      const { loss, gradient } = await session.run(feeds);
      const seconds = (performance.now() - start) / 1000;
      return { seconds, results: [loss?.data as Float32Array, pixelMajor(gradient?.data as Float32Array)] };
    },
  };
}

class HandBuilt {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];
  readonly #size: Size;

  constructor(size: Size) {
    this.#size = size;
  }

  build(): void {
    const layers = vgg19Layers();
    this.#scalar('target', 0.5);
    this.#scalar('zero', 0);
    this.#scalar('quarter', 0.25);
    this.initializers.push({
      name: 'scales',
      type: 'float32',
      shape: [4],
      data: Float32Array.of(1, 1, 2, 2),
    });

    let maps = 'image';
    for (const [index, layer] of layers.entries()) maps = this.#forward(layer, index, maps);
    this.#node(
      'Sum',
      layers.filter(({ style }) => style).map(({ name }) => `${name}.term`),
      'loss',
    );

    let gradient: string | null = null;
    for (const [index, layer] of [...layers.entries()].reverse()) {
      gradient = this.#backward(layer, index, gradient);
    }
    this.#node('Identity', [gradient ?? ''], 'gradient');
  }

  #forward(layer: Layer, index: number, below: string): string {
    const { name, inputs, outputs } = layer;
    const { height, width } = mapSize(layer, this.#size);
    const x = layer.pooled
      ? this.#node('AveragePool', [below], `${name}.in`, { kernel_shape: [2, 2], strides: [2, 2] })
      : below;
    this.#floats(`${name}.w`, [outputs, inputs, 3, 3], transposed(filterOf(layer, index), layer, 'forward'));
    this.#floats(`${name}.b`, [outputs], biasOf(layer, index));
    const convolved = this.#node('Conv', [x, `${name}.w`, `${name}.b`], `${name}.x`, CONV);
    const maps = this.#node('Relu', [convolved], name);
    if (!layer.style) return maps;

    // Gram matrix, and 4/(C²·HW)·(G − target)·F on the way back.
    this.#shape(`${name}.flat.shape`, [outputs, height * width]);
    const flat = this.#node('Reshape', [maps, `${name}.flat.shape`], `${name}.flat`);
    this.#scalar(`${name}.area`, height * width);
    const product = this.#node('Gemm', [flat, flat], `${name}.product`, { transB: 1 });
    const gram = this.#node('Div', [product, `${name}.area`], `${name}.gram`);
    const error = this.#node('Sub', [gram, 'target'], `${name}.error`);
    const squared = this.#node('Mul', [error, error], `${name}.squared`);
    const sum = this.#node('ReduceSum', [squared], `${name}.sum`, { keepdims: 0 });
    this.#scalar(`${name}.count`, outputs ** 2);
    this.#node('Div', [sum, `${name}.count`], `${name}.term`);
    return maps;
  }

  /** From dL/d(maps) as far as it comes from above to dL/d(what is below). */
  #backward(layer: Layer, index: number, above: string | null): string {
    const { name, inputs, outputs } = layer;
    const { height, width } = mapSize(layer, this.#size);
    let total = above;
    if (layer.style) {
      this.#scalar(`${name}.factor`, 4 / (outputs ** 2 * height * width));
      const scaled = this.#node('Mul', [`${name}.error`, `${name}.factor`], `${name}.scaled`);
      const flat = this.#node('Gemm', [scaled, `${name}.flat`], `${name}.dflat`);
      this.#shape(`${name}.maps.shape`, [1, outputs, height, width]);
      const style = this.#node('Reshape', [flat, `${name}.maps.shape`], `${name}.dstyle`);
      total = total === null ? style : this.#node('Add', [total, style], `${name}.dmaps`);
    }
    if (total === null) throw new Error('the last layer is a style layer');
    const positive = this.#node('Greater', [name, 'zero'], `${name}.positive`);
    const mask = this.#node('Cast', [positive], `${name}.mask`, { to: 1 });
    const masked = this.#node('Mul', [total, mask], `${name}.masked`);
    this.#floats(`${name}.v`, [inputs, outputs, 3, 3], transposed(filterOf(layer, index), layer, 'back'));
    const dx = this.#node('Conv', [masked, `${name}.v`], `${name}.din`, CONV);
    if (!layer.pooled) return dx;
    const shared = this.#node('Mul', [dx, 'quarter'], `${name}.shared`);
    return this.#node('Resize', [shared, '', 'scales'], `${name}.dbelow`, {
      mode: 'nearest',
      nearest_mode: 'floor',
      coordinate_transformation_mode: 'asymmetric',
    });
  }

  #node(
    type: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    this.nodes.push({ type, inputs, outputs: [output], attributes });
    return output;
  }

  #floats(name: string, shape: readonly number[], data: Float32Array): void {
    this.initializers.push({ name, type: 'float32', shape, data });
  }

  #scalar(name: string, value: number): void {
    this.#floats(name, [], Float32Array.of(value));
  }

  #shape(name: string, values: readonly number[]): void {
    const data = BigInt64Array.from(values, (value) => BigInt(value));
    this.initializers.push({ name, type: 'int64', shape: [values.length], data });
  }
}

/** [3, pixels] as [pixels, 3]. */
function pixelMajor(planes: Float32Array): Float32Array {
  const pixels = planes.length / 3;
  return planes.map((_, i) => planes[(i % 3) * pixels + Math.floor(i / 3)] ?? 0);
}

const CONV = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };

/** [3, 3, in, out] as [out, in, 3, 3], or turned by 180° as [in, out, 3, 3]. */
function transposed(filter: Float32Array, { inputs, outputs }: Layer, way: 'forward' | 'back'): Float32Array {
  const result = new Float32Array(filter.length);
  for (let tap = 0; tap < 9; tap++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        const value = filter[(tap * inputs + i) * outputs + o] ?? 0;
        if (way === 'forward') result[(o * inputs + i) * 9 + tap] = value;
        else result[(i * outputs + o) * 9 + (8 - tap)] = value;
      }
    }
  }
  return result;
}
