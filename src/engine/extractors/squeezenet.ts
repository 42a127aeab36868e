import type { Fire, NetworkDesign, Pool } from './network-design.js';

const POOL: Pool = { kind: 'pool', side: 3, stride: 2, padding: 'valid' };

function fire(number: number, inputs: number, squeeze: number): Fire {
  return { kind: 'fire', layer: `fire${number}`, inputs, squeeze, expand: 4 * squeeze };
}

/**
 * SqueezeNet 1.1 (Iandola et al. 2016; the smaller version that its authors published later), as in keras-squeezenet:
 * the first convolution and all pooling without padding.
 *
 * How it paints was chosen by looking. With maxima the loss is so rough that L-BFGS stops half way and the picture keeps
 * the photo's colours under a crust of noise; with averages the same steps reach a third of the loss. Style from fire8
 * and fire9 copies whole objects (Matisse's hat in a night sky). Content at fire5 alone loses cables and windows; fire3
 * beside it holds them.
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
  styleLayers: { conv1: 1, fire2: 1, fire3: 1, fire4: 1, fire5: 1, fire6: 1, fire7: 1 },
  contentLayers: { fire3: 3, fire5: 3 },
  pooling: 'average',
  averageGain: 1,
};
