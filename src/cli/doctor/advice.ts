import type { Machine } from '../../engine/backends/machine.js';
import type { BackendRequest, CandidateReport } from '../../engine/backends/select.js';

/**
 * How to get something faster, in words for a host who is no programmer; null when there is nothing to gain. Of several
 * ways to the same card only one is told: ONNX Runtime's CUDA 12 before TensorFlow's CUDA 11.
 */
export function devicesAdvice(
  candidates: readonly CandidateReport[],
  { backend, device }: Pick<BackendRequest, 'backend' | 'device'>,
  { platform }: Pick<Machine, 'platform'>,
): string | null {
  const taken = candidates.findIndex(({ outcome }) => outcome === 'taken');
  const onGpu = taken >= 0 && candidates[taken]?.device !== 'cpu';
  const before = candidates.slice(0, taken < 0 ? candidates.length : taken);
  const fixes = new Set<string>();
  for (const { fix, ...candidate } of before) {
    if (fix === null) continue;
    // A card that computes already needs no second way to it.
    if (candidate.backend === 'tensorflow' && backend !== 'tensorflow' && (onGpu || hasOtherCuda(before)))
      continue;
    fixes.add(fix);
  }
  if (platform === 'win32' && !onGpu && device === 'auto') {
    fixes.add('With any graphics card of the last years: ENGINE_DEVICE=dml (untested).');
  }
  if (platform === 'darwin' && !onGpu && device === 'auto') {
    fixes.add('On a Mac with an M processor: ENGINE_DEVICE=coreml (untested).');
  }
  if (taken >= 0 && (backend !== 'auto' || device !== 'auto')) {
    fixes.add(
      'ENGINE_BACKEND and ENGINE_DEVICE say what to take; left at auto, the fastest that works is found.',
    );
  }
  if (fixes.size === 0) return null;
  const head =
    taken < 0
      ? 'To make it work:'
      : onGpu
        ? 'For more speed still:'
        : 'Pictures come out the same without a graphics card, only later. For a faster engine:';
  return [head, ...[...fixes].map((fix) => `- ${fix}`)].join('\n');
}

function hasOtherCuda(candidates: readonly CandidateReport[]): boolean {
  return candidates.some(
    ({ backend, device, fix }) => backend !== 'tensorflow' && device === 'cuda' && fix !== null,
  );
}
