// The front door of every npm script: installs what is missing, builds what changed, then does what was asked.
// A bare clone needs nothing before it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [what, ...rest] = process.argv.slice(2);

/** Entry points of the processes, in dist/. */
const PROGRAMS = {
  demo: 'demo/main.js',
  start: 'supervisor/main.js',
  bot: 'bot/main.js',
  engine: 'engine/main.js',
  sandbox: 'playground/main.js',
  gramarye: 'cli/main.js',
  'smoke:discord': 'smoke/main.js',
};

ensureInstalled(root);
if (what in PROGRAMS) {
  tool('scripts/build.mjs', []);
  const file = join(root, 'dist', PROGRAMS[what]);
  // In this very process, so that signals and the terminal reach the program itself.
  process.argv = [process.argv[0], file, ...rest];
  await import(pathToFileURL(file).href);
} else if (what === 'build') {
  tool('scripts/build.mjs', []);
} else if (what === 'test') {
  tool('node_modules/vitest/vitest.mjs', ['run', ...rest]);
} else if (what === 'test:tfjs') {
  tool('node_modules/tsx/dist/cli.mjs', ['test/tfjs/main.ts', ...rest]);
} else if (what === 'gpu:install') {
  tool('node_modules/tsx/dist/cli.mjs', ['scripts/gpu/main.ts', ...rest]);
} else if (what === 'check') {
  tool('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.check.json']);
  tool('node_modules/typescript/bin/tsc', ['-p', 'src/sandbox/web']);
  tool('node_modules/typescript/bin/tsc', ['-p', 'test/playground']);
  tool('node_modules/@biomejs/biome/bin/biome', ['check', '.']);
  tool('scripts/check-imports.mjs', []);
} else {
  console.error(
    `Unknown: ${what}. One of: ${[...Object.keys(PROGRAMS), 'build', 'test', 'test:tfjs', 'gpu:install', 'check'].join(', ')}`,
  );
  process.exit(2);
}

/** Runs one of our tools to its end; a failure ends this process with the same code. */
function tool(file, args) {
  const done = spawnSync(process.execPath, [join(root, file), ...args], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
