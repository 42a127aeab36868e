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
import type { OnnxDevice } from './device.js';
import { nodesForCpu } from './gaps.js';
import { OnnxKernelBackend } from './kernel-backend.js';
import { KERNELS } from './kernels/all.js';
import { loadOnnxRuntime } from './load.js';
import type { OnnxNode } from './onnx-proto.js';
import { SessionCache, type SessionLimits, type SessionStatistics } from './sessions.js';
import type { CreateOnnxTensor } from './values.js';

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
const LIMITS: SessionLimits = { sessions: 64, bytes: 1024 * 1024 * 1024 };

/** Makes ONNX Runtime the current TensorFlow.js backend of this process. Dispose of it before making another. */
export async function createOnnxRuntimeBackend(
  options: OnnxRuntimeOptions = {},
): Promise<OnnxRuntimeBackend> {
  const device = options.device ?? 'cpu';
  const { InferenceSession, listSupportedBackends, Tensor: OnnxTensor } = await loadOnnxRuntime();
  // Asked for a device it has not, the runtime would quietly take the CPU.
  if (!listSupportedBackends().some(({ name }) => name === device)) {
    throw new Error(`onnxruntime-node has no ${device} on ${process.platform}-${process.arch}`);
  }
  await registerGradients();

  const sessionOptions = sessionOptionsFor(options.threads ?? 0);
  const sessions = new SessionCache(
    {
      create: (model) =>
        InferenceSession.create(model.bytes, {
          ...sessionOptions,
          executionProviders: executionProviders(device, model.nodes),
          externalData: model.externalData,
        }),
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

function sessionOptionsFor(threads: number): InferenceSession.SessionOptions {
  return {
    graphOptimizationLevel: 'all',
    // The arena keeps its memory between runs, so that a run does not pay for fresh pages; planning all results into
    // one block beforehand ("memory pattern") makes it twice as large. VGG19 loss and gradient at 512×384 on two cores:
    // arena alone 1.01 s and 1.01 GB peak; neither 1.10 s and 1.03 GB; both 1.60 GB (before other savings).
    enableCpuMemArena: true,
    enableMemPattern: false,
    extra: { session: { use_device_allocator_for_initializers: '1' } },
    ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
    logSeverityLevel: 4,
  };
}

/** What a device lacks runs on the CPU; only WebGPU can be told to leave it more. */
function executionProviders(
  device: OnnxDevice,
  nodes: readonly OnnxNode[],
): InferenceSession.ExecutionProviderConfig[] {
  switch (device) {
    case 'cpu':
      return ['cpu'];
    case 'webgpu': {
      const forceCpuNodeNames = nodesForCpu(device, nodes);
      // An empty list is refused.
      return [forceCpuNodeNames.length > 0 ? { name: 'webgpu', forceCpuNodeNames } : 'webgpu', 'cpu'];
    }
    default:
      return [device, 'cpu'];
  }
}
