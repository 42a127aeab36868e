import { AppError } from '../../errors.js';
import { isExtractorName, unknownExtractor } from '../extractors/names.js';
import { convolutionsOf } from '../extractors/network-design.js';
import { networkNamed } from '../extractors/networks.js';
import { KerasFileError, readKerasConvolutions } from '../keras-hdf5.js';
import type { CatalogueEntry } from './catalogue.js';
import { catalogueEntry, damaged, requireWeights, type WeightsFile } from './store.js';

/**
 * Whether an engine told to use this extractor can: throws CONFIG_INVALID for a name that there is none of, and
 * WEIGHTS_MISSING or WEIGHTS_DAMAGED for a network without a whole file of weights.
 */
export async function checkExtractorSetting(name: string, weightsDir: string): Promise<void> {
  if (!isExtractorName(name)) {
    throw new AppError('CONFIG_INVALID', { problem: `  ENGINE_EXTRACTOR: ${unknownExtractor(name)}` });
  }
  const entry = catalogueEntry(name);
  if (entry !== null) await requireWeights(entry, weightsDir);
}

/**
 * Reads a network's weights as its extractor would, to see whether it can. Throws WEIGHTS_MISSING, and WEIGHTS_DAMAGED
 * that says what is wrong with the file.
 */
export async function verifyWeights(entry: CatalogueEntry, weightsDir: string): Promise<WeightsFile> {
  const file = await requireWeights(entry, weightsDir);
  const network = networkNamed(entry.name);
  if (network === null) throw new Error(`no network is called ${entry.name}`);
  try {
    await readKerasConvolutions(file.path, convolutionsOf(network));
  } catch (error) {
    throw error instanceof KerasFileError ? damaged(file, error.message, error) : error;
  }
  return file;
}
