import { Command } from 'commander';
import { EXTRACTORS, prepareContestants } from '../stylize/contestants.js';
import { taskOf } from '../stylize/job.js';
import { type BenchChild, startChild } from '../support/child.js';
import { describeMachine, machine } from '../support/machine.js';
import { parseCount, parseNames } from '../support/options.js';
import { writeResult } from '../support/output.js';
import { printTable } from '../support/table.js';

interface Options {
  readonly extractors: readonly string[];
  readonly size: number;
  readonly iterations: number;
}

const options = new Command('bench:caches')
  .description(
    'The same preset and size twice in one child, and once more in a new one: seconds to the first step and in all. ' +
      'The second has compiled functions and measures of the painting, the third the measures alone. Writes ' +
      'bench-out/caches.json.',
  )
  .option('--extractors <names>', 'which, with commas', parseNames(EXTRACTORS), ['wavelet', 'squeezenet'])
  .option('--size <pixels>', 'longest side', parseCount, 512)
  .option('--iterations <count>', 'of each octave; 0 for the recipe’s own', parseCount, 0)
  .parse()
  .opts<Options>();

interface Times {
  readonly what: string;
  readonly firstStepSeconds: number;
  readonly seconds: number;
}

const contestants = await prepareContestants(options.extractors);
for (const sentence of contestants.missing) console.error(sentence);
console.log(describeMachine(machine()));
try {
  const results: { extractor: string; size: number; times: Times[] }[] = [];
  for (const { extractor, weightsDir } of contestants.list) {
    const first = await startChild({ WEIGHTS_DIR: weightsDir });
    const times: Times[] = [];
    try {
      times.push(await job(first, extractor, 'first job'));
      times.push(await job(first, extractor, 'second job'));
      const next = await startChild({ WEIGHTS_DIR: weightsDir, DATA_DIR: first.spool });
      times.push(await job(next, extractor, 'in a new child'));
      await next.close();
    } finally {
      await first.close();
    }
    results.push({ extractor, size: options.size, times });
    console.log(`\n${extractor}, ${options.size} pixels`);
    printTable(
      ['', 'to the first step', 'in all'],
      times.map(({ what, firstStepSeconds, seconds }) => [
        what,
        `${firstStepSeconds.toFixed(2)} s`,
        `${seconds.toFixed(2)} s`,
      ]),
    );
  }
  await writeResult('caches', { results });
} finally {
  await contestants.remove();
}

async function job({ lab, spool }: BenchChild, extractor: string, what: string): Promise<Times> {
  const { iterations } = options;
  const task = taskOf(extractor, options.size, spool);
  const overrides = iterations === 0 ? {} : { iterations: [iterations] };
  const begin = performance.now();
  const since = () => (performance.now() - begin) / 1000;
  let firstStepSeconds: number | null = null;
  await lab.paint(
    { ...task, overrides },
    {
      progress() {
        firstStepSeconds ??= since();
      },
    },
  );
  return { what, firstStepSeconds: firstStepSeconds ?? Number.NaN, seconds: since() };
}
