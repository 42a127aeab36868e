import { cpus } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import type { ContenderName, Reply, Task } from './messages.js';
import { Runner } from './runner.js';
import { type Size, totalFlops } from './vgg19.js';

interface Options {
  readonly size?: Size;
  readonly wasmSize?: Size;
  readonly rounds: number;
  readonly threads: number;
  readonly wasm: boolean;
  readonly json: boolean;
}

type Evaluated = Extract<Reply, { op: 'evaluated' }>;

interface Measured {
  readonly contender: ContenderName;
  readonly size: Size;
  readonly prepareSeconds: number;
  /** Median over the rounds. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the rounds: what it takes when least disturbed. */
  readonly bestSeconds: number;
  readonly gflopsPerSecond: number;
  readonly peakBytes: number;
  readonly loss: number | null;
  readonly gradientNorm: number | null;
}

const options = new Command('bench:backend')
  .description(
    'One loss and gradient of VGG19 up to block5_conv1 (random weights, Gram matrices of five layers) on this ' +
      'backend, on the same graph built by hand, on ONNX Runtime’s bare convolutions, and on tfjs-backend-wasm. ' +
      'Each runs in its own process; rounds are interleaved; medians are shown.',
  )
  .option('--size <WxH>', 'size of the picture, 512x384 unless told', parseSize)
  .option(
    '--wasm-size <WxH>',
    'size for wasm, its time scaled up by the number of pixels, 128x96 unless told',
    parseSize,
  )
  .option('--rounds <n>', 'rounds after one to warm up, at least 1', parseCount, 7)
  .option('--threads <n>', 'threads of ONNX Runtime; 0 for its own choice', parseCount, 0)
  .option('--no-wasm', 'leave wasm out')
  .option('--json', 'print one JSON object', false)
  .parse()
  .opts<Options>();

await main(options);

async function main({
  size = { width: 512, height: 384 },
  wasmSize = { width: 128, height: 96 },
  rounds,
  threads,
  wasm,
  json,
}: Options): Promise<void> {
  const tasks: Task[] = (['backend', 'hand-built', 'bare-conv'] as const).map((contender) => ({
    contender,
    size,
    threads,
  }));
  if (wasm) tasks.push({ contender: 'wasm', size: wasmSize, threads });
  const measured = await measure(tasks, rounds, json);
  const summary = summarise(measured, size);
  if (json)
    console.log(JSON.stringify({ cpu: cpus()[0]?.model, cores: cpus().length, rounds, measured, summary }));
  else print(measured, summary);
}

/** All contenders, one after the other in each round, so that they share what disturbs the machine. */
async function measure(tasks: readonly Task[], rounds: number, quiet: boolean): Promise<Measured[]> {
  const children = new Map<Task, { runner: Runner; prepareSeconds: number; results: Evaluated[] }>();
  try {
    for (const task of tasks) {
      const runner = new Runner();
      const entry = { runner, prepareSeconds: 0, results: [] };
      children.set(task, entry);
      const ready = await runner.ask({ op: 'prepare', task });
      if (ready.op === 'ready') entry.prepareSeconds = ready.seconds;
    }
    for (let round = 0; round <= Math.max(1, rounds); round++) {
      for (const [task, { runner, results }] of children) {
        const reply = await runner.ask({ op: 'evaluate' });
        if (reply.op !== 'evaluated') continue;
        // The first evaluation compiles.
        if (round > 0) results.push(reply);
        if (!quiet) console.error(`round ${round} ${task.contender}: ${reply.seconds.toFixed(3)} s`);
      }
    }
    return [...children].map(([task, { prepareSeconds, results }]) => ({
      contender: task.contender,
      size: task.size,
      prepareSeconds,
      seconds: median(results.map(({ seconds }) => seconds)),
      cpuSeconds: median(results.map(({ cpuSeconds }) => cpuSeconds)),
      bestSeconds: Math.min(...results.map(({ seconds }) => seconds)),
      gflopsPerSecond: totalFlops(task.size) / median(results.map(({ seconds }) => seconds)) / 1e9,
      peakBytes: Math.max(...results.map(({ peakBytes }) => peakBytes)),
      loss: results[0]?.loss ?? null,
      gradientNorm: results[0]?.gradientNorm ?? null,
    }));
  } finally {
    for (const { runner } of children.values()) runner.stop();
  }
}

interface Target {
  readonly what: string;
  readonly value: number;
  readonly target: number;
  readonly unit: string;
  readonly met: boolean;
}

function summarise(measured: readonly Measured[], size: Size): Target[] {
  const of = (name: ContenderName) => measured.find(({ contender }) => contender === name);
  const [backend, handBuilt, bare, wasm] = [of('backend'), of('hand-built'), of('bare-conv'), of('wasm')];
  const targets: Target[] = [];
  const atMost = (what: string, value: number, target: number, unit: string) =>
    targets.push({ what, value, target, unit, met: value <= target });
  const atLeast = (what: string, value: number, target: number, unit: string) =>
    targets.push({ what, value, target, unit, met: value >= target });
  if (backend === undefined) return targets;
  if (handBuilt !== undefined)
    atMost('time against the hand-built graph', backend.seconds / handBuilt.seconds, 1.15, '×');
  if (bare !== undefined) {
    atLeast(
      'GFLOP/s against bare convolutions',
      (100 * backend.gflopsPerSecond) / bare.gflopsPerSecond,
      85,
      '%',
    );
  }
  if (wasm !== undefined) {
    const scale = (size.width * size.height) / (wasm.size.width * wasm.size.height);
    atLeast('times faster than wasm', (wasm.seconds * scale) / backend.seconds, 30, '×');
  }
  atMost('peak memory', backend.peakBytes / 1e9, 1.3, ' GB');
  return targets;
}

function print(measured: readonly Measured[], targets: readonly Target[]): void {
  console.log(`\n${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}\n`);
  const rows = measured.map((m) => [
    m.contender,
    `${m.size.width}×${m.size.height}`,
    `${m.seconds.toFixed(3)} s`,
    `${m.bestSeconds.toFixed(3)} s`,
    `${m.cpuSeconds.toFixed(2)} s`,
    m.gflopsPerSecond.toFixed(0),
    `${(m.peakBytes / 1e9).toFixed(2)} GB`,
    m.loss?.toPrecision(6) ?? '–',
    m.gradientNorm?.toPrecision(6) ?? '–',
  ]);
  table(['', 'size', 'median', 'best', 'CPU time', 'GFLOP/s', 'peak', 'loss', '‖gradient‖'], rows);
  console.log('');
  table(
    ['', 'measured', 'target', ''],
    targets.map(({ what, value, target, unit, met }) => [
      what,
      `${value.toFixed(2)}${unit}`,
      `${target}${unit}`,
      met ? 'met' : 'missed',
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    console.log(cells.join('  '));
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function parseSize(text: string): Size {
  const match = /^(\d+)x(\d+)$/.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (!(width >= 32 && height >= 32)) throw new InvalidArgumentError('WIDTHxHEIGHT, at least 32x32.');
  return { width, height };
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('A whole number.');
  return count;
}
