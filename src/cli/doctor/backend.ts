import {
  type BackendRequest,
  type CandidateReport,
  type Surroundings,
  surveyBackends,
} from '../../engine/backends/select.js';
import { asAppError } from '../../errors.js';
import type { Finding } from './check.js';

/** What the engine would compute on here, why not on anything faster, and what to do about that. */
export async function checkBackend(request: BackendRequest, here: Surroundings): Promise<Finding> {
  const name = 'Engine';
  try {
    const reports = await surveyBackends(request, here);
    const taken = reports.find(({ outcome }) => outcome === 'taken');
    const fixes = reports.flatMap(({ fix }) => (fix === null ? [] : [fix]));
    if (taken === undefined) {
      return { name, status: 'problem', detail: reports.map(line).join('\n'), fix: fixes.join('\n') };
    }
    return {
      name,
      status: 'ok',
      detail: [`computes with ${taken.backend} on ${taken.device}`, ...reports.map(line)].join('\n'),
      ...(fixes.length === 0 ? {} : { fix: `For a faster engine:\n${fixes.join('\n')}` }),
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

function line({ backend, device, outcome, detail }: CandidateReport): string {
  return `- ${backend} on ${device}: ${outcome}, ${detail}`;
}
