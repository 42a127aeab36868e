import type { Kernel } from '../recorder.js';
import { binaryKernels } from './binary.js';
import { blockKernels } from './blocks.js';
import { convolutionKernels } from './convolution.js';
import { creationKernels } from './creation.js';
import { depthwiseKernels } from './depthwise.js';
import { filterGradientKernels } from './filter-gradient.js';
import { fusedKernels } from './fused.js';
import { indexingKernels } from './indexing.js';
import { joiningKernels } from './joining.js';
import { matMulKernels } from './matmul.js';
import { maxPoolArgmaxKernels } from './max-pool-argmax.js';
import { normalisationKernels } from './normalisation.js';
import { paddingKernels } from './padding.js';
import { poolingKernels } from './pooling.js';
import { reductionKernels } from './reductions.js';
import { reshapeKernels } from './reshape.js';
import { resizeKernels } from './resize.js';
import { scanKernels } from './scans.js';
import { selectKernels } from './select.js';
import { slicingKernels } from './slicing.js';
import { unaryKernels } from './unary.js';

/** Every kernel this backend has: the closed list. */
export const KERNELS: readonly Kernel[] = [
  ...binaryKernels,
  ...blockKernels,
  ...convolutionKernels,
  ...creationKernels,
  ...depthwiseKernels,
  ...filterGradientKernels,
  ...indexingKernels,
  ...joiningKernels,
  ...matMulKernels,
  ...maxPoolArgmaxKernels,
  ...paddingKernels,
  ...poolingKernels,
  ...reductionKernels,
  ...reshapeKernels,
  ...scanKernels,
  ...selectKernels,
  ...slicingKernels,
  ...unaryKernels,
  ...fusedKernels,
  ...normalisationKernels,
  ...resizeKernels,
];
