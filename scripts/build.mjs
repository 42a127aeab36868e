// Builds src/ to dist/: tsc, then the files that are not code, copied to the same places.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const CODE = new Set(['.ts']);

const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', root], {
  stdio: 'inherit',
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

const source = join(root, 'src');
for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || CODE.has(extname(entry.name))) continue;
  const from = join(entry.parentPath, entry.name);
  const to = join(root, 'dist', relative(source, from));
  if (upToDate(from, to)) continue;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { preserveTimestamps: true });
}

function upToDate(from, to) {
  const a = statSync(from);
  const b = statSync(to, { throwIfNoEntry: false });
  return b !== undefined && a.size === b.size && Math.floor(a.mtimeMs) === Math.floor(b.mtimeMs);
}
