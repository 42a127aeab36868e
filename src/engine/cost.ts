import type { Octave } from './octaves.js';

/**
 * Work in pixels × evaluations, which time follows closely. Preparing an octave (targets, compiling) counts as a few
 * evaluations of it.
 */
const PREPARATION = 4;

function octaveCost({ width, height, iterations }: Octave): number {
  return width * height * (iterations + PREPARATION);
}

/** Work of a whole plan. */
export function totalCost(octaves: readonly Octave[]): number {
  return octaves.reduce((total, octave) => total + octaveCost(octave), 0);
}

/** Work done when octave `index` (from 0) has made `step` of its iterations. */
export function workDone(octaves: readonly Octave[], index: number, step: number): number {
  const octave = octaves[index];
  const before = totalCost(octaves.slice(0, index));
  return octave === undefined ? before : before + octaveCost({ ...octave, iterations: step });
}
