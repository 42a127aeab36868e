import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convolutionsOf } from '../../src/engine/extractors/network-design.js';
import { VGG19 } from '../../src/engine/extractors/vgg19.js';
import { randomWeights, writeKerasFile } from '../../test/engine/support/keras-files.js';

export const EXTRACTORS = ['wavelet', 'squeezenet', 'vgg19'] as const;
export type ExtractorName = (typeof EXTRACTORS)[number];

/** An extractor to measure, and the folder with its weights. */
export interface Contestant {
  readonly extractor: ExtractorName;
  readonly weightsDir: string;
  /** Where its weights come from, for the report. */
  readonly weights: string;
}

export interface Contestants {
  readonly list: readonly Contestant[];
  /** Sentences about those left out. */
  readonly missing: readonly string[];
  remove(): Promise<void>;
}

const SHARED_WEIGHTS = fileURLToPath(new URL('../../../shared/weights/', import.meta.url));
const SQUEEZENET_FILE = 'squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5';

/** VGG19 gets a file of random weights: what it costs does not depend on them. */
export async function prepareContestants(wanted: readonly string[]): Promise<Contestants> {
  const folder = await mkdtemp(join(tmpdir(), 'gramarye-bench-'));
  const list: Contestant[] = [];
  const missing: string[] = [];
  if (wanted.includes('wavelet')) list.push({ extractor: 'wavelet', weightsDir: folder, weights: 'none' });
  if (wanted.includes('squeezenet')) {
    if (existsSync(SHARED_WEIGHTS + SQUEEZENET_FILE)) {
      list.push({ extractor: 'squeezenet', weightsDir: SHARED_WEIGHTS, weights: 'pretrained' });
    } else missing.push(`squeezenet is left out: ../shared/weights/${SQUEEZENET_FILE} is not there.`);
  }
  if (wanted.includes('vgg19')) {
    const table = convolutionsOf(VGG19);
    await writeKerasFile(join(folder, 'vgg19.h5'), table, randomWeights(table), 'dim-ordering');
    list.push({ extractor: 'vgg19', weightsDir: folder, weights: 'random' });
  }
  return { list, missing, remove: () => rm(folder, { recursive: true, force: true }) };
}
