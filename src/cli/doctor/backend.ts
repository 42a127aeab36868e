import { type BackendRequest, type CandidateReport, selectBackend } from '../../engine/backends/select.js';
import { asAppError } from '../../errors.js';
import type { Log } from '../../logger.js';
import type { Finding } from './check.js';

/** What the engine would compute on here, why not on anything faster, and what to do about that. */
export async function checkBackend(
  wanted: Pick<BackendRequest, 'backend' | 'device' | 'threads'>,
  log: Log,
): Promise<Finding> {
  const name = 'Engine';
  const { backend, device, threads } = wanted;
  try {
    const selection = await selectBackend({ backend, device, threads, log });
    await selection.backend.dispose();
    const { candidates } = selection.report;
    const fixes = candidates.flatMap(({ fix }) => (fix === null ? [] : [fix]));
    return {
      name,
      status: 'ok',
      detail: [
        `computes with ${selection.backend.name} on ${selection.backend.device}`,
        ...candidates.map(line),
      ].join('\n'),
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
