import type { Fire, NetworkDesign, Pool } from './network-design.js';

const POOL: Pool = { kind: 'pool', side: 3, stride: 2, padding: 'valid' };

function fire(number: number, inputs: number, squeeze: number): Fire {
  return { kind: 'fire', layer: `fire${number}`, inputs, squeeze, expand: 4 * squeeze };
}

/**
 * With maxima, as it was trained, it is the judge of scores (`gramarye score`), and every layer counts.
 *
 * With averages it paints, and what it compares was chosen by looking. (With maxima the loss is so rough that L-BFGS
 * falls short, and the picture keeps the photo's colours under a crust of noise: on Golden Gate and The Starry Night at
 * 384 pixels, the same layers and steps end at a loss of 1.91, with averages at 0.59.) Style from fire8 and fire9 copies whole objects: Matisse's hat in a night sky. Content at
 * fire5 alone loses cables and windows; fire3 beside it holds them. All is weighted low against the total variation,
 * since the first convolution, of stride two, is nearly blind to the finest checkerboard, which would show as a weave.
 */
const COMPARED: NetworkDesign['compared'] = {
  max: {
    style: { conv1: 1, fire2: 1, fire3: 1, fire4: 1, fire5: 1, fire6: 1, fire7: 1, fire8: 1, fire9: 1 },
    content: { fire5: 1 },
  },
  average: {
    style: { conv1: 0.2, fire2: 0.2, fire3: 0.2, fire4: 0.2, fire5: 0.2, fire6: 0.2, fire7: 0.2 },
    content: { fire3: 0.6, fire5: 0.6 },
  },
};

/**
 * SqueezeNet 1.1 (Iandola et al. 2016; the smaller version that its authors published later), as in keras-squeezenet:
 * the first convolution and all pooling without padding. The mean of a window of its maps is a half to a third of the
 * maximum, yet a gain that makes up for it made no better pictures.
 */
export const SQUEEZENET: NetworkDesign = {
  name: 'squeezenet',
  steps: [
    { kind: 'convolution', layer: 'conv1', side: 3, stride: 2, padding: 'valid', inputs: 3, outputs: 64 },
    POOL,
    fire(2, 64, 16),
    fire(3, 128, 16),
    POOL,
    fire(4, 128, 32),
    fire(5, 256, 32),
    POOL,
    fire(6, 256, 48),
    fire(7, 384, 48),
    fire(8, 384, 64),
    fire(9, 512, 64),
  ],
  compared: COMPARED,
  pooling: 'average',
  averageGain: 1,
  // Two thirds of the evaluations to the same loss (docs/benchmarks.md).
  smoothing: [0.5, 1, 1, 1],
};
