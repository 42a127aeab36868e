import type { NetworkDesign, Pooling } from './network-design.js';
import { SQUEEZENET } from './squeezenet.js';
import { VGG19 } from './vgg19.js';

/** The networks whose layers are known here; each has its weights in the catalogue under the same name. */
export const NETWORKS: readonly NetworkDesign[] = [SQUEEZENET, VGG19];

export function networkNamed(name: string): NetworkDesign | null {
  return NETWORKS.find((network) => network.name === name) ?? null;
}

/** The pooling to paint with when a recipe leaves it to the extractor; those that pool nothing do not care. */
export function preferredPooling(extractor: string): Pooling {
  return networkNamed(extractor)?.pooling ?? 'max';
}
