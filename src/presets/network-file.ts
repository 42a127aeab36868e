import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { PresetManifest } from './preset.js';
import { resolveInside } from './style-file.js';

/** The largest network that a preset brings: some twenty times what a good one takes. */
const MAX_NETWORK_BYTES = 16 * 1024 * 1024;

type NetworkField = 'file' | 'sha256';
export type NetworkFile =
  | { readonly path: string }
  | { readonly field: NetworkField; readonly problem: string };

/** Checks a preset's network by its outside: a file in the folder, of plausible size, with the digest it should have. */
export async function checkNetworkFile(
  folder: string,
  { file, sha256 }: NonNullable<PresetManifest['network']>,
): Promise<NetworkFile> {
  const inside = await resolveInside(folder, file);
  if ('problem' in inside) return { field: 'file', problem: inside.problem };
  const info = await stat(inside.path);
  if (!info.isFile()) return { field: 'file', problem: `“${file}” is not a file` };
  if (info.size > MAX_NETWORK_BYTES) {
    return {
      field: 'file',
      problem: `“${file}” is ${(info.size / 1024 / 1024).toFixed(1)} MB; the most is ${MAX_NETWORK_BYTES / 1024 / 1024} MB`,
    };
  }
  const digest = createHash('sha256')
    .update(await readFile(inside.path))
    .digest('hex');
  if (digest === sha256) return inside;
  return { field: 'sha256', problem: `“${file}” is not the file that was trained: its SHA-256 is ${digest}` };
}
