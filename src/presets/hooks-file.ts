import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrno } from '../errors.js';
import { MANIFEST_FILE } from './manifest-file.js';
import { resolveInside, type StyleFile } from './style-file.js';

const MAX_HOOKS_BYTES = 512 * 1024;

/** Checks a module of hooks by its outside. It is code: only the engine's child loads it. */
export async function checkHooksFile(folder: string, file: string): Promise<StyleFile> {
  const inside = await resolveInside(folder, file);
  if ('problem' in inside) return inside;
  const info = await stat(inside.path);
  if (!info.isFile()) return { problem: `“${file}” is not a file` };
  if (info.size > MAX_HOOKS_BYTES) {
    return { problem: `“${file}” is larger than ${MAX_HOOKS_BYTES / 1024} kB` };
  }
  return inside;
}

/** What modules are made of, and read. */
const CODE = /\.(?:js|mjs|cjs|json|wasm)$/;

/**
 * SHA-256 over all code in a preset's folder, names and bytes: what its hooks are, whichever files they import from
 * there. Another digest, other hooks.
 */
export async function digestHooks(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of await codeIn(folder, '')) {
    const bytes = await readFile(join(folder, name));
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** Paths with forward slashes, sorted, so that every system gives the same digest. */
async function codeIn(root: string, inside: string): Promise<string[]> {
  const entries = await readdir(join(root, inside), { withFileTypes: true }).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
  const found: string[] = [];
  for (const entry of entries) {
    const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== 'node_modules') found.push(...(await codeIn(root, name)));
    else if (entry.isFile() && CODE.test(entry.name) && name !== MANIFEST_FILE) found.push(name);
  }
  return found.sort();
}
