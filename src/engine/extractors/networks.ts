import type { NetworkDesign } from './network-design.js';
import { SQUEEZENET } from './squeezenet.js';
import { VGG19 } from './vgg19.js';

/** The networks whose layers are known here; each has its weights in the catalogue under the same name. */
export const NETWORKS: readonly NetworkDesign[] = [SQUEEZENET, VGG19];

export function networkNamed(name: string): NetworkDesign | null {
  return NETWORKS.find((network) => network.name === name) ?? null;
}
