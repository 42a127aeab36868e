/*
 * How the memory that the mathematics' process may take is shared out. Measured: the process itself, weights and what
 * large pages round up to included, takes 200 MB (wavelet) to some 500 MB (SqueezeNet); pictures and vectors of the
 * optimizer's size take about 20 times 12 bytes for each pixel.
 */

/** Bytes for compiled functions that are kept in case they are wanted again. */
export function functionsShare(memory: number): number {
  return Math.floor(memory / 3);
}

/**
 * Bytes that the compiled functions of one octave may take together: what the process itself and what is held of
 * each pixel leave.
 */
export function octaveShare(memory: number, pixels: number): number {
  return Math.max(functionsShare(memory), Math.floor(0.95 * (memory - PROCESS - HELD_PER_PIXEL * pixels)));
}

const PROCESS = 448 * 1024 * 1024;
const HELD_PER_PIXEL = 20 * 12;

/** Pairs of vectors that L-BFGS remembers, fewer for large pictures; a checkpoint holds them too. */
export function historyWithin(memory: number | undefined, pixels: number, wanted: number): number {
  if (memory === undefined) return wanted;
  const pair = 2 * 12 * pixels;
  return Math.min(wanted, Math.max(FEWEST_PAIRS, Math.floor(memory / 12 / pair)));
}

/** With one pair, L-BFGS is hardly better than a gradient step. */
const FEWEST_PAIRS = 2;
