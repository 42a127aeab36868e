import { AppError } from '../../errors.js';
import type { Log } from '../../logger.js';
import type { Backend, BackendName } from './backend.js';
import { createOnnxRuntimeBackend, type OnnxDevice } from './onnxruntime/create.js';
import { selfTest } from './self-test.js';
import { createTensorFlowBackend, TensorFlowUnavailable } from './tensorflow.js';

export interface BackendRequest {
  readonly backend: 'auto' | BackendName;
  readonly device: 'auto' | OnnxDevice;
  /** 0: as many as there are cores. */
  readonly threads: number;
  readonly log: Log;
}

export interface CandidateReport {
  readonly backend: BackendName;
  readonly device: string;
  readonly outcome: 'taken' | 'failed' | 'not tried';
  /** Why, in a few words. */
  readonly detail: string;
  /** What would make it work, when there is something to do. */
  readonly fix: string | null;
  /** From loading it to the end of its self-test. */
  readonly milliseconds: number;
}

/** What was tried, in order, the fastest first; for `gramarye doctor`. */
export interface SelectionReport {
  readonly candidates: readonly CandidateReport[];
}

export interface Selection {
  readonly backend: Backend;
  readonly report: SelectionReport;
}

interface Candidate {
  readonly backend: BackendName;
  readonly device: string;
  create(): Promise<Backend>;
}

/**
 * Makes the first candidate that passes the self-test the TensorFlow.js backend of this process and says in one log line
 * which it is and why others were passed over. Throws ENGINE_BACKEND when none works.
 */
export async function selectBackend(request: BackendRequest): Promise<Selection> {
  const candidates: CandidateReport[] = [];
  for (const candidate of candidatesFor(request)) {
    const start = performance.now();
    const report = (outcome: CandidateReport['outcome'], detail: string, fix: string | null) =>
      candidates.push({
        backend: candidate.backend,
        device: candidate.device,
        outcome,
        detail,
        fix,
        milliseconds: Math.round(performance.now() - start),
      });
    try {
      const backend = await tested(candidate);
      report('taken', 'passed its self-test', null);
      candidates.push(...untried(request));
      const others = candidates.filter(({ outcome }) => outcome === 'failed').map(described);
      request.log.info(
        { backend: backend.name, device: backend.device },
        `computing with ${backend.name} on ${backend.device}${others.length > 0 ? `; not with ${others.join('; ')}` : ''}`,
      );
      return { backend, report: { candidates } };
    } catch (thrown) {
      request.log.debug({ err: thrown, backend: candidate.backend, device: candidate.device }, 'passed over');
      report('failed', problemOf(thrown), fixFor(candidate, thrown));
    }
  }
  throw new AppError('ENGINE_BACKEND', { problem: candidates.map(described).join('; ') });
}

/** Candidates, fastest first. A device or backend asked for by name is the only one. */
function candidatesFor({ backend, device, threads, log }: BackendRequest): Candidate[] {
  const candidates: Candidate[] = [];
  const tensorFlowDevice = device === 'auto' || device === 'cuda' || (device === 'cpu' && backend !== 'auto');
  if (backend !== 'onnxruntime' && tensorFlowDevice) {
    const requireGpu = device === 'cuda' || (device === 'auto' && backend === 'auto');
    candidates.push({
      backend: 'tensorflow',
      device: requireGpu ? 'cuda' : device,
      create: () => createTensorFlowBackend({ requireGpu }),
    });
  }
  if (backend !== 'tensorflow') {
    const onnxDevice: OnnxDevice = device === 'auto' ? 'cpu' : device;
    candidates.push({
      backend: 'onnxruntime',
      device: onnxDevice,
      create: () => createOnnxRuntimeBackend({ device: onnxDevice, threads, log }),
    });
  }
  if (candidates.length === 0) {
    throw new AppError('ENGINE_BACKEND', { problem: `${backend} has no device called ${device}` });
  }
  return candidates;
}

/**
 * GPUs through ONNX Runtime are taken only when named: asking a driver that is not there can print to the terminal or
 * end the process, so an automatic choice must not.
 */
function untried({ backend, device }: BackendRequest): CandidateReport[] {
  if (backend === 'tensorflow' || device !== 'auto') return [];
  return gpuDevices().map((name) => ({
    backend: 'onnxruntime',
    device: name,
    outcome: 'not tried',
    detail: 'only tried when asked for by name',
    fix: `If this machine has a suitable GPU: ENGINE_DEVICE=${name}`,
    milliseconds: 0,
  }));
}

/** What ONNX Runtime's package has on this platform besides the CPU. */
function gpuDevices(): OnnxDevice[] {
  switch (process.platform) {
    case 'darwin':
      return ['coreml', 'webgpu'];
    case 'win32':
      return ['dml', 'webgpu'];
    case 'linux':
      return process.arch === 'x64' ? ['cuda', 'webgpu'] : [];
    default:
      return [];
  }
}

async function tested(candidate: Candidate): Promise<Backend> {
  const backend = await candidate.create();
  let problem: string | null;
  try {
    problem = await selfTest(backend);
  } catch (thrown) {
    await backend.dispose();
    throw thrown;
  }
  if (problem === null) return backend;
  await backend.dispose();
  throw new Error(problem);
}

function problemOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.split('\n')[0] ?? message;
}

function fixFor(candidate: Candidate, thrown: unknown): string | null {
  if (thrown instanceof TensorFlowUnavailable) return thrown.fix;
  if (candidate.backend === 'onnxruntime' && candidate.device === 'cuda') {
    return 'CUDA through ONNX Runtime needs CUDA 12 with cuDNN 9, and its provider: npm install onnxruntime-node --onnxruntime-node-install-cuda=v12';
  }
  if (candidate.backend === 'onnxruntime' && candidate.device === 'cpu') {
    return 'onnxruntime-node did not work on this platform: check that it is installed (npm ls onnxruntime-node).';
  }
  return null;
}

function described({ backend, device, detail }: CandidateReport): string {
  return `${backend} on ${device} (${detail})`;
}
