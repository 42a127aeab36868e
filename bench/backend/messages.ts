import type { Size } from './vgg19.js';

/** What the benchmark asks one of its children to be. */
export interface Task {
  readonly contender: ContenderName;
  readonly size: Size;
  /** 0: as many as the runtime likes. */
  readonly threads: number;
}

export const CONTENDERS = ['backend', 'pytorch', 'hand-built', 'bare-conv', 'wasm'] as const;
export type ContenderName = (typeof CONTENDERS)[number];

export type Request =
  | { readonly op: 'prepare'; readonly task: Task }
  | { readonly op: 'evaluate' }
  /** Write the last evaluation's gradient to a file: raw little-endian float32, [height, width, 3]. */
  | { readonly op: 'save'; readonly file: string };

export type Reply =
  | {
      readonly op: 'ready';
      readonly seconds: number;
      /** How a contender that is no part of this project was built and set. */
      readonly peer?: Peer;
    }
  | {
      readonly op: 'evaluated';
      readonly seconds: number;
      /** User and system time of all threads. */
      readonly cpuSeconds: number;
      /** The largest the process has been so far. */
      readonly peakBytes: number;
      readonly loss: number | null;
      /** The gradient's Euclidean norm. */
      readonly gradientNorm: number | null;
    }
  | {
      readonly op: 'saved';
      /** The same loss and gradient computed in float64, where the contender can. */
      readonly reference?: { readonly loss: number; readonly file: string };
    }
  | { readonly op: 'failed'; readonly problem: string };

/** PyTorch, as it says of itself. */
export interface Peer {
  readonly version: string;
  /** `torch.__config__.show()` */
  readonly build: string;
  readonly threads: number;
  readonly openblas: { readonly kernel: string; readonly config: string } | null;
  /** What was tried; the fastest is what the rounds run. */
  readonly settings: readonly {
    readonly layout: string;
    readonly onednn: boolean;
    readonly seconds: number;
  }[];
  readonly setting: { readonly layout: string; readonly onednn: boolean };
}

/** A way to compute one loss and gradient. */
export interface Contender {
  /**
   * One evaluation, or for `bare-conv` one run of each layer's convolution: how long it took, and its results as
   * [loss, gradient] where it has them, the gradient [1, height, width, 3].
   */
  evaluate(): Promise<{ readonly seconds: number; readonly results: readonly Float32Array[] }>;
}
