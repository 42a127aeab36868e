import { AppError } from '../../errors.js';
import type { Backend } from '../backends/backend.js';
import type { Extractor } from './extractor.js';
import { WaveletExtractor } from './wavelet.js';

/** What an extractor is made from. */
export interface ExtractorDependencies {
  readonly backend: Backend;
}

const MAKERS: Readonly<Record<string, (deps: ExtractorDependencies) => Promise<Extractor>>> = {
  wavelet: async ({ backend }) => new WaveletExtractor(backend),
};

/** The extractor that `auto` stands for: the best that needs no download. */
const AUTO = 'wavelet';

export const EXTRACTOR_NAMES: readonly string[] = ['auto', ...Object.keys(MAKERS)];

/** Makes an extractor by name, or `auto`. Throws OPTION_INVALID for a name that there is none of. */
export async function createExtractor(name: string, deps: ExtractorDependencies): Promise<Extractor> {
  const wanted = name === 'auto' ? AUTO : name;
  const make = Object.hasOwn(MAKERS, wanted) ? MAKERS[wanted] : undefined;
  if (make === undefined) {
    const problem = `there is no extractor called “${name}”. Use one of: ${EXTRACTOR_NAMES.join(', ')}.`;
    throw new AppError('OPTION_INVALID', { option: 'extractor', problem });
  }
  return make(deps);
}
