import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { CompiledFunction, Values } from './backends/backend.js';
import { at } from './lookup.js';
import { type ContentTerm, layersNamed, type StyleTerm, termWeight } from './loss-terms.js';
import { contentLoss } from './losses.js';
import { MomentMeter } from './moment-meter.js';
import type { Evaluation } from './optimizers/optimizer.js';
import type { Picture } from './picture.js';
import { StyleSlope, slopeOf } from './style-slope.js';
import { contentTargets } from './targets.js';
import {
  type ComputeDependencies,
  type MarkedTile,
  markedFeatures,
  marksOf,
  type Size,
  type Tiling,
  tilesWithin,
} from './tile-functions.js';
import { addAt, cutOut } from './tile-pixels.js';

/**
 * The share of the memory for the sums' function. It goes forward only and so takes less for each pixel than the
 * gradient's; both are wanted at every evaluation.
 */
const METER_SHARE = 1 / 3;

export interface TiledTerms {
  readonly style: readonly StyleTerm[];
  readonly content: readonly ContentTerm[];
}

/**
 * The style and content loss of a picture too large to be computed at once, in two passes over its tiles.
 *
 * Style is compared over the whole picture: a tile that was compared by itself would have to hold the whole palette.
 * But the picture counts through sums over positions alone, S = Σ_p f(p) and P = Σ_p f(p)·f(p)ᵀ of each layer's
 * features f, and sums may be added up tile by tile:
 *
 * 1. Forward through all tiles: S and P. From them, on matrices of channels × channels, the style loss L and its
 *    gradients s = ∂L/∂S and Q = ∂L/∂P.
 * 2. Through all tiles again: ∂L/∂f(p) = s + (Q + Qᵀ)·f(p) at each position of the tile's region, and from there back
 *    through the extractor to the pixels, together with the region's own content. A gradient reaches as far beyond the
 *    region as its features see, into the tile's halo; where tiles overlap, theirs are added.
 *
 * The result is the gradient of the whole picture's loss, up to rounding.
 */
export class TiledObjective {
  readonly #terms: TiledTerms;
  readonly #photo: Picture;
  readonly #deps: ComputeDependencies;
  readonly #meter: MomentMeter | null;
  readonly #slope: StyleSlope;
  readonly #tiling: Tiling;
  /** The content targets of each tile, in the order of the terms, zero in its halo. */
  readonly #content = new Map<MarkedTile, readonly Values[]>();
  #contentWeights: Values = { data: new Float32Array(), shape: [0] };
  #compiled: CompiledFunction | null = null;

  /**
   * @param photo of the size that the objective is for.
   * @param styleTargets in the order of the style terms.
   */
  static async create(
    terms: TiledTerms,
    photo: Picture,
    styleTargets: readonly Values[],
    deps: ComputeDependencies,
  ): Promise<TiledObjective> {
    const objective = new TiledObjective(terms, photo, styleTargets, deps);
    await objective.#measureContent();
    return objective;
  }

  private constructor(
    terms: TiledTerms,
    photo: Picture,
    styleTargets: readonly Values[],
    deps: ComputeDependencies,
  ) {
    this.#terms = terms;
    this.#photo = photo;
    this.#deps = deps;
    const styleLayers = layersNamed(terms.style);
    const { memory = Number.POSITIVE_INFINITY } = deps;
    this.#meter =
      styleLayers.length === 0
        ? null
        : new MomentMeter(photo, styleLayers, { ...deps, memory: METER_SHARE * memory });
    this.#slope = new StyleSlope(terms.style, styleTargets, photo.width * photo.height, deps);
    const left = { ...deps, memory: memory - (this.#meter?.memory ?? 0) };
    this.#tiling = tilesWithin(photo, this.#layers, (size) => this.#compile(size, null), left);
  }

  get memory(): number {
    return (this.#meter?.memory ?? 0) + this.#tiling.memory;
  }

  get #layers(): string[] {
    return layersNamed([...this.#terms.style, ...this.#terms.content]);
  }

  async #measureContent(): Promise<void> {
    const { content } = this.#terms;
    if (content.length === 0) return;
    /** By term: what counts of each tile's target. */
    const counted: Float32Array[][] = content.map(() => []);
    for (const tile of this.#tiling.tiles) {
      const { width, height } = tile.frame;
      const frame = { width, height, data: cutOut(this.#photo.data, this.#photo.width, tile.frame) };
      const targets = await contentTargets(content, frame, this.#deps);
      for (const [i, { data }] of targets.entries()) {
        const marks = at(tile.marks, this.#layers.indexOf(at(content, i).layer));
        counted[i]?.push(eraseUnmarked(data, marks.data));
      }
      this.#content.set(tile, targets);
    }
    const data = Float32Array.from(content, (term, i) => termWeight(term, ...at(counted, i)));
    this.#contentWeights = { data, shape: [data.length] };
  }

  async evaluate(image: Float32Array): Promise<Evaluation> {
    const { loss: style, slopes } = await this.#styleAt(image);
    const { width } = this.#photo;
    const gradient = new Float32Array(image.length);
    let loss = style;
    for (const tile of this.#tiling.tiles) {
      const { frame, marks } = tile;
      const content = this.#content.get(tile) ?? [];
      this.#compiled ??= this.#compile(
        frame,
        content.map(({ shape }) => shape),
      );
      const [own, part] = await this.#compiled.run([
        { data: cutOut(image, width, frame), shape: [1, frame.height, frame.width, 3] },
        this.#contentWeights,
        ...marks,
        ...slopes,
        ...content,
      ]);
      if (own === undefined || part === undefined) throw new Error('the objective gave no gradient');
      loss += own[0] ?? Number.NaN;
      addAt(gradient, width, frame, part);
    }
    return { loss, gradient };
  }

  /** The style loss and, layer by layer, its gradient with respect to the sums. */
  async #styleAt(image: Float32Array): Promise<{ loss: number; slopes: Values[] }> {
    if (this.#meter === null) return { loss: 0, slopes: [] };
    const { loss, gradient } = await this.#slope.at(await this.#meter.measure(image));
    const slopes = layersNamed(this.#terms.style).flatMap((layer) => {
      const { sum, products } = at(gradient, layer);
      return [sum, products];
    });
    return { loss, slopes };
  }

  /**
   * (image of the tile, content weights, ...marks, ...gradients of the sums, ...content targets) → (content loss,
   * gradient of style and content [1, height, width, 3]).
   * @param contentShapes null: as if the content targets were 0, where they are not known yet.
   */
  #compile(size: Size, contentShapes: readonly (readonly number[])[] | null): CompiledFunction {
    const { extractor, backend } = this.#deps;
    const { content } = this.#terms;
    const styleLayers = layersNamed(this.#terms.style);
    const layers = this.#layers;
    const body = (image: Tensor, contentWeights: Tensor, ...rest: Tensor[]): Tensor[] => {
      const weights = content.length === 0 ? [] : (tf.unstack(contentWeights as Tensor1D) as Scalar[]);
      const marks = rest.slice(0, layers.length);
      const slopes = rest.slice(layers.length);
      const given = slopes.splice(2 * styleLayers.length);
      const loss = (x: Tensor): Scalar => {
        const features = markedFeatures(extractor, x as Tensor4D, layers, marks);
        const targets =
          contentShapes === null ? content.map(({ layer }) => tf.zerosLike(at(features, layer))) : given;
        const style = styleLayers.map((layer, i) =>
          slopeOf(at(features, layer), at(slopes, 2 * i) as Tensor1D, at(slopes, 2 * i + 1) as tf.Tensor2D),
        );
        return [contentLoss(content, features, { targets, weights }), ...style].reduce(
          (a, b): Scalar => tf.add(a, b),
        );
      };
      const { value, grad } = tf.valueAndGrad(loss)(image);
      return [value, grad];
    };
    const whole = { top: 0, left: 0, ...size };
    const marks = marksOf({ region: whole, frame: whole, inside: whole }, layers, extractor);
    const sums = this.#slope.channels.flatMap((channels) => [[channels], [channels, channels]]);
    return backend.compile(body, [
      [1, size.height, size.width, 3],
      [content.length],
      ...marks.map(({ shape }) => shape),
      ...sums,
      ...(contentShapes ?? []),
    ]);
  }

  dispose(): void {
    this.#meter?.dispose();
    this.#slope.dispose();
    this.#compiled?.dispose();
  }
}

/** Sets to zero what of [channels, positions] is not marked, and answers what is, by itself. */
function eraseUnmarked(values: Float32Array, marks: Float32Array): Float32Array {
  const positions = marks.length;
  const marked = marks.reduce((count, mark) => count + mark, 0);
  const kept = new Float32Array((values.length / positions) * marked);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (marks[i % positions] === 1) kept[count++] = values[i] as number;
    else values[i] = 0;
  }
  return kept;
}
