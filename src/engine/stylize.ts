import type { Backend } from './backends/backend.js';
import type { Extractor } from './extractors/extractor.js';
import type { Picture } from './picture.js';
import type { Recipe } from './recipes.js';

export interface StylizeRequest {
  readonly photo: Picture;
  /** One to four paintings; weights are shares and need not add up to anything. */
  readonly styles: readonly { readonly picture: Picture; readonly weight: number }[];
  /** From `resolveRecipe`. */
  readonly recipe: Recipe;
  /** Longest side of the result in pixels; a smaller photo is enlarged. */
  readonly size: number;
  /** Factor on the style loss. */
  readonly strength: number;
  readonly seed: number;
}

/** What is told after every iteration. The functions are valid until `onStep` returns (or its promise settles). */
export interface StylizeStep {
  /** From 1. */
  readonly octave: number;
  readonly octaves: number;
  /** Iterations done in this octave, from 1. */
  readonly step: number;
  readonly steps: number;
  /** Share of the whole work done, 0–1: pixels × evaluations, not a count of steps. */
  readonly fraction: number;
  readonly loss: number;
  /** Evaluations of the objective so far, all octaves together. */
  readonly evaluations: number;
  readonly width: number;
  readonly height: number;
  /** The picture so far, at this octave's size; values may lie somewhat outside 0–255. */
  picture(): Picture;
  /** Everything needed to go on from here exactly, self-checking; give it to `resume`. */
  checkpoint(): Uint8Array;
}

export interface StylizeResult {
  readonly picture: Picture;
  readonly evaluations: number;
  /** Loss of the untouched photo under the last octave's objective. */
  readonly lossFirst: number;
  /** Loss of the result under the same objective, so that the two can be compared. */
  readonly lossLast: number;
}

export interface StylizeDependencies {
  readonly backend: Backend;
  readonly extractor: Extractor;
  /** Aborting rejects with the signal's reason, after the evaluation under way. */
  readonly signal?: AbortSignal | undefined;
  /** Called after every iteration and awaited. */
  readonly onStep?: ((step: StylizeStep) => void | Promise<void>) | undefined;
  /** A checkpoint of the same request; one that is damaged or of another request throws `CheckpointError`. */
  readonly resume?: Uint8Array | undefined;
}

/** Repaints a photo in the style of paintings by neural style transfer. */
export function stylize(_request: StylizeRequest, _deps: StylizeDependencies): Promise<StylizeResult> {
  return Promise.reject(new Error('the method is written in a commit that follows this contract at once'));
}
