import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { createOnnxRuntimeBackend } from '../../src/engine/backends/onnxruntime/create.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { preferredPooling } from '../../src/engine/extractors/networks.js';
import { loadNetwork } from '../../src/engine/fast/paint-fast.js';
import { functionsShare } from '../../src/engine/memory.js';
import { runTask } from '../../src/engine/task.js';
import { createLogger } from '../../src/logger.js';
import { EXTRACTORS, prepareContestants } from '../stylize/contestants.js';
import { taskOf } from '../stylize/job.js';
import { describeMachine, machine } from '../support/machine.js';
import { parseCount, parseNames } from '../support/options.js';
import { writeResult } from '../support/output.js';
import { benchConfig } from '../support/settings.js';
import { printTable } from '../support/table.js';
import { profiled } from './profiler.js';
import { TimedBackend } from './timed-backend.js';

interface Options {
  readonly extractors: readonly string[];
  readonly size: number;
}

const options = new Command('bench:profile')
  .description(
    'Where the time of a default picture goes: the runtime, compiling, and this project’s own code by file, from a ' +
      'sampling profile of the main thread. Writes bench-out/profile.json.',
  )
  .option('--extractors <names>', 'which, with commas', parseNames(EXTRACTORS), ['wavelet', 'squeezenet'])
  .option('--size <pixels>', 'longest side', parseCount, 512)
  .parse()
  .opts<Options>();

const contestants = await prepareContestants(options.extractors);
for (const sentence of contestants.missing) console.error(sentence);
console.log(describeMachine(machine()));
try {
  const results = [];
  for (const { extractor: name, weightsDir } of contestants.list) {
    const spool = await mkdtemp(join(tmpdir(), 'gramarye-bench-'));
    const { memory } = benchConfig(spool, weightsDir).engine;
    const limits = { bytes: functionsShare(memory) };
    const backend = new TimedBackend(await createOnnxRuntimeBackend({ limits }));
    const extractor = await createExtractor(name, { backend, weightsDir, pooling: preferredPooling(name) });
    const { seconds, byFile } = await profiled(() =>
      runTask(taskOf(name, options.size, spool), {
        backend,
        extractor,
        memory,
        network: (file) => loadNetwork(file, backend),
        send: () => {},
        saveAsked: () => false,
        clock: () => performance.now(),
        log: createLogger({ level: 'warn', format: 'pretty', name: 'bench' }),
      }),
    );
    await backend.dispose();
    await rm(spool, { recursive: true, force: true });
    const rows = [
      { what: 'ONNX Runtime: runs', seconds: backend.runSeconds },
      { what: 'ONNX Runtime: first runs, with compilation', seconds: backend.firstRunSeconds },
      { what: 'tracing', seconds: backend.traceSeconds },
      ...byFile,
    ];
    console.log(`\n${name}, ${options.size} pixels: ${seconds.toFixed(1)} s, ${backend.runs} runs`);
    printTable(
      ['', 'seconds', 'share'],
      rows
        .filter((row) => row.seconds > seconds / 500)
        .map((row) => [row.what, row.seconds.toFixed(2), `${((100 * row.seconds) / seconds).toFixed(1)} %`]),
    );
    results.push({ extractor: name, size: options.size, seconds, runs: backend.runs, rows });
  }
  console.log(`\n${await writeResult('profile', { results })}`);
} finally {
  await contestants.remove();
}
