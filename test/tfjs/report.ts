import type { Outcome } from './outcome.js';

/** Prints what became of the tests, failures at length and the rest in numbers, and the closing line. */
export function printReport(outcomes: readonly { readonly name: string; readonly outcome: Outcome }[]): void {
  for (const { name, outcome } of outcomes) {
    if (outcome.kind === 'failed') console.log(`FAILED ${name}\n       ${outcome.message.slice(0, 400)}`);
  }
  const leftOut = new Map<string, number>();
  const byKernel = new Map<string, number>();
  const totals = { passed: 0, failed: 0, skipped: 0, 'left out': 0, 'no kernel': 0 };
  for (const { outcome } of outcomes) {
    totals[outcome.kind]++;
    if (outcome.kind === 'left out') add(leftOut, outcome.reason);
    if (outcome.kind === 'no kernel') add(byKernel, outcome.kernel);
  }
  const run = totals.passed + totals.failed;
  console.log(`TensorFlow.js's own tests of ops, gradients and optimizers: ${run} run.`);
  console.log(`${totals['left out']} left out by name (test/tfjs/left-out.txt): ${listed(leftOut)}`);
  console.log(`${totals['no kernel']} not run for want of a kernel: ${listed(byKernel)}`);
  if (totals.skipped > 0) console.log(`${totals.skipped} skipped by TensorFlow.js itself`);
  const skipped = totals['left out'] + totals['no kernel'] + totals.skipped;
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${skipped} skipped`);
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
