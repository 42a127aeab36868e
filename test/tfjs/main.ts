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

const filter = process.argv[2] ?? '';
const jasmine = startJasmine();
const leftOut = readLeftOut();
const environment = await loadBundle();
// TensorFlow.js's tests ask for stacks of any length, which take most of the time of making an error.
Error.stackTraceLimit = 10;

const suffix = ` ${environment.ENVIRONMENT} {}`;
const nameOf = (fullName: string) => fullName.replace(suffix, '');
jasmine.configure({
  random: false,
  forbidDuplicateNames: false,
  // Tests that are not declared for a backend test TensorFlow.js's own helpers.
  specFilter: (spec) => spec.getFullName().includes(suffix) && nameOf(spec.getFullName()).includes(filter),
});

const outcomes: { name: string; outcome: Outcome }[] = [];
const left = { tensors: 0, buffers: 0, values: 0 };
let before = environment.counts();
jasmine.addReporter({
  specStarted() {
    environment.missing.clear();
    before = environment.counts();
  },
  specDone(spec) {
    if (spec.status === 'excluded') return;
    const after = environment.counts();
    left.tensors += after.tensors - before.tensors;
    left.buffers += after.buffers - before.buffers;
    left.values += after.values - before.values;
    const name = nameOf(spec.fullName);
    outcomes.push({ name, outcome: outcomeOf(name, spec, environment.missing, ABSENT_KERNELS, leftOut) });
  },
  suiteDone(suite) {
    for (const { message } of suite.failedExpectations) {
      outcomes.push({ name: nameOf(suite.fullName), outcome: { kind: 'failed', message } });
    }
  },
});
const quiet = { warn: console.warn, log: console.log };
Object.assign(console, { warn: () => undefined, log: () => undefined });
await jasmine.execute();
Object.assign(console, quiet);

if (filter === '') {
  const names = new Set(outcomes.map(({ name }) => name));
  for (const name of leftOut.keys()) {
    if (names.has(name)) continue;
    const message = 'is left out by name (test/tfjs/left-out.txt), but there is no such test';
    outcomes.push({ name, outcome: { kind: 'failed', message } });
  }
}
console.log(
  `Left behind by all tests together: ${left.tensors} tensors, ${left.buffers} buffers, ${left.values} values in the backend.`,
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
