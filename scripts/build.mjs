// Builds src/ to dist/: tsc, then the files that are not code, copied to the same places, then the sandbox's web page
// into one script and one stylesheet, and TensorFlow.js's gradients into one module.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const CODE = new Set(['.ts', '.tsx']);
const PAGE = 'sandbox/web';

const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root], {
  stdio: 'inherit',
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

const source = join(root, 'src');
for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || CODE.has(extname(entry.name))) continue;
  const from = join(entry.parentPath, entry.name);
  if (relative(source, from).split(sep).join('/').startsWith(`${PAGE}/`)) continue;
  const to = join(root, 'dist', relative(source, from));
  if (upToDate(from, to)) continue;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { preserveTimestamps: true });
}

buildSync({
  entryPoints: { app: join(source, PAGE, 'main.tsx') },
  outdir: join(root, 'dist', PAGE),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.woff2': 'dataurl' },
  logLevel: 'warning',
});
cpSync(join(source, PAGE, 'index.html'), join(root, 'dist', PAGE, 'index.html'));
bundleGradients();

/**
 * TensorFlow.js publishes its gradients as ES modules that only bundlers can resolve (src/engine/backends/tfjs-gradients.ts
 * imports what comes of them). They are bundled again only for another version.
 */
function bundleGradients() {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
  const { version } = JSON.parse(readFileSync(join(dirname(main), '..', 'package.json'), 'utf8'));
  const outfile = join(root, 'dist/engine/backends/tfjs-core-gradients.mjs');
  const banner = `// The gradients of @tensorflow/tfjs-core ${version}, bundled by scripts/build.mjs.`;
  if (existsSync(outfile) && readFileSync(outfile, 'utf8').startsWith(`${banner}\n`)) return;
  buildSync({
    entryPoints: [join(dirname(main), 'register_all_gradients.js')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: banner },
    logLevel: 'warning',
  });
}

function upToDate(from, to) {
  const a = statSync(from);
  const b = statSync(to, { throwIfNoEntry: false });
  return b !== undefined && a.size === b.size && Math.floor(a.mtimeMs) === Math.floor(b.mtimeMs);
}
