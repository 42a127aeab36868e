import { Command, InvalidArgumentError } from 'commander';
import { parseCount } from '../support/options.js';
import { writeResult } from '../support/output.js';
import { measure } from './measure.js';
import type { ContenderName, Task } from './messages.js';
import { findPyTorch } from './python.js';
import { print, targetsOf } from './report.js';
import type { Size } from './vgg19.js';

interface Options {
  readonly size: Size;
  readonly wasmSize: Size;
  readonly rounds: number;
  readonly threads: number;
  readonly wasm: boolean;
  readonly pytorch: boolean;
  readonly json: boolean;
}

const options = new Command('bench:backend')
  .description(
    'One loss and gradient of VGG19 up to block5_conv1 (random weights, Gram matrices of five layers) on this ' +
      'backend, in PyTorch, on the same graph built by hand, on ONNX Runtime’s bare convolutions, and on ' +
      'tfjs-backend-wasm. Each runs in its own process; rounds are interleaved; medians are shown. PyTorch starts ' +
      'from the same numbers and is the check of the results. Also writes bench-out/backend.json.',
  )
  .option('--size <WxH>', 'size of the picture', parseSize, { width: 512, height: 384 })
  .option('--wasm-size <WxH>', 'size for wasm, its time scaled up by the number of pixels', parseSize, {
    width: 128,
    height: 96,
  })
  .option('--rounds <n>', 'rounds after one to warm up, at least 1', parseCount, 7)
  .option('--threads <n>', 'threads; 0 for the runtime’s own choice, in PyTorch one a core', parseCount, 0)
  .option('--no-wasm', 'leave wasm out')
  .option('--no-pytorch', 'leave PyTorch out')
  .option('--json', 'print one JSON object', false)
  .parse()
  .opts<Options>();

const CHECK_SIZE: Size = { width: 128, height: 96 };

await main(options);

async function main({ size, wasmSize, rounds, threads, wasm, pytorch, json }: Options): Promise<void> {
  const python = pytorch ? findPyTorch() : null;
  if (pytorch && python === null) {
    console.error(
      'PyTorch is left out: no Python here can import torch. Debian’s is `apt install python3-torch ' +
        'libopenblas0-pthread`; PYTHON names another.',
    );
  }
  const names: ContenderName[] = ['backend', ...(python === null ? [] : ['pytorch' as const])];
  const say = (line: string) => {
    if (!json) console.error(line);
  };
  // Numbers are compared where a picture is so small that hardly any rectified unit lies within rounding of zero.
  const checked = await measure(
    names.map((contender) => ({ contender, size: CHECK_SIZE, threads })),
    python,
    1,
    (line) => say(`check: ${line}`),
  );
  const tasks: Task[] = [...names, 'hand-built' as const, 'bare-conv' as const].map((contender) => ({
    contender,
    size,
    threads,
  }));
  if (wasm) tasks.push({ contender: 'wasm', size: wasmSize, threads });
  const measured = await measure(tasks, python, rounds, say);
  const targets = targetsOf(measured, checked, size);
  const result = { rounds, measured, checked, targets };
  const file = await writeResult('backend', result);
  if (json) console.log(JSON.stringify(result));
  else {
    print(measured, targets);
    console.log(`\n${file}`);
  }
}

function parseSize(text: string): Size {
  const match = /^(\d+)x(\d+)$/.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (!(width >= 32 && height >= 32)) throw new InvalidArgumentError('WIDTHxHEIGHT, at least 32x32.');
  return { width, height };
}
