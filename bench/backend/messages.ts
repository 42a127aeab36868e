import type { Size } from './vgg19.js';

/** What the benchmark asks one of its children to be. */
export interface Task {
  readonly contender: ContenderName;
  readonly size: Size;
  /** 0: as many as the runtime likes. */
  readonly threads: number;
}

export const CONTENDERS = ['backend', 'hand-built', 'bare-conv', 'wasm'] as const;
export type ContenderName = (typeof CONTENDERS)[number];

export type Request = { readonly op: 'prepare'; readonly task: Task } | { readonly op: 'evaluate' };

export type Reply =
  | { readonly op: 'ready'; readonly seconds: number }
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
  | { readonly op: 'failed'; readonly problem: string };

/** A way to compute one loss and gradient. */
export interface Contender {
  /**
   * One evaluation, or for `bare-conv` one run of each layer's convolution: how long it took, and its results as
   * [loss, gradient] where it has them.
   */
  evaluate(): Promise<{ readonly seconds: number; readonly results: readonly Float32Array[] }>;
}
