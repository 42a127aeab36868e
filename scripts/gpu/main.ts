import { Command } from 'commander';
import { createProgressLine } from '../../src/cli/progress-line.js';
import { readMachine } from '../../src/engine/backends/machine.js';
import { enter } from '../../src/entry.js';
import { AppError } from '../../src/errors.js';
import { install, megabytes } from './install.js';
import { missingLibraries } from './libraries.js';
import { type Plan, planInstall } from './plan.js';
import { proxySettings } from './proxy.js';

interface Options {
  readonly dryRun: boolean;
  readonly anyway: boolean;
  readonly feed?: string;
}

const ELSEWHERE =
  'onnxruntime-node has a CUDA part for Linux on x64 only. Here, its package has all there is already:\n' +
  '  Windows: ENGINE_DEVICE=webgpu, or dml (untested)\n' +
  '  macOS:   ENGINE_DEVICE=webgpu, or coreml (untested)';

await enter(async (environment) => {
  const options = new Command('npm run gpu:install --')
    .description(
      'Fetches the libraries that ONNX Runtime needs to compute on an NVIDIA card: the CUDA part of the installed ' +
        'onnxruntime-node, a few hundred megabytes from its maker’s NuGet package. Says what it does before it does it. ' +
        'NVIDIA’s driver, CUDA 12 and cuDNN 9 are not fetched; it says which of them are missing.',
    )
    .option('--dry-run', 'say what would be done, and do nothing', false)
    .option('--anyway', 'also where no NVIDIA card is seen, and where the libraries are there already', false)
    .option('--feed <address>', 'index of a NuGet server to take it from, e.g. a mirror')
    .parse()
    .opts<Options>();

  const found = planInstall();
  if (found === null) {
    console.log(ELSEWHERE);
    return;
  }
  const plan: Plan = { ...found, feed: options.feed ?? found.feed };
  console.log(inWords(plan));
  const missing = missingLibraries(environment);
  if (missing.length > 0) console.log(librariesInWords(missing));
  const { nvidia, wsl } = readMachine(environment);
  const seen = nvidia.length > 0 || wsl;
  if (!seen)
    console.log(
      '\nNo NVIDIA card is seen here (there is no /dev/nvidia0): nothing would use these libraries.',
    );
  const complete = plan.files.every(({ present }) => present);
  if (complete) console.log('\nThe libraries are there already.');
  if (options.dryRun) return;
  if ((complete || !seen) && !options.anyway) {
    console.log('Nothing was fetched. To fetch them all the same: npm run gpu:install -- --anyway');
    if (!complete) process.exitCode = 1;
    return;
  }

  console.log('');
  const line = createProgressLine(process.stderr);
  try {
    await install(plan, {
      proxies: proxySettings(environment),
      say: (text) => {
        line.end();
        console.log(text);
      },
      onProgress: (bytes, total) =>
        line.update({
          fraction: total === null ? 0 : bytes / total,
          label: `${megabytes(bytes)} of ${total === null ? '?' : megabytes(total)} MB`,
          secondsLeft: null,
        }),
    });
  } catch (error) {
    line.end();
    throw error instanceof AppError
      ? error
      : new AppError('GPU_INSTALL', { problem: String(error) }, { cause: error });
  }
  line.end();
  console.log('Done. What computes now:  npm run -s gramarye -- doctor');
});

function inWords({ onnxruntime, feed, package: name, version, files }: Plan): string {
  return [
    `The CUDA part of onnxruntime-node ${onnxruntime}:`,
    `  from ${name} ${version} (${feed})`,
    ...files.map(({ target, present }) => `  ${present ? 'there   ' : 'to fetch'} ${target}`),
    '(npm ci and npm install remove them; run this again afterwards.)',
  ].join('\n');
}

function librariesInWords(missing: readonly string[]): string {
  return [
    '',
    `Not found on this system, and needed besides: ${missing.join(', ')}`,
    '  With NVIDIA’s package source (https://developer.nvidia.com/cuda-downloads):',
    '    apt install cuda-libraries-12-9 libcudnn9-cuda-12',
    '  Or without touching the system, in a Python environment, its folders then named in LD_LIBRARY_PATH:',
    '    pip install nvidia-cuda-runtime-cu12 nvidia-cublas-cu12 nvidia-cufft-cu12 nvidia-curand-cu12 nvidia-cudnn-cu12',
  ].join('\n');
}
