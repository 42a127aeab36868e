import { AppError } from '../../errors.js';
import type { Log } from '../../logger.js';
import type { Backend, BackendName } from './backend.js';
import { candidatesFor, obstacle } from './candidates.js';
import { type Candidate, createTested } from './create.js';
import { fingerprint, type Machine, readMachine } from './machine.js';
import type { OnnxDevice } from './onnxruntime/device.js';
import type { SessionLimits } from './onnxruntime/sessions.js';
import { cachedProber } from './probe/cache.js';
import { createProber, type Prober } from './probe/probe.js';

export interface BackendRequest {
  readonly backend: 'auto' | BackendName;
  readonly device: 'auto' | OnnxDevice;
  /** 0: as many as there are cores. */
  readonly threads: number;
  /** Of what compiled functions hold, where the backend keeps them. */
  readonly limits?: Partial<SessionLimits>;
  readonly log: Log;
}

/** What a choice is made from. */
export interface Surroundings {
  readonly machine: Machine;
  readonly prober: Prober;
}

export interface CandidateReport extends Candidate {
  /**
   * `taken`: the engine computes with it. `fit`: it would serve, but something faster was taken. `slower`: right, but
   * slower than the CPU. `failed`: tried, and does not work. `absent`: nothing here to try.
   */
  readonly outcome: 'taken' | 'fit' | 'slower' | 'failed' | 'absent';
  /** Why, in a few words. */
  readonly detail: string;
  /** What would make it work, when there is something to do. */
  readonly fix: string | null;
  /** From starting to load it to the end of its self-test; null when it was not tried. */
  readonly milliseconds: number | null;
  /** Measured speed, in 10⁹ floating-point operations per second; null when it was not measured. */
  readonly gigaflops: number | null;
}

export interface Selection {
  readonly backend: Backend;
  readonly candidate: Candidate;
  /** What was tried, in order, the fastest first. */
  readonly reports: readonly CandidateReport[];
}

const CPU: Candidate = { backend: 'onnxruntime', device: 'cpu' };

/**
 * This machine, and a prober for it that remembers in `cacheFile` what it found out, or asks anew each time without one.
 * @param environment of the process; without it, Vulkan drivers that it names are not looked for.
 */
export function surroundings(
  { threads, log }: Pick<BackendRequest, 'threads' | 'log'>,
  options: { readonly environment?: NodeJS.ProcessEnv; readonly cacheFile?: string | null } = {},
): Surroundings {
  const machine = readMachine(options.environment ?? {});
  const prober = createProber({ threads, log });
  const file = options.cacheFile ?? null;
  if (file === null) return { machine, prober };
  const cache = { file, fingerprint: fingerprint(machine, threads), clock: Date.now, log };
  return { machine, prober: cachedProber(prober, cache) };
}

/**
 * Makes the first candidate that passes its self-test the TensorFlow.js backend of this process, and says in one log
 * line which it is and why others were passed over. GPUs are tried in a process of their own first; where the choice is
 * free, one is taken only if it is also faster than the CPU. Throws ENGINE_BACKEND when none works.
 */
export async function selectBackend(
  request: BackendRequest,
  here: Surroundings = surroundings(request),
): Promise<Selection> {
  const { log } = request;
  const reports: CandidateReport[] = [];
  for (const candidate of candidatesFor(request.backend, request.device)) {
    // The CPU harms nothing here: no need of a process of its own.
    const report = candidate.device === 'cpu' ? untried(candidate) : await judge(candidate, request, here);
    if (report.outcome !== 'fit') {
      reports.push(report);
      continue;
    }
    const start = performance.now();
    try {
      const backend = await createTested(candidate, {
        threads: request.threads,
        log,
        ...(request.limits === undefined ? {} : { limits: request.limits }),
      });
      const milliseconds = Math.round(performance.now() - start);
      const passedOver = reports.map(described);
      log.info(
        { backend: backend.name, device: backend.device, gigaflops: report.gigaflops },
        `computing with ${backend.name} on ${backend.device}${passedOver.length > 0 ? `; not with ${passedOver.join('; ')}` : ''}`,
      );
      reports.push({ ...report, outcome: 'taken', milliseconds });
      return { backend, candidate, reports };
    } catch (thrown) {
      log.debug({ err: thrown, ...candidate }, 'passed over');
      await here.prober.forget(candidate);
      reports.push(failure(candidate, thrown, Math.round(performance.now() - start)));
    }
  }
  throw new AppError('ENGINE_BACKEND', { problem: reports.map(described).join('; ') });
}

/**
 * Tries every candidate for what was asked for, each in a process of its own, and says which one an engine takes:
 * what `gramarye doctor` tells.
 */
export async function surveyBackends(
  request: BackendRequest,
  here: Surroundings = surroundings(request),
): Promise<CandidateReport[]> {
  const reports: CandidateReport[] = [];
  for (const candidate of candidatesFor(request.backend, request.device)) {
    const report = await judge(candidate, request, here);
    const first = report.outcome === 'fit' && reports.every(({ outcome }) => outcome !== 'taken');
    reports.push(first ? { ...report, outcome: 'taken' } : report);
  }
  return reports;
}

/** Looks at what is here, and where that promises something, probes it. */
async function judge(
  candidate: Candidate,
  request: BackendRequest,
  { machine, prober }: Surroundings,
): Promise<CandidateReport> {
  const missing = obstacle(candidate, machine);
  if (missing !== null) return { ...untried(candidate), outcome: 'absent', ...missing };
  const result = await prober.probe(candidate);
  if (result.outcome === 'failed') return failure(candidate, result.problem, result.milliseconds);
  const { gigaflops, milliseconds } = result;
  const fit: CandidateReport = { ...untried(candidate), milliseconds, gigaflops };
  if (request.device !== 'auto' || candidate.device === 'cpu') return fit;
  const cpu = await prober.probe(CPU);
  if (cpu.outcome === 'failed' || gigaflops > cpu.gigaflops) return fit;
  return {
    ...fit,
    outcome: 'slower',
    detail: `right, but at ${round(gigaflops)} GFLOP/s slower than the CPU’s ${round(cpu.gigaflops)}`,
    fix: softwareFix(candidate),
  };
}

function untried(candidate: Candidate): CandidateReport {
  return {
    ...candidate,
    outcome: 'fit',
    detail: 'passed its self-test',
    fix: null,
    milliseconds: null,
    gigaflops: null,
  };
}

function failure(candidate: Candidate, thrown: unknown, milliseconds: number): CandidateReport {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    ...untried(candidate),
    outcome: 'failed',
    detail: inBrief(message),
    fix: fixFor(candidate),
    milliseconds,
  };
}

/** ONNX Runtime puts source file, line, function and condition before what it has to say. */
function inBrief(message: string): string {
  const line = message.split('\n')[0] ?? message;
  return line.replace(/^\S*onnxruntime\S* .* was false\. /, '').trim();
}

function fixFor({ backend, device }: Candidate): string | null {
  if (backend === 'tensorflow') {
    return 'It needs an NVIDIA driver, CUDA 11 and cuDNN 8, and TensorFlow’s library (npm rebuild @tensorflow/tfjs-node-gpu).';
  }
  switch (device) {
    case 'cpu':
      return 'Check that onnxruntime-node is installed for this platform (npm ls onnxruntime-node).';
    case 'cuda':
      return 'CUDA through ONNX Runtime needs CUDA 12 and cuDNN 9: npm run gpu:install says what is missing.';
    case 'webgpu':
      return process.platform === 'linux'
        ? 'It needs a Vulkan driver that works: install vulkan-tools and see what vulkaninfo says.'
        : 'Update the graphics driver.';
    default:
      return null;
  }
}

function softwareFix({ device }: Candidate): string | null {
  return device === 'webgpu'
    ? 'A Vulkan driver that computes on the CPU (llvmpipe, SwiftShader) is slower than the CPU itself. If there is a GPU, install its own driver.'
    : null;
}

function described({ backend, device, detail }: CandidateReport): string {
  return `${backend} on ${device} (${detail})`;
}

function round(gigaflops: number): string {
  return gigaflops >= 10 ? gigaflops.toFixed(0) : gigaflops.toFixed(1);
}
