import type { TrainTask } from '../../../src/engine/protocol.js';

/** A training of a few steps on tiny pictures; the given parts are what is the test's own. */
export function trainTask(own: Pick<TrainTask, 'styles' | 'folder' | 'out'> & Partial<TrainTask>): TrainTask {
  return {
    recipe: 'multiscale',
    overrides: {},
    extractor: 'wavelet',
    strength: 1,
    form: 'small',
    kind: 'photos',
    steps: 3,
    size: 48,
    side: 32,
    batch: 1,
    rate: 1,
    seed: 1,
    from: null,
    resume: false,
    ...own,
  };
}
