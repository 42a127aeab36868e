import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { z } from 'zod';
import {
  FORM_NAMES,
  type FormName,
  networkForm,
  parameterCount,
  parametersOf,
} from '../../src/engine/fast/form.js';
import { withNoise } from '../../src/engine/fast/noise.js';
import { initialParameters } from '../../src/engine/fast/parameters.js';
import { fairEnvironment, findPyTorch } from '../backend/python.js';
import { describeMachine, machine } from '../support/machine.js';
import { parseCount, parseNames } from '../support/options.js';
import { writeResult } from '../support/output.js';
import { printTable } from '../support/table.js';
import { testPhoto } from './photo.js';

const options = new Command('bench:fast')
  .description(
    'One picture through each form of fast network: seconds and peak memory, beside the same network in PyTorch ' +
      'where a python3 can import torch. Writes bench-out/fast-FORM.json.',
  )
  .option('--forms <names>', 'which', parseNames(FORM_NAMES), [...FORM_NAMES])
  .option('--size <pixels>', 'side of the square picture', parseCount, 512)
  .option('--runs <count>', 'after the first', parseCount, 15)
  .option('--threads <count>', 'that PyTorch may have', parseCount, machine().cores)
  .parse()
  .opts<{
    readonly forms: FormName[];
    readonly size: number;
    readonly runs: number;
    readonly threads: number;
  }>();

/** What is asked of each form at 512×512 on two cores: seconds, and bytes at the most. */
const BARS: Readonly<Record<FormName, number>> = { half: 1, small: 0.4 };
const MEMORY_BAR = 500e6;
/** Two implementations of one network differ by rounding alone. */
const SAME = 1e-3;

const resultSchema = z.object({
  /** By how much a value was changed on average. */
  change: z.number(),
  first: z.number(),
  seconds: z.array(z.number()).min(1),
  peakBytes: z.number().nullable(),
});
type Result = z.infer<typeof resultSchema>;

const run = promisify(execFile);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const python = findPyTorch();
console.log(describeMachine(machine()));
if (python === null) console.log('No python3 here can import torch: PyTorch is left out.');
const rows: string[][] = [];
for (const form of options.forms) {
  const ours = await measure(form);
  rows.push(row(form, 'ours', ours));
  const peer = python === null ? null : await inPyTorch(python, form);
  if (peer !== null) {
    if (Math.abs(peer.change / ours.change - 1) > SAME) {
      throw new Error(
        `PyTorch paints something else: it changes a value by ${peer.change}, we by ${ours.change}`,
      );
    }
    rows.push(row(form, 'PyTorch', peer));
  }
  await writeResult(`fast-${form}`, { form, size: options.size, ours, peer });
}
printTable(['form', 'parameters', 'by', 'median s', 'least s', 'first s', 'peak MB', 'bar s'], rows);
console.log(`The bar for memory is ${MEMORY_BAR / 1e6} MB, the whole process counted.`);

async function measure(form: FormName): Promise<Result> {
  const args = ['--import', 'tsx', path('./child.ts'), form, String(options.size), String(options.runs)];
  const { stdout } = await run(process.execPath, args);
  return resultSchema.parse(JSON.parse(stdout));
}

/** The network's form and numbers pass as files. */
async function inPyTorch(program: string, form: FormName): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'gramarye-bench-'));
  try {
    const network = networkForm(form);
    const { size } = options;
    const cells = network.noise;
    const manifest = {
      steps: network.steps,
      parameters: parametersOf(network),
      size,
      channels: 3 + cells.length,
    };
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    await writeFile(join(folder, 'parameters'), initialParameters(network, 1));
    const frame = { top: 0, left: 0, width: size, height: size };
    await writeFile(join(folder, 'photo'), withNoise(testPhoto(size).data, frame, { cells, seed: 0 }));
    const args = [path('./pytorch.py'), folder, String(options.runs), String(options.threads)];
    const { stdout } = await run(program, args, { env: fairEnvironment(options.threads) });
    return resultSchema.parse(JSON.parse(stdout));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function row(form: FormName, by: string, { first, seconds, peakBytes }: Result): string[] {
  const sorted = seconds.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return [
    form,
    String(parameterCount(networkForm(form))),
    by,
    median.toFixed(3),
    (sorted[0] ?? Number.NaN).toFixed(3),
    first.toFixed(3),
    peakBytes === null ? '?' : (peakBytes / 1e6).toFixed(0),
    BARS[form].toFixed(1),
  ];
}
