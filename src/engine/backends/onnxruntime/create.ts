import {
  engine,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
  type Tensor,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { InferenceSession } from 'onnxruntime-node';
import type { Log } from '../../../logger.js';
import type { Backend } from '../backend.js';
import { registerGradients } from '../tfjs-gradients.js';
import { compileFunction } from './compiled.js';
import { type CreateOnnxTensor, OnnxKernelBackend } from './kernel-backend.js';
import { KERNELS } from './kernels/all.js';
import { SessionCache, type SessionLimits, type SessionStatistics } from './sessions.js';

export type OnnxDevice = 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml';

export interface OnnxRuntimeOptions {
  readonly device?: OnnxDevice;
  /** 0: as many as ONNX Runtime sees cores. */
  readonly threads?: number;
  readonly limits?: Partial<SessionLimits>;
  readonly log?: Log;
}

/** The engine's view of this backend, and what tests and benchmarks want to know besides. */
export interface OnnxRuntimeBackend extends Backend {
  readonly name: 'onnxruntime';
  readonly statistics: SessionStatistics;
}

const NAME = 'onnxruntime';
const LIMITS: SessionLimits = { sessions: 16, bytes: 512 * 1024 * 1024 };

/** Makes ONNX Runtime the current TensorFlow.js backend of this process. Dispose of it before making another. */
export async function createOnnxRuntimeBackend(
  options: OnnxRuntimeOptions = {},
): Promise<OnnxRuntimeBackend> {
  const device = options.device ?? 'cpu';
  // Imported here so that a machine where it cannot load gets a report instead of a process that does not start.
  const { InferenceSession, Tensor: OnnxTensor } = await import('onnxruntime-node');
  await registerGradients();

  const sessionOptions = sessionOptionsFor(device, options.threads ?? 0);
  const sessions = new SessionCache(
    {
      create: (model) =>
        InferenceSession.create(model.bytes, { ...sessionOptions, externalData: model.externalData }),
    },
    { ...LIMITS, ...options.limits },
  );
  const createTensor: CreateOnnxTensor = (dtype, data, shape) => new OnnxTensor(dtype, data, shape);
  const backend = new OnnxKernelBackend(sessions, createTensor);
  if (!registerBackend(NAME, () => backend)) {
    throw new Error('There is an onnxruntime backend in this process already: dispose of it first.');
  }
  for (const kernel of KERNELS) {
    registerKernel({
      kernelName: kernel.name,
      backendName: NAME,
      kernelFunc: ({ inputs, attrs }) => kernel.record(backend, inputs, attrs ?? {}),
    });
  }
  await setBackend(NAME);

  return {
    name: NAME,
    device,
    get statistics() {
      return sessions.statistics;
    },
    constant<T extends Tensor>(tensor: T): T {
      backend.markConstant(tensor);
      return tensor;
    },
    compile: (body, shapes) => compileFunction(backend, sessions, createTensor, body, shapes),
    releaseSessions: () => sessions.releaseAll(),
    async dispose() {
      if (engine().findBackendFactory(NAME) !== null) removeBackend(NAME);
      for (const kernel of KERNELS) unregisterKernel(kernel.name, NAME);
      await sessions.releaseAll();
    },
  };
}

function sessionOptionsFor(device: OnnxDevice, threads: number): InferenceSession.SessionOptions {
  return {
    // What a device lacks runs on the CPU.
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    graphOptimizationLevel: 'all',
    // The arena never gives memory back and keeps the peak of every shape it has seen: a VGG19 evaluation at 512×384
    // peaked at 1.80 GB with it and 1.15 GB without, at the same speed.
    enableCpuMemArena: false,
    ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
    logSeverityLevel: 3,
  };
}
