import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { CompiledFunction } from './backends/backend.js';
import { at } from './lookup.js';
import { momentSums } from './losses.js';
import {
  type ComputeDependencies,
  markedFeatures,
  marksOf,
  type Size,
  type Tiling,
  tilesWithin,
} from './tile-functions.js';
import { cutOut } from './tile-pixels.js';

/** Sums over the positions of one layer (`MomentSums` in losses.ts) as plain numbers. */
export interface LayerSums {
  /** [channels] */
  readonly sum: Float32Array;
  /** [channels, channels] */
  readonly products: Float32Array;
  readonly positions: number;
}

/** Measures the sums of pictures of one size, tile by tile where the whole would take too much memory. */
export class MomentMeter {
  readonly #width: number;
  readonly #layers: readonly string[];
  readonly #deps: ComputeDependencies;
  readonly #tiling: Tiling;
  #compiled: CompiledFunction | null = null;

  constructor(size: Size, layers: readonly string[], deps: ComputeDependencies) {
    this.#width = size.width;
    this.#layers = layers;
    this.#deps = deps;
    this.#tiling = tilesWithin(size, layers, (whole) => this.#compile(whole), deps);
  }

  /** Whether the whole picture would take too much memory. */
  get tiled(): boolean {
    return this.#tiling.tiles.length > 1;
  }

  /** About how many bytes its function takes. */
  get memory(): number {
    return this.#tiling.memory;
  }

  /** (image, ...marks) → (sum, products) of each layer. */
  #compile(size: Size): CompiledFunction {
    const { backend, extractor } = this.#deps;
    const sums = (image: Tensor, ...marks: Tensor[]): Tensor[] => {
      const features = markedFeatures(extractor, image as Tensor4D, this.#layers, marks);
      return this.#layers.flatMap((layer) => {
        const { sum, products } = momentSums(at(features, layer));
        return [sum, products];
      });
    };
    const whole = { top: 0, left: 0, ...size };
    const marks = marksOf({ region: whole, frame: whole, inside: whole }, this.#layers, extractor);
    return backend.compile(sums, [[1, size.height, size.width, 3], ...marks.map(({ shape }) => shape)]);
  }

  /** @param image [height, width, 3] of the whole picture. */
  async measure(image: Float32Array): Promise<Record<string, LayerSums>> {
    // Float64, so that it hardly matters in how many tiles the sums were made.
    const totals: { sum: Float64Array; products: Float64Array; positions: number }[] = [];
    for (const { frame, marks, counts } of this.#tiling.tiles) {
      const data = cutOut(image, this.#width, frame);
      this.#compiled ??= this.#compile(frame);
      const values = await this.#compiled.run([{ data, shape: [1, frame.height, frame.width, 3] }, ...marks]);
      for (const i of this.#layers.keys()) {
        const [sum, products] = [at(values, 2 * i), at(values, 2 * i + 1)];
        totals[i] ??= {
          sum: new Float64Array(sum.length),
          products: new Float64Array(products.length),
          positions: 0,
        };
        add(totals[i].sum, sum);
        add(totals[i].products, products);
        totals[i].positions += at(counts, i);
      }
    }
    return Object.fromEntries(
      this.#layers.map((layer, i) => {
        const { sum, products, positions } = at(totals, i);
        return [layer, { sum: rounded(sum), products: rounded(products), positions }];
      }),
    );
  }

  dispose(): void {
    this.#compiled?.dispose();
  }
}

function add(into: Float64Array, values: Float32Array): void {
  // Up to a quarter of a million products a layer: an iterator's pairs would take longer than the sums.
  for (let i = 0; i < values.length; i++) into[i] = (into[i] as number) + (values[i] as number);
}

/** In float32; a tenth of the time of `Float32Array.from`, which converts number by number. */
function rounded(values: Float64Array): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i] as number;
  return result;
}
