import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend, CompiledFunction, Values } from '../backends/backend.js';
import type { Region } from '../extractors/extractor.js';
import { at } from '../lookup.js';
import type { Picture } from '../picture.js';
import { footprintOf, type Size } from '../tile-functions.js';
import { addAt, cutOut } from '../tile-pixels.js';
import { planTiles } from '../tiles.js';
import { STRENGTH_RANGE } from './crops.js';
import { convolutionsOf, type NetworkForm, parametersOf } from './form.js';
import { type MapStatistics, paddedSize, transform } from './network.js';
import type { StoredNetwork } from './network-file.js';
import { withNoise } from './noise.js';
import { separateParameters } from './parameters.js';

export interface FastOptions {
  /** A factor on the strength that the preset means; beyond four times more or less it is as at four. */
  readonly strength: number;
  /** Of the noise that strokes begin from, where the form takes noise; 0 where none is given. */
  readonly seed?: number | undefined;
  /** About how many bytes a run may take; larger pictures are painted in tiles. Without it: whatever there is. */
  readonly memory?: number | undefined;
  /** Called between tiles; throws to stop. */
  readonly onTile?: ((done: number, of: number) => void | Promise<void>) | undefined;
}

/**
 * A trained network that paints pictures of any size.
 *
 * A picture that does not fit in memory is painted in tiles. Within a tile everything is as in the whole picture but
 * the instance normalisations, whose statistics are the whole picture's: normalised by its own, each tile would have
 * its own contrast and its own palette. They are measured beforehand on a sample: squares spread evenly over the
 * picture, as many as fit in memory, taken through the network together as if they were one picture. All tiles are then
 * normalised alike and overlap by what the network sees, so that they meet without a seam. A sample at the picture's own
 * scale and not the picture made smaller, since a smaller picture has other detail and so other statistics; and not
 * exactly the whole picture's, since that takes a pass for every layer.
 */
export class FastPainter {
  readonly form: NetworkForm;
  readonly #backend: Backend;
  readonly #parameters: readonly Tensor[];

  constructor({ form, parameters }: Pick<StoredNetwork, 'form' | 'parameters'>, backend: Backend) {
    this.form = form;
    this.#backend = backend;
    const separate = separateParameters(form, parameters);
    this.#parameters = parametersOf(form).map(({ shape }, i) =>
      backend.constant(tf.tensor(at(separate, i), [...shape])),
    );
  }

  /** Paints a photo; the result has its size, and values may lie somewhat outside 0–255. */
  async paint(photo: Picture, options: FastOptions): Promise<Picture> {
    const padded = padTo(photo, paddedSize(this.form, photo));
    const strength = strengthInput(options.strength);
    const { memory = Number.POSITIVE_INFINITY } = options;
    const whole = this.#wholeFor(padded);
    const { results } = footprintOf(whole, padded, UNKNOWN_BYTES_PER_PIXEL);
    if (results <= memory) {
      const [data = new Float32Array()] = await whole.run([
        this.#inputOf(padded, frameOf(padded), options),
        strength,
      ]);
      return cropTo({ ...padded, data }, photo);
    }
    const pixels = Math.floor((memory / results) * padded.width * padded.height);
    const statistics = await this.#sampleStatistics(padded, { pixels, strength, options });
    const painted = await this.#paintTiles(padded, pixels, [strength, ...statistics], options);
    return cropTo(painted, photo);
  }

  dispose(): void {
    this.#kept?.compiled.dispose();
    tf.dispose([...this.#parameters]);
  }

  /** For a picture of this size; kept for the next one, since tracing it takes longer than painting a small picture. */
  #wholeFor({ width, height }: Size): CompiledFunction {
    if (this.#kept?.width === width && this.#kept.height === height) return this.#kept.compiled;
    this.#kept?.compiled.dispose();
    const compiled = this.#compileWhole({ width, height }, 1);
    this.#kept = { width, height, compiled };
    return compiled;
  }

  #kept: (Size & { readonly compiled: CompiledFunction }) | null = null;

  /** (photos [n, H, W, 3], log₂ strength) → paintings, and where wanted the statistics of every normalisation. */
  #compileWhole(
    size: Size,
    pieces: number,
    wanted: 'painting' | 'statistics' = 'painting',
  ): CompiledFunction {
    return this.#backend.compile(
      (photos, strength) => {
        const found: MapStatistics[] = [];
        const painting = transform(this.form, photos as Tensor4D, {
          parameters: this.#parameters,
          strength: strength as Tensor,
          onStatistics: (statistics) => found.push(statistics),
        });
        return wanted === 'painting' ? [painting] : found.flatMap(({ mean, variance }) => [mean, variance]);
      },
      [[pieces, size.height, size.width, this.#inputMaps], [1]],
    );
  }

  /** Mean and variance of every normalisation in turn, from evenly spread squares that together are `pixels` large. */
  async #sampleStatistics(
    photo: Picture,
    {
      pixels,
      strength,
      options,
    }: { readonly pixels: number; readonly strength: Values; readonly options: FastOptions },
  ): Promise<Values[]> {
    const side = Math.min(SAMPLE_SIDE, photo.width, photo.height);
    const most = Math.max(1, Math.floor(pixels / side ** 2));
    // In the picture's proportions, as many squares as there is room for and none that overlaps another.
    const columns = Math.max(
      1,
      Math.min(Math.floor(photo.width / side), Math.floor(Math.sqrt((most * photo.width) / photo.height))),
    );
    const rows = Math.max(1, Math.min(Math.floor(photo.height / side), Math.floor(most / columns)));
    const squares: Float32Array[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const top = middleOf(row, rows, photo.height, side);
        const left = middleOf(column, columns, photo.width, side);
        squares.push(this.#inputOf(photo, { top, left, width: side, height: side }, options).data);
      }
    }
    const size = { width: side, height: side };
    const all = new Float32Array(this.#inputMaps * side * side * squares.length);
    for (const [i, square] of squares.entries()) all.set(square, i * square.length);
    const compiled = this.#compileWhole(size, squares.length, 'statistics');
    try {
      const shape = [squares.length, side, side, this.#inputMaps];
      const found = await compiled.run([{ data: all, shape }, strength]);
      return found.map((data) => ({ data, shape: [data.length] }));
    } finally {
      compiled.dispose();
    }
  }

  async #paintTiles(
    photo: Picture,
    pixels: number,
    given: readonly Values[],
    options: FastOptions,
  ): Promise<Picture> {
    const tiles = planTiles(photo, { alignment: this.form.stride, halo: haloOf(this.form), pixels });
    const frame = tiles[0]?.frame ?? photo;
    const compiled = this.#backend.compile(
      (image, strength, ...numbers) => {
        const statistics = Array.from({ length: numbers.length / 2 }, (_, i) => ({
          mean: at(numbers, 2 * i) as MapStatistics['mean'],
          variance: at(numbers, 2 * i + 1) as MapStatistics['variance'],
        }));
        const parameters = this.#parameters;
        return [
          transform(this.form, image as Tensor4D, { parameters, strength: strength as Tensor, statistics }),
        ];
      },
      [[1, frame.height, frame.width, this.#inputMaps], ...given.map(({ shape }) => shape)],
    );
    const data = new Float32Array(photo.data.length);
    try {
      for (const [i, tile] of tiles.entries()) {
        const input = this.#inputOf(photo, tile.frame, options);
        const [painted = new Float32Array()] = await compiled.run([input, ...given]);
        // Regions do not overlap, so that adding to zeros is placing.
        addAt(data, photo.width, tile.region, cutOut(painted, tile.frame.width, tile.inside));
        await options.onTile?.(i + 1, tiles.length);
      }
    } finally {
      compiled.dispose();
    }
    return { width: photo.width, height: photo.height, data };
  }

  /** How many maps go in: colours and noise. */
  get #inputMaps(): number {
    return 3 + this.form.noise.length;
  }

  /** A region of the photo, with its noise. */
  #inputOf(photo: Picture, region: Region, { seed = 0 }: FastOptions): Values {
    const pixels = cutOut(photo.data, photo.width, region);
    const data = withNoise(pixels, region, { cells: this.form.noise, seed });
    return { data, shape: [1, region.height, region.width, this.#inputMaps] };
  }
}

function frameOf({ width, height }: Size): Region {
  return { top: 0, left: 0, width, height };
}

/** Large enough that a square's own edges are a small part of it, a multiple of the form's stride. */
const SAMPLE_SIDE = 256;

/** What a backend that cannot tell is taken to need for one pixel. */
const UNKNOWN_BYTES_PER_PIXEL = 1024;

/** How far, in pixels, the network sees beyond a pixel: a multiple of its stride. */
export function haloOf(form: NetworkForm): number {
  let scale = 1;
  let reach = 0;
  for (const { side, stride, enlarge } of convolutionsOf(form)) {
    scale /= enlarge;
    reach += ((side - 1) / 2) * scale;
    scale *= stride;
  }
  return form.stride * Math.ceil(reach / form.stride);
}

function strengthInput(strength: number): Values {
  const most = Math.log2(STRENGTH_RANGE);
  return { data: Float32Array.of(Math.min(most, Math.max(-most, Math.log2(strength)))), shape: [1] };
}

/** Where the `index`th of `count` squares starts when each is in the middle of its share. */
function middleOf(index: number, count: number, length: number, side: number): number {
  return Math.round(((index + 0.5) * length) / count - side / 2);
}

/** With the last column and row repeated. */
function padTo(photo: Picture, { width, height }: Size): Picture {
  if (photo.width === width && photo.height === height) return photo;
  const data = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * Math.min(y, photo.height - 1) * photo.width;
    data.set(photo.data.subarray(from, from + 3 * photo.width), 3 * y * width);
    const last = photo.data.subarray(from + 3 * (photo.width - 1), from + 3 * photo.width);
    for (let x = photo.width; x < width; x++) data.set(last, 3 * (y * width + x));
  }
  return { width, height, data };
}

function cropTo(painted: Picture, { width, height }: Size): Picture {
  if (painted.width === width && painted.height === height) return painted;
  return { width, height, data: cutOut(painted.data, painted.width, frameOf({ width, height })) };
}
