import { Command } from 'commander';
import { createOnnxRuntimeBackend } from '../../src/engine/backends/onnxruntime/create.js';
import { createExtractor } from '../../src/engine/extractors/factory.js';
import { preferredPooling } from '../../src/engine/extractors/networks.js';
import { parseCount } from '../support/options.js';
import { outputPath, writeResult } from '../support/output.js';
import { writePlot } from '../support/plot.js';
import { type Contestant, type Rates, run, type Steps, type Tuning, tune } from './contestants.js';
import { loadPairs, WEIGHTS_DIR, whatIsMissing } from './pairs.js';
import { comparisons, panels, print } from './report.js';
import type { Run } from './run.js';

interface Options {
  readonly size: number;
  readonly sgd: number;
  readonly adam: number;
  readonly lbfgs: number;
  readonly small: number;
  readonly tuning: number;
  readonly first: number;
  readonly pairs: number;
  readonly repeat: number;
  readonly json: boolean;
}

const options = new Command('bench:optimizers')
  .description(
    'One objective held fixed (SqueezeNet, the losses of the multiscale recipe, photos and paintings of ' +
      '../shared/pictures): how long L-BFGS with octaves, L-BFGS, Adam and SGD with an exponentially decaying rate ' +
      'take to the loss that SGD ends on. Rates are tuned first, pair by pair. Writes bench-out/optimizers.json, .svg and .png.',
  )
  .option('--size <pixels>', 'longest side of the picture', parseCount, 256)
  .option('--sgd <n>', 'steps of SGD', parseCount, 2000)
  .option('--adam <n>', 'steps of Adam', parseCount, 300)
  .option('--lbfgs <n>', 'iterations of L-BFGS, with octaves those of the last', parseCount, 200)
  .option('--small <n>', 'iterations of L-BFGS in each smaller octave', parseCount, 30)
  .option('--first <n>', 'the first pair, counted from 1', parseCount, 1)
  .option('--tuning <n>', 'steps with each rate tried', parseCount, 150)
  .option('--pairs <n>', 'how many of the four pairs', parseCount, 4)
  .option('--repeat <n>', 'runs of L-BFGS, of which the median counts', parseCount, 5)
  .option('--json', 'print one JSON object', false)
  .parse()
  .opts<Options>();

const missing = whatIsMissing();
if (missing === null) await main(options);
else console.log(`bench:optimizers was not run: it needs ${missing}.`);

async function main({ size, json, first, pairs: count, repeat, ...steps }: Options & Steps): Promise<void> {
  const say = (line: string) => {
    if (!json) console.error(line);
  };
  const pairs = (await loadPairs()).slice(first - 1, first - 1 + count);
  const backend = await createOnnxRuntimeBackend();
  const extractor = await createExtractor('squeezenet', {
    backend,
    weightsDir: WEIGHTS_DIR,
    pooling: preferredPooling('squeezenet'),
  });
  const bench = { backend, extractor, size };
  try {
    const results: { pair: string; rates: Rates; tried: Tuning['tried']; runs: Record<Contestant, Run> }[] =
      [];
    for (const pair of pairs) {
      const { rates, tried } = await tune(pair, bench, steps, say);
      const runs = new Map<Contestant, Run[]>();
      for (const contestant of schedule(repeat)) {
        const result = await run(contestant, pair, bench, rates, steps);
        runs.set(contestant, [...(runs.get(contestant) ?? []), result]);
        const last = result.trace.at(-1);
        say(`${pair.name}: ${contestant} ${last?.loss.toPrecision(4)} after ${last?.seconds.toFixed(1)} s`);
      }
      results.push({
        pair: pair.name,
        rates,
        tried,
        runs: Object.fromEntries([...runs].map(([name, all]) => [name, median(all)])) as Record<
          Contestant,
          Run
        >,
      });
    }
    const compared = comparisons(results);
    const result = { size, steps, repeat, compared, results: results.map(thinned) };
    const file = await writeResult('optimizers', result);
    await writePlot((await outputPath('optimizers.svg')).replace(/\.svg$/, ''), panels(results), 2);
    if (json) console.log(JSON.stringify({ size, steps, repeat, compared }));
    else {
      print(compared, results, steps);
      console.log(`\n${file}, with .svg and .png beside it`);
    }
  } finally {
    extractor.dispose();
    await backend.dispose();
  }
}

/**
 * Who runs when. The machine's speed varies, and a run of L-BFGS is short enough to meet nothing but a bad moment: so both
 * kinds run several times, some before and some after the long ones.
 */
function schedule(repeat: number): Contestant[] {
  const short: Contestant[] = ['L-BFGS, octaves', 'L-BFGS'];
  const before = Math.ceil(repeat / 2);
  const rounds = Array.from({ length: repeat }, () => short);
  return [...rounds.slice(0, before).flat(), 'Adam', 'SGD', ...rounds.slice(before).flat()];
}

/** Of runs that differ in nothing but time, that which took neither long nor short. */
function median(runs: readonly Run[]): Run {
  const seconds = ({ trace }: Run): number => trace.at(-1)?.seconds ?? 0;
  const sorted = runs.toSorted((a, b) => seconds(a) - seconds(b));
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('nobody ran');
  return middle;
}

/** Of each trace some two hundred moments, enough to draw it again. */
function thinned({ runs, ...rest }: { pair: string; runs: Record<Contestant, Run> }) {
  return {
    ...rest,
    runs: Object.fromEntries(
      Object.entries(runs).map(([name, { trace }]) => {
        const every = Math.ceil(trace.length / 200);
        return [name, trace.filter((_, i) => i % every === 0 || i === trace.length - 1)];
      }),
    ),
  };
}
