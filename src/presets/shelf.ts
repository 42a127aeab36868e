import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { hasErrno } from '../errors.js';
import type { PresetFolder } from './preset.js';
import type { PresetProblem } from './problem.js';

/** A preset's folder as it was found, unread. */
export interface Found {
  /** Absolute path. */
  readonly folder: string;
  readonly from: PresetFolder;
  /** Names, sizes and times of its files: another when any of them was written, added or removed. */
  readonly stamp: string;
}

export interface Shelf {
  /** In the configured order, names in the alphabet's. */
  readonly found: readonly Found[];
  /** Folders that could not be looked into. */
  readonly problems: readonly PresetProblem[];
}

/** Looks which presets there are, reading none of them. A folder that is missing is a problem, not an error. */
export async function lookOver(folders: readonly PresetFolder[]): Promise<Shelf> {
  const found: Found[] = [];
  const problems: PresetProblem[] = [];
  for (const from of folders) {
    const root = resolve(from.path);
    if (from.broken !== undefined) {
      problems.push({ label: from.label, file: root, field: null, sentence: from.broken });
      continue;
    }
    try {
      for (const folder of from.single ? [root] : await foldersIn(root)) {
        found.push({ folder, from, stamp: await stampOf(folder) });
      }
    } catch (error) {
      if (!hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) throw error;
      const { missing = 'there is no such folder' } = from;
      const sentence = hasErrno(error, 'EACCES')
        ? 'this folder may not be read; check its permissions'
        : missing;
      if (sentence !== null) problems.push({ label: from.label, file: root, field: null, sentence });
    }
  }
  return { found, problems };
}

/** Whether both looks saw the same. */
export function sameShelf(a: Shelf, b: Shelf): boolean {
  const key = ({ found, problems }: Shelf): string =>
    JSON.stringify([found.map(({ folder, stamp }) => [folder, stamp]), problems]);
  return key(a) === key(b);
}

/** The folders inside, sorted by name; links to folders count, hidden ones and node_modules do not. */
async function foldersIn(root: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const isFolder = entry.isSymbolicLink()
      ? ((await stat(join(root, entry.name)).catch(() => null))?.isDirectory() ?? false)
      : entry.isDirectory();
    if (isFolder) names.push(entry.name);
  }
  return names.sort().map((name) => join(root, name));
}

/** Empty for a folder that cannot be looked into, which reading it then says. */
async function stampOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const parts = await Promise.all(
    names.sort().map(async (name) => {
      const info = await stat(join(folder, name)).catch(() => null);
      return info === null ? name : `${name} ${info.size} ${info.mtimeMs} ${info.ctimeMs} ${info.ino}`;
    }),
  );
  return parts.join('\n');
}
