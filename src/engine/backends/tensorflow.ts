import { backend as currentBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';
import { eagerBackend } from './eager.js';
import { registerGradients } from './tfjs-gradients.js';

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const NAME = 'tensorflow';

export interface TensorFlowOptions {
  /** The package to load, or a file of it; only tests have another. */
  readonly package?: string;
}

/**
 * Makes TensorFlow's native library, through `@tensorflow/tfjs-node-gpu`, the current TensorFlow.js backend.
 * Throws, in a sentence, when the optional package is absent or cannot load, or finds no GPU: on the CPU, ONNX Runtime
 * is faster.
 */
export async function createTensorFlowBackend(options: TensorFlowOptions = {}): Promise<Backend> {
  // TensorFlow would take all of the GPU's memory at its start, from the desktop and from a second engine.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // Its startup messages would go to the engine's log in between; errors remain.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    // By a name that the compiler does not follow: the package is optional.
    const specifier: string = options.package ?? PACKAGE;
    await import(specifier);
  } catch (cause) {
    throw new Error(notLoaded(cause), { cause });
  }
  await registerGradients();
  if (!(await setBackend(NAME))) throw new Error(`${PACKAGE} loads but its backend does not start`);
  const native: unknown = currentBackend();
  if (typeof native !== 'object' || native === null || Reflect.get(native, 'isUsingGpuDevice') !== true) {
    removeBackend(NAME);
    throw new Error(`${PACKAGE} loads but finds no GPU: TensorFlow 2.9 needs CUDA 11 and cuDNN 8`);
  }
  return eagerBackend({ name: NAME, device: 'cuda', dispose: async () => removeBackend(NAME) });
}

function notLoaded(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const absent = /Cannot find (package|module) '([^']*)'/.exec(message)?.[2];
  if (absent === PACKAGE) return `${PACKAGE} is not installed`;
  return `${PACKAGE} did not load: ${message.split('\n')[0]}`;
}
