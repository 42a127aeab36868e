import { readFile } from 'node:fs/promises';
import { AppError } from '../errors.js';
import type { Backend } from './backends/backend.js';
import type { Extractor } from './extractors/extractor.js';
import { decodePicture } from './pictures.js';
import type { FromChild, ScoreTask } from './protocol.js';
import { scorePicture } from './score.js';

/** Proportions that differ by more than rounding to whole pixels explains. */
const PROPORTION_TOLERANCE = 0.03;

/**
 * Scores one picture from files. Throws AppErrors for pictures that cannot be read, and OPTION_INVALID for a result
 * that cannot be of that photo, or that is too small for the extractor to see anything in.
 */
export async function runScore(
  task: ScoreTask,
  deps: { backend: Backend; extractor: Extractor; send: (message: FromChild) => void },
): Promise<void> {
  const { extractor } = deps;
  const read = async (path: string, longestSide = task.size) =>
    (await decodePicture(await readFile(path), { longestSide })).picture;
  // As large as it is compared, at the least: a painting is not enlarged.
  const styleSide = Math.ceil(task.size * Math.max(1, task.styleScale));
  const [photo, style, result] = [
    await read(task.photo),
    await read(task.style, styleSide),
    await read(task.result),
  ];
  const proportion = (photo.width * result.height) / (photo.height * result.width);
  if (Math.abs(Math.log(proportion)) > PROPORTION_TOLERANCE) {
    const [shape, other] = [photo, result].map(({ width, height }) => `${width}×${height}`);
    throw new AppError('OPTION_INVALID', {
      option: 'result',
      problem: `its proportions (${other}) are not the photo’s (${shape}). Give the picture that was made from this photo.`,
    });
  }
  const seen = (weights: Readonly<Record<string, number>>): boolean =>
    extractor.available(Object.keys(weights), result.height, result.width).length > 0;
  if (!seen(extractor.styleLayers) || !seen(extractor.contentLayers)) {
    throw new AppError('OPTION_INVALID', {
      option: 'result',
      problem: `at ${result.width}×${result.height} it is too small for ${extractor.name} to see anything in it.`,
    });
  }
  const score = await scorePicture({ photo, style, result, styleScale: task.styleScale }, deps);
  deps.send({ op: 'scored', extractor: extractor.name, ...score });
}
