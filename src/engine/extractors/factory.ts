import { AppError } from '../../errors.js';
import type { Backend } from '../backends/backend.js';
import { KerasFileError, readKerasConvolutions } from '../keras-hdf5.js';
import { catalogueEntry, damaged, requireWeights } from '../weights/store.js';
import type { Extractor } from './extractor.js';
import { type ExtractorName, isExtractorName, unknownExtractor } from './names.js';
import { NetworkExtractor } from './network.js';
import { convolutionsOf, type NetworkDesign, type Pooling } from './network-design.js';
import { SQUEEZENET } from './squeezenet.js';
import { VGG19 } from './vgg19.js';
import { WaveletExtractor } from './wavelet.js';

/** What an extractor is made from. */
export interface ExtractorDependencies {
  readonly backend: Backend;
  /** The folder of weights files. */
  readonly weightsDir: string;
  /** How a network's maps are made smaller; `max`, as it was trained, when nothing is said. */
  readonly pooling?: Pooling | undefined;
}

/** The extractor that `auto` stands for: the best that needs no download. */
const AUTO = 'wavelet';

const MAKERS: Readonly<
  Record<Exclude<ExtractorName, 'auto'>, (deps: ExtractorDependencies) => Promise<Extractor>>
> = {
  wavelet: async ({ backend }) => new WaveletExtractor(backend),
  squeezenet: (deps) => pretrained(SQUEEZENET, deps),
  vgg19: (deps) => pretrained(VGG19, deps),
};

/**
 * Makes an extractor by name, or `auto`. Throws OPTION_INVALID for a name that there is none of, and WEIGHTS_MISSING or
 * WEIGHTS_DAMAGED for a network whose weights cannot be used.
 */
export async function createExtractor(name: string, deps: ExtractorDependencies): Promise<Extractor> {
  if (!isExtractorName(name)) {
    throw new AppError('OPTION_INVALID', { option: 'extractor', problem: unknownExtractor(name) });
  }
  return MAKERS[name === 'auto' ? AUTO : name](deps);
}

async function pretrained(
  design: NetworkDesign,
  { backend, weightsDir, pooling = 'max' }: ExtractorDependencies,
): Promise<Extractor> {
  const entry = catalogueEntry(design.name);
  if (entry === null) throw new Error(`no weights are known for ${design.name}`);
  const file = await requireWeights(entry, weightsDir);
  try {
    const weights = await readKerasConvolutions(file.path, convolutionsOf(design));
    return new NetworkExtractor(backend, design, weights, { pooling, digest: file.digest });
  } catch (error) {
    throw error instanceof KerasFileError ? damaged(file, error.message, error) : error;
  }
}
