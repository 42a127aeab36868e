import { createRequire } from 'node:module';
import { backend as currentBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';
import { eagerBackend } from './eager.js';
import { registerGradients } from './tfjs-gradients.js';

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const NAME = 'tensorflow';

/** Why TensorFlow's own binding cannot be used here, and what to do about it. */
export class TensorFlowUnavailable extends Error {
  readonly fix: string;

  constructor(problem: string, fix: string, options?: { cause?: unknown }) {
    super(problem, options);
    this.fix = fix;
  }
}

/**
 * Makes TensorFlow's native library, through `@tensorflow/tfjs-node-gpu`, the current TensorFlow.js backend.
 * Throws TensorFlowUnavailable when the optional package is absent or cannot load, or finds no GPU where one is
 * required: without one, ONNX Runtime is faster.
 */
export async function createTensorFlowBackend(options: { readonly requireGpu: boolean }): Promise<Backend> {
  const require = createRequire(import.meta.url);
  try {
    require.resolve(PACKAGE);
  } catch (cause) {
    throw new TensorFlowUnavailable(
      `${PACKAGE} is not installed`,
      `On a machine with an NVIDIA GPU and CUDA 11: npm install ${PACKAGE}`,
      { cause },
    );
  }
  try {
    // By a name the compiler does not follow: the package is optional.
    const specifier: string = PACKAGE;
    await import(specifier);
    await registerGradients();
    await setBackend(NAME);
  } catch (cause) {
    throw new TensorFlowUnavailable(
      `${PACKAGE} did not load: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
      'It needs an NVIDIA driver, CUDA 11 and cuDNN 8, and a TensorFlow library for this platform.',
      { cause },
    );
  }
  const native: unknown = currentBackend();
  const gpu =
    typeof native === 'object' && native !== null && Reflect.get(native, 'isUsingGpuDevice') === true;
  if (options.requireGpu && !gpu) {
    removeBackend(NAME);
    throw new TensorFlowUnavailable(
      `${PACKAGE} loads but finds no GPU`,
      'Check nvidia-smi; TensorFlow 2.9 needs CUDA 11 and cuDNN 8 on the library path.',
    );
  }
  return eagerBackend({
    name: NAME,
    device: gpu ? 'cuda' : 'cpu',
    dispose: async () => removeBackend(NAME),
  });
}
