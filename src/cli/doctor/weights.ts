import type { Config } from '../../config.js';
import { CATALOGUE } from '../../engine/weights/catalogue.js';
import { checkExtractorSetting } from '../../engine/weights/check.js';
import { requireWeights } from '../../engine/weights/store.js';
import { AppError } from '../../errors.js';
import type { Finding } from './check.js';

/** Which networks have their weights here, and whether the engine's own extractor can be made. */
export async function checkWeights({ engine, paths }: Pick<Config, 'engine' | 'paths'>): Promise<Finding> {
  const name = 'Weights';
  const states = await Promise.all(
    CATALOGUE.map(async (entry) => state(entry.name, requireWeights(entry, paths.weights))),
  );
  const detail = ['wavelet needs none', ...states.map(({ text }) => text)].join('\n');
  try {
    await checkExtractorSetting(engine.extractor, paths.weights);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return {
      name,
      status: 'problem',
      detail: `${detail}\n${error.message}`,
      fix: 'Or set ENGINE_EXTRACTOR to auto.',
    };
  }
  const broken = states.filter(({ damaged }) => damaged);
  if (broken.length === 0) return { name, status: 'ok', detail };
  const fix = broken.map((one) => `gramarye weights fetch ${one.name}`).join('\n');
  return { name, status: 'warning', detail, fix };
}

async function state(
  name: string,
  required: Promise<unknown>,
): Promise<{ name: string; text: string; damaged: boolean }> {
  try {
    await required;
    return { name, text: `${name} is here`, damaged: false };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const damaged = error.code === 'WEIGHTS_DAMAGED';
    return { name, text: damaged ? error.message : `${name} is not fetched`, damaged };
  }
}
