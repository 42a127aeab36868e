import { Command } from 'commander';
import { parseCount, parseNames } from '../support/options.js';
import { outputPath, writeResult } from '../support/output.js';
import { writePlot } from '../support/plot.js';
import { type Contestant, EXTRACTORS, prepareContestants } from './contestants.js';
import { computedSeconds, type Growth, measureGrowth, SIZES } from './growth.js';
import { type JobFigures, measureJob } from './job.js';
import { type Job, panels, printJobs, printSizes, type SizeRow } from './report.js';

interface Options {
  readonly extractors: readonly string[];
  readonly growth: boolean;
  readonly bearable: number;
  readonly largest: number;
  readonly patience: number;
  readonly json: boolean;
}

const options = new Command('bench:stylize')
  .description(
    'A 512×384 picture by default settings with each extractor, by the engine’s own child process: seconds to the ' +
      'first preview and in all, peak memory. Then how the cost grows from 256 to 2048 pixels. Writes ' +
      'bench-out/stylize.json, .svg and .png.',
  )
  .option('--extractors <names>', 'which, with commas', parseNames(EXTRACTORS), [...EXTRACTORS])
  .option('--no-growth', 'only the 512×384 pictures')
  .option('--largest <pixels>', 'largest size measured', parseCount, 2048)
  .option('--bearable <seconds>', 'sizes expected to take longer are computed, not painted', parseCount, 25)
  .option(
    '--patience <seconds>',
    'an extractor is not measured at sizes beyond one whose evaluation takes longer',
    parseCount,
    10,
  )
  .option('--json', 'print one JSON object', false)
  .parse()
  .opts<Options>();

await main(options);

async function main({ extractors, growth, bearable, largest, patience, json }: Options): Promise<void> {
  const say = (line: string) => {
    if (!json) console.error(line);
  };
  const contestants = await prepareContestants(extractors);
  for (const sentence of contestants.missing) console.error(sentence);
  try {
    const jobs: Job[] = [];
    for (const contestant of contestants.list) {
      say(`${contestant.extractor}: a 512×384 picture`);
      jobs.push({ ...contestant, figures: await measureJob(contestant, 512) });
    }
    const sizes = growth
      ? await measureSizes(
          jobs,
          SIZES.filter((size) => size <= largest),
          { bearable, patience },
          say,
        )
      : [];
    const withoutPaths = jobs.map(({ weightsDir: _, ...job }) => job);
    const file = await writeResult('stylize', { jobs: withoutPaths, sizes });
    if (sizes.length > 0)
      await writePlot((await outputPath('stylize.svg')).replace(/\.svg$/, ''), panels(sizes));
    if (json) console.log(JSON.stringify({ jobs: withoutPaths, sizes }));
    else {
      printJobs(jobs);
      if (sizes.length > 0) printSizes(sizes);
      console.log(`\n${file}`);
    }
  } finally {
    await contestants.remove();
  }
}

async function measureSizes(
  jobs: readonly Job[],
  sizes: readonly number[],
  { bearable, patience }: Pick<Options, 'bearable' | 'patience'>,
  say: (line: string) => void,
): Promise<SizeRow[]> {
  const rows: SizeRow[] = [];
  for (const job of jobs) {
    const growth: Growth[] = [];
    // The smallest octave is smaller than any size asked for.
    for (const size of [128, ...sizes]) {
      const measured = await measureGrowth(job, size);
      growth.push(measured);
      say(`${job.extractor} at ${size}: ${measured.evaluationSeconds.toFixed(3)} s an evaluation`);
      if (size === 128) continue;
      const expected = computedSeconds(growth, size, evaluationsPerIteration(job.figures));
      const whole = await wholeJob(job, size, expected, bearable);
      rows.push({
        ...measured,
        extractor: job.extractor,
        totalSeconds: whole?.seconds ?? expected,
        measured: whole !== null,
      });
      if (measured.evaluationSeconds > patience) {
        say(`${job.extractor}: no larger sizes, since one evaluation takes more than ${patience} s`);
        break;
      }
    }
  }
  return rows;
}

async function wholeJob(
  { figures, ...contestant }: Job & Contestant,
  size: number,
  expected: number | null,
  bearable: number,
): Promise<JobFigures | null> {
  if (size === Math.max(figures.width, figures.height)) return figures;
  return expected !== null && expected <= bearable ? measureJob(contestant, size) : null;
}

/** 60 + 50 + 40 iterations make a picture of 512 pixels. */
function evaluationsPerIteration({ evaluations }: JobFigures): number {
  return evaluations / 150;
}
