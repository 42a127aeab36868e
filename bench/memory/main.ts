import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { EXTRACTORS, prepareContestants } from '../stylize/contestants.js';
import { taskOf } from '../stylize/job.js';
import { startChild } from '../support/child.js';
import { describeMachine, machine } from '../support/machine.js';
import { peakMemoryOf } from '../support/memory.js';
import { parseCount, parseNames } from '../support/options.js';
import { writeResult } from '../support/output.js';
import { printTable } from '../support/table.js';

const options = new Command('bench:memory')
  .description(
    'Jobs of differing sizes one after the other in one child: what it holds after each, and at the most so far. ' +
      'Writes bench-out/memory.json.',
  )
  .option('--extractor <name>', 'which', parseNames(EXTRACTORS), ['wavelet'])
  .option('--jobs <count>', 'how many', parseCount, 20)
  .option('--iterations <count>', 'of each octave', parseCount, 2)
  .parse()
  .opts<{ readonly extractor: string[]; readonly jobs: number; readonly iterations: number }>();

/** In turn. */
const SIZES = [512, 320, 640, 400, 256, 576, 448];
const MEGABYTE = 1024 ** 2;

const contestants = await prepareContestants(options.extractor);
for (const sentence of contestants.missing) console.error(sentence);
console.log(describeMachine(machine()));
try {
  for (const { extractor, weightsDir } of contestants.list) {
    const child = await startChild({ WEIGHTS_DIR: weightsDir });
    const jobs: { size: number; residentBytes: number | null; peakBytes: number | null }[] = [];
    try {
      for (let i = 0; i < options.jobs; i++) {
        const size = SIZES[i % SIZES.length] ?? 512;
        const task = taskOf(extractor, size, child.spool);
        await child.lab.paint({ ...task, overrides: { iterations: [options.iterations] }, seed: i });
        const { pid } = child.lab;
        jobs.push({ size, residentBytes: await residentMemoryOf(pid), peakBytes: await peakMemoryOf(pid) });
      }
    } finally {
      await child.close();
    }
    const megabytes = (bytes: number | null) => (bytes === null ? '?' : (bytes / MEGABYTE).toFixed(0));
    console.log(`\n${extractor}; the child may take ${megabytes(child.memory)} MB`);
    printTable(
      ['job', 'pixels', 'resident MB', 'peak MB'],
      jobs.map(({ size, residentBytes, peakBytes }, i) => [
        String(i + 1),
        String(size),
        megabytes(residentBytes),
        megabytes(peakBytes),
      ]),
    );
    await writeResult('memory', { extractor, memory: child.memory, jobs });
  }
} finally {
  await contestants.remove();
}

async function residentMemoryOf(pid: number | undefined): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}
