import type { ComparedLayers, NetworkDesign, Step } from './network-design.js';

/** Convolutions of each block and the maps they make (Simonyan & Zisserman 2014, configuration E). */
const BLOCKS = [
  { convolutions: 2, maps: 64 },
  { convolutions: 2, maps: 128 },
  { convolutions: 4, maps: 256 },
  { convolutions: 4, maps: 512 },
  // Four in the network; nothing in style transfer looks deeper than block5_conv2, the book chapter's content layer.
  { convolutions: 2, maps: 512 },
] as const;

function steps(): Step[] {
  const list: Step[] = [];
  let inputs = 3;
  for (const [block, { convolutions, maps }] of BLOCKS.entries()) {
    if (block > 0) list.push({ kind: 'pool', side: 2, stride: 2, padding: 'valid' });
    for (let n = 1; n <= convolutions; n++) {
      const layer = `block${block + 1}_conv${n}`;
      list.push({
        kind: 'convolution',
        layer,
        side: 3,
        stride: 1,
        padding: 'same',
        inputs,
        outputs: maps,
      });
      inputs = maps;
    }
  }
  return list;
}

const COMPARED: ComparedLayers = {
  style: { block1_conv1: 1, block2_conv1: 1, block3_conv1: 1, block4_conv1: 1, block5_conv1: 1 },
  content: { block4_conv2: 1 },
};

/**
 * VGG19 as in Keras Applications, up to block5_conv2. Style: the first layer of each block, as in Gatys et al. (2016)
 * and the Keras chapter; content: block4_conv2, as in Gatys et al. The gain of average pooling is the one of
 * crowsonkb/style-transfer-pytorch.
 */
export const VGG19: NetworkDesign = {
  name: 'vgg19',
  steps: steps(),
  compared: { max: COMPARED, average: COMPARED },
  pooling: 'max',
  averageGain: 2,
};
