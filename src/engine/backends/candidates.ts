import { AppError } from '../../errors.js';
import type { BackendName } from './backend.js';
import type { Candidate } from './create.js';
import type { Machine } from './machine.js';
import type { OnnxDevice } from './onnxruntime/device.js';

/** Why a candidate need not even be tried here, and what would change that. */
export interface Obstacle {
  readonly detail: string;
  readonly fix: string | null;
}

/** Devices that pass through to ONNX Runtime without anybody having run them for this project. */
export const UNTESTED: ReadonlySet<OnnxDevice> = new Set<OnnxDevice>(['dml', 'coreml']);

/**
 * What an automatic choice considers, the fastest first. DirectML and CoreML are not among them: they are untested, and
 * are taken only when named.
 */
const AUTOMATIC: readonly Candidate[] = [
  { backend: 'tensorflow', device: 'cuda' },
  { backend: 'onnxruntime', device: 'cuda' },
  { backend: 'onnxruntime', device: 'webgpu' },
  { backend: 'onnxruntime', device: 'cpu' },
];

const DEVICES: Readonly<Record<BackendName, readonly OnnxDevice[]>> = {
  tensorflow: ['cuda'],
  onnxruntime: ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'],
};

/**
 * Candidates for what was asked for, the fastest first. Throws ENGINE_BACKEND for a backend and a device that do not go
 * together.
 */
export function candidatesFor(
  backend: 'auto' | BackendName,
  device: 'auto' | OnnxDevice,
): readonly Candidate[] {
  if (backend !== 'auto' && device !== 'auto' && !DEVICES[backend].includes(device)) {
    throw new AppError('ENGINE_BACKEND', {
      problem:
        `${backend} has no device called ${device}, only ${DEVICES[backend].join(', ')}. ` +
        'Set ENGINE_BACKEND to auto, or to onnxruntime, which has it.',
    });
  }
  const named = device === 'auto' ? AUTOMATIC : namedCandidates(device);
  return named.filter((candidate) => backend === 'auto' || candidate.backend === backend);
}

function namedCandidates(device: OnnxDevice): Candidate[] {
  const backends = (Object.keys(DEVICES) as BackendName[]).filter((name) => DEVICES[name].includes(device));
  return backends.map((backend) => ({ backend, device }));
}

const NVIDIA_FIX =
  'If an NVIDIA card is in this machine: install its driver until nvidia-smi lists the card; a container needs ' +
  '--gpus all (and NVIDIA’s container toolkit).';

/**
 * What keeps a candidate from being tried on this machine; null when it is worth trying. Looking costs nothing, while
 * asking a runtime for a GPU that is not there can print to the terminal or end the process.
 */
export function obstacle({ backend, device }: Candidate, machine: Machine): Obstacle | null {
  const { platform, arch } = machine;
  if (backend === 'tensorflow') return tensorFlowObstacle(machine);
  if (machine.onnxruntime === null) {
    return { detail: 'onnxruntime-node is not installed', fix: 'npm ci' };
  }
  const missing = { detail: `onnxruntime-node has no ${device} on ${platform}-${arch}` };
  switch (device) {
    case 'cpu':
      return null;
    case 'cuda':
      if (platform !== 'linux' || arch !== 'x64') {
        return { ...missing, fix: platform === 'win32' ? 'ENGINE_DEVICE=webgpu, or dml' : null };
      }
      if (!hasNvidia(machine)) return { detail: 'no NVIDIA GPU here', fix: NVIDIA_FIX };
      if (machine.cudaProvider !== null) return null;
      return { detail: 'its CUDA library is not installed', fix: 'npm run gpu:install' };
    case 'webgpu':
      if (platform !== 'linux') return null;
      if (arch !== 'x64') return { ...missing, fix: null };
      return webGpuObstacle(machine);
    case 'dml':
      return platform === 'win32' ? null : { ...missing, fix: 'It is for Windows only.' };
    case 'coreml':
      return platform === 'darwin' ? null : { ...missing, fix: 'It is for macOS only.' };
  }
}

function tensorFlowObstacle(machine: Machine): Obstacle | null {
  if (machine.platform === 'linux' && !hasNvidia(machine)) {
    return { detail: 'no NVIDIA GPU here', fix: NVIDIA_FIX };
  }
  if (machine.tensorflow !== null) return null;
  return {
    detail: '@tensorflow/tfjs-node-gpu is not installed',
    fix: 'With an NVIDIA card, CUDA 11 and cuDNN 8: npm install @tensorflow/tfjs-node-gpu@4.22.0',
  };
}

function webGpuObstacle(machine: Machine): Obstacle | null {
  if (machine.vulkanOverride !== null) return null;
  if (machine.render.length === 0 && !hasNvidia(machine)) {
    return {
      detail: 'no GPU here',
      fix:
        'If there is a graphics card of another make: load its kernel driver, so that /dev/dri/renderD128 appears; a container needs ' +
        '--device /dev/dri (NVIDIA: --gpus all), and this user the group “render”.',
    };
  }
  if (machine.vulkanDrivers.length > 0) return null;
  return {
    detail: 'there is a GPU, but no Vulkan driver for it',
    fix:
      'AMD and Intel: apt install libvulkan1 mesa-vulkan-drivers. NVIDIA: the Vulkan part of its driver ' +
      '(Debian: nvidia-vulkan-icd; a container: NVIDIA_DRIVER_CAPABILITIES=all).',
  };
}

function hasNvidia({ nvidia, wsl }: Machine): boolean {
  return nvidia.length > 0 || wsl;
}
