import type { Backend } from '../../src/engine/backends/backend.js';
import type { Extractor } from '../../src/engine/extractors/extractor.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { FIRST_RECIPE, FirstWavelet } from '../wavelet/first.js';

/** What paints in the study: an extractor, and overrides of the `multiscale` recipe that it is at its best with. */
export interface Contestant {
  readonly title: string;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly create: (deps: { backend: Backend; weightsDir: string }) => Promise<Extractor>;
}

export const CONTESTANTS: Readonly<Record<string, Contestant>> = {
  wavelet: {
    title: 'wavelet',
    overrides: {},
    create: (deps) => createExtractor('wavelet', { ...deps, pooling: 'max' }),
  },
  first: {
    title: 'wavelet, first version',
    overrides: FIRST_RECIPE,
    create: async ({ backend }) => new FirstWavelet(backend, 'separable'),
  },
  squeezenet: {
    title: 'SqueezeNet (pretrained)',
    overrides: {},
    create: (deps) => createExtractor('squeezenet', { ...deps, pooling: 'max' }),
  },
};
