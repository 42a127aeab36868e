import { UNTESTED } from '../../engine/backends/candidates.js';
import type { Candidate } from '../../engine/backends/create.js';
import {
  type BackendRequest,
  type CandidateReport,
  type Surroundings,
  surveyBackends,
} from '../../engine/backends/select.js';
import { asAppError } from '../../errors.js';
import { devicesAdvice } from './advice.js';
import type { Finding } from './check.js';
import type { PictureTime } from './picture-time.js';

export interface EngineFinding extends Finding {
  /** The figures behind the words. */
  readonly engine?: {
    readonly candidates: readonly CandidateReport[];
    /** A picture of 512 px with the built-in extractor; null when it could not be timed. */
    readonly picture: PictureTime | null;
  };
}

/** What each pair of backend and device is, for people. */
const NAMES: Readonly<Record<string, string>> = {
  'tensorflow cuda': 'NVIDIA card, through TensorFlow (tensorflow on cuda)',
  'onnxruntime cuda': 'NVIDIA card, through ONNX Runtime (onnxruntime on cuda)',
  'onnxruntime webgpu': 'any graphics card, through WebGPU (onnxruntime on webgpu)',
  'onnxruntime dml': 'any graphics card on Windows, through DirectML (onnxruntime on dml)',
  'onnxruntime coreml': 'Apple’s processors, through CoreML (onnxruntime on coreml)',
  'onnxruntime cpu': 'the processor (onnxruntime on cpu)',
};

const OUTCOMES: Readonly<Record<CandidateReport['outcome'], string>> = {
  taken: 'taken',
  fit: 'would serve',
  slower: 'not taken',
  failed: 'does not work here',
  absent: 'not here',
};

/**
 * Tries everything this machine could compute with, each in a process of its own and anew; says what the engine takes,
 * how fast each is, what that means for a picture, and what to install for a faster one.
 * @param timePicture paints for a few seconds with what was taken.
 */
export async function checkBackend(
  request: BackendRequest,
  here: Surroundings,
  timePicture: (taken: Candidate) => Promise<PictureTime>,
): Promise<EngineFinding> {
  const name = 'Engine';
  try {
    const candidates = await surveyBackends(request, here);
    const taken = candidates.find(({ outcome }) => outcome === 'taken');
    const advice = devicesAdvice(candidates, request, here.machine);
    const tried = ['What there is to compute with, the fastest first:', ...candidates.map(line)];
    if (taken === undefined) {
      return {
        name,
        status: 'problem',
        detail: ['nothing works that was asked for', ...tried].join('\n'),
        fix: advice ?? 'Set ENGINE_BACKEND and ENGINE_DEVICE to auto.',
        engine: { candidates, picture: null },
      };
    }
    const timed = await timePicture(taken).catch((error: unknown) => asAppError(error).message);
    const picture = typeof timed === 'string' ? null : timed;
    return {
      name,
      status: picture === null ? 'warning' : 'ok',
      detail: [
        `computes with ${taken.backend} on ${taken.device}${UNTESTED.has(taken.device) ? ', which is untested' : ''}`,
        picture === null ? `a picture could not be painted: ${timed}` : pictureInWords(picture),
        ...tried,
      ].join('\n'),
      ...(advice === null ? {} : { fix: advice }),
      engine: { candidates, picture },
    };
  } catch (error) {
    return {
      name,
      status: 'problem',
      detail: asAppError(error).message,
      fix: 'Set ENGINE_BACKEND and ENGINE_DEVICE to auto.',
    };
  }
}

function line(report: CandidateReport): string {
  const { backend, device, outcome, detail, gigaflops, milliseconds } = report;
  const figures = [
    ...(gigaflops === null ? [] : [`${gigaflops.toPrecision(3)} GFLOP/s`]),
    ...(milliseconds === null ? [] : [`ready after ${(milliseconds / 1000).toFixed(1)} s`]),
  ];
  return `- ${NAMES[`${backend} ${device}`]}: ${[OUTCOMES[outcome], detail, ...figures].join(', ')}`;
}

function pictureInWords({ seconds, measuredSeconds, memory }: PictureTime): string {
  const share =
    measuredSeconds >= seconds
      ? 'measured'
      : `from the first ${measuredSeconds.toFixed(0)} s of painting one`;
  const held = memory === null ? '' : `, and holds ${(memory / 1024 ** 3).toFixed(1)} GiB of memory`;
  return `a picture of 512 px takes about ${inTime(seconds)} (${share})${held}`;
}

function inTime(seconds: number): string {
  return seconds < 100 ? `${seconds.toPrecision(2)} s` : `${Math.round(seconds / 60)} min`;
}
