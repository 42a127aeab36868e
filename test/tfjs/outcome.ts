import type { SpecResult } from './jasmine.js';
import type { LeftOut } from './left-out.js';

/** What became of one of TensorFlow.js's tests. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly message: string }
  /** TensorFlow.js itself skips it. */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'left out'; readonly reason: string }
  | { readonly kind: 'no kernel'; readonly kernel: string };

/**
 * `missing` are the kernels that the test asked for in vain; asking for one that is on the list of absent kernels makes
 * a test one that is not run, whether it then passed or failed: it could pass for the wrong reason.
 */
export function outcomeOf(
  name: string,
  spec: SpecResult,
  missing: ReadonlySet<string>,
  absent: ReadonlyMap<string, string>,
  leftOut: LeftOut,
): Outcome {
  const reason = leftOut.get(name);
  if (reason !== undefined) {
    return spec.status === 'failed'
      ? { kind: 'left out', reason }
      : { kind: 'failed', message: `passes, so it must not be left out (test/tfjs/left-out.txt)` };
  }
  for (const kernel of missing) if (absent.has(kernel)) return { kind: 'no kernel', kernel };
  switch (spec.status) {
    case 'passed':
      return { kind: 'passed' };
    case 'failed':
      return { kind: 'failed', message: spec.failedExpectations[0]?.message ?? 'failed without a message' };
    default:
      return { kind: 'skipped' };
  }
}
