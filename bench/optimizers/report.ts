import { describeMachine, machine } from '../support/machine.js';
import type { Panel } from '../support/plot.js';
import { printTable } from '../support/table.js';
import { CONTESTANTS, type Contestant, type Rates, type Steps } from './contestants.js';
import type { Moment, Run } from './run.js';

type Results = readonly { readonly pair: string; readonly runs: Readonly<Record<Contestant, Run>> }[];

/** When one contestant on one pair first had a loss as low as SGD's lowest. */
export interface Comparison {
  readonly pair: string;
  readonly contestant: Contestant;
  readonly target: number;
  /** Null where it never did. */
  readonly reached: Moment | null;
  readonly lowest: number;
  /** SGD's time over its time, to that loss. */
  readonly timesFaster: number | null;
}

export function comparisons(results: Results): Comparison[] {
  return results.flatMap(({ pair, runs }) => {
    const target = lowest(runs.SGD);
    const sgd = reaching(runs.SGD, target);
    return CONTESTANTS.map((contestant) => {
      const reached = reaching(runs[contestant], target);
      const timesFaster = sgd === null || reached === null ? null : sgd.seconds / reached.seconds;
      return { pair, contestant, target, reached, lowest: lowest(runs[contestant]), timesFaster };
    });
  });
}

function lowest({ trace }: Run): number {
  return Math.min(...trace.map(({ loss }) => loss));
}

function reaching({ trace }: Run, target: number): Moment | null {
  return trace.find(({ loss }) => loss <= target) ?? null;
}

export function panels(results: Results): Panel[] {
  return results.map(({ pair, runs }) => ({
    title: pair,
    x: 'seconds',
    y: 'loss at full size',
    lines: CONTESTANTS.map((name) => ({
      name,
      points: runs[name].trace.map(({ seconds, loss }) => ({ x: seconds, y: loss })),
    })),
  }));
}

export function print(
  compared: readonly Comparison[],
  tuned: readonly { readonly pair: string; readonly rates: Rates }[],
  steps: Steps,
): void {
  console.log(`\n${describeMachine(machine())}`);
  console.log('Steps of 255. SGD: its first, root mean square, then ×0.96 every 100 steps.');
  for (const { pair, rates } of tuned) console.log(`${pair}: SGD ${rates.sgd}, Adam ${rates.adam}`);
  console.log();
  printTable(
    [
      `to SGD's loss of ${steps.sgd} steps`,
      'optimizer',
      'loss',
      'seconds',
      'CPU s',
      'evaluations',
      'faster',
      'lowest',
    ],
    compared.map(({ pair, contestant, target, reached, timesFaster, lowest: low }) => [
      pair,
      contestant,
      target.toPrecision(4),
      reached?.seconds.toFixed(2) ?? 'never',
      reached?.cpuSeconds.toFixed(2) ?? '–',
      reached === null ? '–' : String(reached.evaluations),
      timesFaster === null ? '–' : `${timesFaster.toFixed(1)}×`,
      low.toPrecision(4),
    ]),
  );
  for (const contestant of CONTESTANTS.filter((name) => name !== 'SGD')) {
    const all = compared.filter((one) => one.contestant === contestant);
    const times = all.flatMap(({ timesFaster }) => (timesFaster === null ? [] : [timesFaster]));
    const mean = Math.exp(times.reduce((sum, ratio) => sum + Math.log(ratio), 0) / times.length);
    const much = times.length === 0 ? '' : `, ${mean.toFixed(1)}× as fast there (geometric mean)`;
    console.log(`${contestant}: got so far on ${times.length} of ${all.length} pairs${much}`);
  }
}
