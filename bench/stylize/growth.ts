import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { planOctaves } from '../../src/engine/octaves.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import type { Contestant, ExtractorName } from './contestants.js';

export const SIZES = [256, 512, 768, 1024, 1536, 2048];

export interface GrowthRequest {
  readonly extractor: ExtractorName;
  readonly weightsDir: string;
  /** Longest side, in pixels. */
  readonly size: number;
  /** At least 2. */
  readonly iterations: number;
}

/** What one octave costs. */
export interface Growth {
  readonly size: number;
  readonly width: number;
  readonly height: number;
  /** Of one loss and gradient, with the optimizer's part. */
  readonly evaluationSeconds: number;
  /** Targets and compilation. */
  readonly prepareSeconds: number;
  readonly peakBytes: number;
}

/** Two iterations where one takes seconds, more where noise would show. */
export function iterationsAt(size: number): number {
  return size <= 256 ? 24 : size <= 512 ? 10 : size <= 1024 ? 4 : 2;
}

export async function measureGrowth(contestant: Contestant, size: number): Promise<Growth> {
  const child = fork(fileURLToPath(new URL('./growth-child.ts', import.meta.url)));
  const gone = once(child, 'exit').then(([code, signal]): never => {
    throw new Error(`the process ended with ${signal ?? code}`);
  });
  gone.catch(() => undefined);
  const { extractor, weightsDir } = contestant;
  child.send({ extractor, weightsDir, size, iterations: iterationsAt(size) } satisfies GrowthRequest);
  const [reply] = (await Promise.race([once(child, 'message'), gone])) as [
    { growth?: Growth; problem?: string },
  ];
  child.disconnect();
  if (reply.growth === undefined) throw new Error(reply.problem);
  return reply.growth;
}

/**
 * Seconds of a whole job, computed: the recipe's octaves, each with its preparation and its iterations at the measured
 * time of an evaluation. `evaluationsPerIteration` is what line searches need, measured on a whole job.
 */
export function computedSeconds(
  growth: readonly Growth[],
  size: number,
  evaluationsPerIteration: number,
): number | null {
  const recipe = resolveRecipe('multiscale');
  let seconds = 0;
  for (const octave of planOctaves(recipe, { width: 4, height: 3 }, size)) {
    const measured = growth.find((one) => one.size === Math.max(octave.width, octave.height));
    if (measured === undefined) return null;
    seconds += measured.prepareSeconds;
    seconds += octave.iterations * evaluationsPerIteration * measured.evaluationSeconds;
  }
  return seconds;
}
