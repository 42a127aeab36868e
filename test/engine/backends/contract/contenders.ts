import { existsSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from '../../../../src/engine/backends/backend.js';
import { obstacle } from '../../../../src/engine/backends/candidates.js';
import { eagerBackend } from '../../../../src/engine/backends/eager.js';
import { readMachine } from '../../../../src/engine/backends/machine.js';
import { createOnnxRuntimeBackend } from '../../../../src/engine/backends/onnxruntime/create.js';
import type { OnnxDevice } from '../../../../src/engine/backends/onnxruntime/device.js';
import { createTensorFlowBackend } from '../../../../src/engine/backends/tensorflow.js';
import { registerGradients } from '../../../../src/engine/backends/tfjs-gradients.js';
import { SWIFTSHADER } from '../../support/swiftshader.js';

/** A backend that the contract is held against, in a process of its own. */
export interface Contender {
  readonly name: string;
  /** Why it cannot be run on this machine; null when it can. */
  readonly missing: string | null;
  /** Variables of its process. */
  readonly environment: Readonly<Record<string, string>>;
  create(): Promise<Backend>;
}

/** NVIDIA's libraries then multiply float32 as float32, so that numbers can be held against float64. */
const EXACT = { NVIDIA_TF32_OVERRIDE: '0' };

const machine = readMachine(process.env);
const onnxruntime = (device: OnnxDevice): Pick<Contender, 'missing' | 'environment' | 'create'> => ({
  missing: obstacle({ backend: 'onnxruntime', device }, machine)?.detail ?? null,
  environment: EXACT,
  create: () => createOnnxRuntimeBackend({ device, threads: 1 }),
});

export const CONTENDERS: readonly Contender[] = [
  {
    name: 'TensorFlow.js’s plain cpu backend, the reference',
    missing: null,
    environment: {},
    async create() {
      await registerGradients();
      await tf.setBackend('cpu');
      return eagerBackend({
        name: 'tensorflow',
        device: 'cpu',
        dispose: async () => tf.removeBackend('cpu'),
      });
    },
  },
  { name: 'onnxruntime on cpu', ...onnxruntime('cpu') },
  {
    ...onnxruntime('webgpu'),
    name: 'onnxruntime on webgpu, in software (SwiftShader)',
    ...(SWIFTSHADER === null
      ? { missing: 'no SwiftShader here (it comes with Debian’s chromium)' }
      : { missing: null, environment: SWIFTSHADER }),
  },
  { name: 'onnxruntime on webgpu, on this machine’s GPU', ...onnxruntime('webgpu') },
  { name: 'onnxruntime on cuda', ...onnxruntime('cuda') },
  { name: 'onnxruntime on dml', ...onnxruntime('dml') },
  { name: 'onnxruntime on coreml', ...onnxruntime('coreml') },
  {
    name: 'tensorflow on cuda',
    missing: obstacle({ backend: 'tensorflow', device: 'cuda' }, machine)?.detail ?? null,
    environment: EXACT,
    create: () => createTensorFlowBackend(),
  },
  {
    name: 'tensorflow’s loader with a stand-in for its package (the plain cpu backend under its name)',
    missing: null,
    environment: {},
    create: () => createTensorFlowBackend({ package: STAND_IN }),
  },
];

/** Not the real package: a module that registers TensorFlow.js's plain cpu backend as `tensorflow`, "on a GPU". */
const STAND_IN = new URL('../programs/tensorflow-stand-in.mjs', import.meta.url).href;
if (!existsSync(new URL(STAND_IN))) throw new Error(`${STAND_IN} is not there`);
