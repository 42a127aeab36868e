import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { type backend as currentBackend, engine, findBackend, getKernel } from '@tensorflow/tfjs-core';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import { z } from 'zod';
import { createOnnxRuntimeBackend } from '../../src/engine/backends/onnxruntime/create.js';

/*
 * The head of the bundle: what must be there before the first of TensorFlow.js's tests is declared.
 */

/** TFJS_TEST_DEVICE runs them elsewhere than on the CPU: a study, not a test that must pass. */
const DEVICE = z
  .enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml'])
  .default('cpu')
  .parse(process.env.TFJS_TEST_DEVICE);

/** The name TensorFlow.js's tests are declared with; it becomes part of each test's name. */
export const ENVIRONMENT = 'onnxruntime';

const backend = await createOnnxRuntimeBackend({ threads: 1, device: DEVICE });
setTestEnvs([{ name: ENVIRONMENT, backendName: backend.name, flags: {}, isDataSync: false }]);

/** Kernels that were asked for on this backend and are not registered, since the list was last emptied. */
export const missing = new Set<string>();

const running = engine();
const runKernel = running.runKernel.bind(running);
running.runKernel = (name, inputs, attributes) => {
  if (running.backendName === backend.name && getKernel(name, backend.name) === undefined) missing.add(name);
  return runKernel(name, inputs, attributes);
};

export interface Counts {
  /** Tensors and values that TensorFlow.js knows of. */
  readonly tensors: number;
  readonly buffers: number;
  /** Values that the backend holds for TensorFlow.js. */
  readonly values: number;
  readonly openSessions: number;
}

export function counts(): Counts {
  const { numTensors, numDataBuffers } = running.memory();
  const found: ReturnType<typeof currentBackend> | undefined = findBackend(backend.name);
  return {
    tensors: numTensors,
    buffers: numDataBuffers,
    values: found?.numDataIds() ?? 0,
    openSessions: backend.statistics.open,
  };
}

export const dispose = () => backend.dispose();
export const statistics = () => backend.statistics;
