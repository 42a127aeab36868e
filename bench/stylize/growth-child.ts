import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createOnnxRuntimeBackend } from '../../src/engine/backends/onnxruntime/create.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { preferredPooling } from '../../src/engine/extractors/networks.js';
import { functionsShare } from '../../src/engine/memory.js';
import { decodePicture } from '../../src/engine/pictures.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { type StylizeStep, stylize } from '../../src/engine/stylize.js';
import { benchConfig } from '../support/settings.js';
import type { Growth, GrowthRequest } from './growth.js';
import { PHOTO, STYLE } from './job.js';

/*
 * One octave alone, a few iterations of it, in a process of its own so that its memory is its own. Times of one
 * evaluation are those between iterations: evaluating, and what L-BFGS computes beside it.
 */

async function measure({ extractor: name, weightsDir, size, iterations }: GrowthRequest): Promise<Growth> {
  const load = async (path: string, longestSide: number) =>
    (await decodePicture(await readFile(path), { longestSide })).picture;
  const photo = await load(PHOTO, size);
  const style = await load(STYLE, 2 * size);
  // As much memory as the engine allows by default: what would take more is computed in tiles.
  const { memory } = benchConfig(tmpdir(), weightsDir).engine;
  const backend = await createOnnxRuntimeBackend({ limits: { bytes: functionsShare(memory) } });
  const extractor = await createExtractor(name, { backend, weightsDir, pooling: preferredPooling(name) });
  const recipe = resolveRecipe('multiscale', { octaves: [size], iterations: [iterations] });
  const moments: { seconds: number; evaluations: number; step: StylizeStep }[] = [];
  const begin = performance.now();
  await stylize(
    { photo, styles: [{ picture: style, weight: 1 }], recipe, size, strength: 1, seed: 1 },
    {
      backend,
      extractor,
      memory,
      onStep(step) {
        const seconds = (performance.now() - begin) / 1000;
        moments.push({ seconds, evaluations: step.evaluations, step });
      },
    },
  );
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined || first === last) throw new Error('at least two iterations');
  const evaluationSeconds = (last.seconds - first.seconds) / (last.evaluations - first.evaluations);
  return {
    size,
    width: last.step.width,
    height: last.step.height,
    evaluationSeconds,
    // The first iteration waits for targets and compilation, too.
    prepareSeconds: Math.max(0, first.seconds - first.evaluations * evaluationSeconds),
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

process.once('message', (request: GrowthRequest) => {
  measure(request).then(
    (growth) => process.send?.({ growth }),
    (thrown: unknown) => process.send?.({ problem: String(thrown) }),
  );
});
process.on('disconnect', () => process.exit(0));
