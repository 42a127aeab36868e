// Runs TensorFlow.js's own tests against this backend: npm run test:tfjs [-- FILTER]
// With FILTER, only tests whose name contains it, and each failure in full.
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ABSENT_KERNELS } from '../../src/engine/backends/onnxruntime/kernels/absent.js';
import { bundleTests } from './bundle.js';
import { startJasmine } from './jasmine.js';
import { readLeftOut } from './left-out.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { printReport } from './report.js';

/** Tensors that TensorFlow.js's tests keep for ever themselves: as many on its own cpu backend. */
const KEPT_BY_TESTS = 27;

const filter = process.argv[2] ?? '';
const jasmine = startJasmine();
const leftOut = readLeftOut();
const environment = await loadBundle();
// TensorFlow.js's tests ask for stacks of any length, which take most of the time of making an error.
Error.stackTraceLimit = 10;
// They set 20 s, which a busy machine can take for the first compilation of all.
jasmine.DEFAULT_TIMEOUT_INTERVAL = 120_000;
const runner = jasmine.getEnv();

const suffix = ` ${environment.ENVIRONMENT} {}`;
const nameOf = (fullName: string) => fullName.replace(suffix, '');
runner.configure({
  random: false,
  forbidDuplicateNames: false,
  // Tests that are not declared for a backend test TensorFlow.js's own helpers.
  specFilter: (spec) => spec.getFullName().includes(suffix) && nameOf(spec.getFullName()).includes(filter),
});

const outcomes: { name: string; outcome: Outcome }[] = [];
const left = { tensors: 0, values: 0 };
let before = environment.counts();
runner.addReporter({
  specStarted() {
    environment.missing.clear();
    before = environment.counts();
  },
  specDone(spec) {
    if (spec.status === 'excluded') return;
    const after = environment.counts();
    const name = nameOf(spec.fullName);
    const outcome = outcomeOf(name, spec, environment.missing, ABSENT_KERNELS, leftOut);
    outcomes.push({ name, outcome });
    // A test that is cut short does not tidy up.
    if (outcome.kind !== 'passed') return;
    left.tensors += after.tensors - before.tensors;
    left.values += after.values - before.values;
  },
  suiteDone(suite) {
    for (const { message } of suite.failedExpectations) {
      outcomes.push({ name: nameOf(suite.fullName), outcome: { kind: 'failed', message } });
    }
  },
});
const quiet = { warn: console.warn, log: console.log };
Object.assign(console, { warn: () => undefined, log: () => undefined });
await runner.execute();
Object.assign(console, quiet);

if (filter === '') {
  const names = new Set(outcomes.map(({ name }) => name));
  for (const name of leftOut.keys()) {
    if (names.has(name)) continue;
    const message = 'is left out by name (test/tfjs/left-out.txt), but there is no such test';
    outcomes.push({ name, outcome: { kind: 'failed', message } });
  }
}
if (left.tensors > KEPT_BY_TESTS || left.values > KEPT_BY_TESTS) {
  const message = `${left.tensors} tensors and ${left.values} values are left, more than the ${KEPT_BY_TESTS} that the tests keep`;
  outcomes.push({ name: 'memory after all tests', outcome: { kind: 'failed', message } });
}
console.log(
  `Tensors left by all tests: ${left.tensors}, values in the backend: ${left.values} (the tests keep ${KEPT_BY_TESTS})`,
);
printReport(outcomes);
await environment.dispose();
process.exit(outcomes.some(({ outcome }) => outcome.kind === 'failed') ? 1 : 0);

async function loadBundle(): Promise<typeof import('./environment.js')> {
  // Inside the project, so that it finds onnxruntime-node.
  const folder = fileURLToPath(new URL('../../node_modules/.cache/tfjs-tests/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const file = `${folder}${process.pid}.mjs`;
  try {
    await bundleTests(file);
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(file, { force: true });
  }
}
