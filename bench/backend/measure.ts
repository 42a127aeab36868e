import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { median, relativeDistance } from '../support/statistics.js';
import { readNumbers, removeExchange, writeExchange } from './exchange.js';
import type { ContenderName, Peer, Reply, Task } from './messages.js';
import { PythonRunner } from './python.js';
import { ForkedRunner, type Runner } from './runner.js';
import { type Size, totalFlops } from './vgg19.js';

type Evaluated = Extract<Reply, { op: 'evaluated' }>;

export interface Measured {
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
  readonly peer: Peer | null;
  /** From the results of `backend`. */
  readonly apart: Distance | null;
  /** From PyTorch's results in float64. */
  readonly error: Distance | null;
}

/** Relative for the loss, relative L2 for the gradient. */
interface Distance {
  readonly loss: number;
  readonly gradient: number;
}

interface Outcome {
  readonly loss: number;
  readonly gradient: Float32Array;
}

interface Entry {
  readonly task: Task;
  readonly runner: Runner;
  prepareSeconds: number;
  peer: Peer | null;
  outcome: Outcome | null;
  readonly results: Evaluated[];
}

/** All contenders, one after the other in each round, so that they share what disturbs the machine. */
export async function measure(
  tasks: readonly Task[],
  python: string | null,
  rounds: number,
  say: (line: string) => void,
): Promise<Measured[]> {
  const [first] = tasks;
  if (first === undefined) return [];
  const folder = await writeExchange(first.size);
  const entries: Entry[] = [];
  try {
    for (const task of tasks) {
      const runner =
        task.contender === 'pytorch' && python !== null
          ? new PythonRunner(python, folder, task.threads || availableParallelism())
          : new ForkedRunner();
      const entry: Entry = { task, runner, prepareSeconds: 0, peer: null, outcome: null, results: [] };
      entries.push(entry);
      const ready = await runner.ask<'prepare'>({ op: 'prepare', task });
      entry.prepareSeconds = ready.seconds;
      entry.peer = ready.peer ?? null;
      say(`${task.contender}: ready after ${ready.seconds.toFixed(1)} s`);
    }
    for (let round = 0; round <= Math.max(1, rounds); round++) {
      for (const { task, runner, results } of entries) {
        const reply = await runner.ask<'evaluate'>({ op: 'evaluate' });
        // The first evaluation compiles.
        if (round > 0) results.push(reply);
        say(`round ${round}: ${task.contender} ${reply.seconds.toFixed(3)} s`);
      }
    }
    let reference: Outcome | null = null;
    for (const entry of entries) {
      const loss = entry.results[0]?.loss ?? null;
      if (loss === null || !sameSize(entry.task.size, first.size)) continue;
      const file = join(folder, `${entry.task.contender}.gradient`);
      const saved = await entry.runner.ask<'save'>({ op: 'save', file });
      entry.outcome = { loss, gradient: await readNumbers(file) };
      if (saved.reference !== undefined) {
        reference = { loss: saved.reference.loss, gradient: await readNumbers(saved.reference.file) };
      }
    }
    const backend = entries.find(({ task }) => task.contender === 'backend')?.outcome ?? null;
    return entries.map((entry) => summary(entry, backend, reference));
  } finally {
    for (const { runner } of entries) runner.stop();
    await removeExchange(folder);
  }
}

function summary(entry: Entry, backend: Outcome | null, reference: Outcome | null): Measured {
  const { task, results, prepareSeconds, peer, outcome } = entry;
  const seconds = median(results.map((result) => result.seconds));
  return {
    contender: task.contender,
    size: task.size,
    prepareSeconds,
    seconds,
    cpuSeconds: median(results.map(({ cpuSeconds }) => cpuSeconds)),
    bestSeconds: Math.min(...results.map((result) => result.seconds)),
    gflopsPerSecond: totalFlops(task.size) / seconds / 1e9,
    peakBytes: Math.max(...results.map(({ peakBytes }) => peakBytes)),
    loss: results[0]?.loss ?? null,
    gradientNorm: results[0]?.gradientNorm ?? null,
    peer,
    apart: outcome === backend ? null : distance(backend, outcome),
    error: distance(outcome, reference),
  };
}

function distance(of: Outcome | null, from: Outcome | null): Distance | null {
  if (of === null || from === null) return null;
  return {
    loss: Math.abs(of.loss / from.loss - 1),
    gradient: relativeDistance(of.gradient, from.gradient),
  };
}

function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}
