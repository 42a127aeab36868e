import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { withLargePages } from '../src/engine/backends/large-pages.js';

// Runs a benchmark in a process that gets its memory as the engine's do: bench/run.ts optimizers/main.ts [OPTIONS]
const [file = '', ...options] = process.argv.slice(2);
const program = fileURLToPath(new URL(file, import.meta.url));
const { status } = spawnSync(process.execPath, [...process.execArgv, program, ...options], {
  stdio: 'inherit',
  env: withLargePages(process.env),
});
process.exitCode = status ?? 1;
