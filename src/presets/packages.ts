import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { hasErrno } from '../errors.js';
import { MANIFEST_FILE } from './manifest-file.js';
import type { PresetFolder } from './preset.js';
import { resolveInside } from './style-file.js';

/** The folder of a package that its presets are in, where its package.json names no other. */
export const PACKAGE_PRESETS = 'presets';
/** What the names of a Discord server's own presets begin with; no package may have it. */
export const SERVER_NAMESPACE = 'server';
/** Names that say what a package is, and need not be typed. */
const PREFIX = /^gramarye-presets?-(?=.)/;

const packageSchema = z.looseObject({
  gramarye: z.looseObject({ presets: z.string().min(1).optional() }).optional(),
});

/**
 * What the names of a package's presets begin with: its own name, without `gramarye-presets-`, the scope and a dot
 * before it. `@ada/gramarye-presets-inks` is `ada.inks`.
 */
export function packageNamespace(name: string): string {
  const [first = '', second] = name.split('/');
  return second === undefined ? first.replace(PREFIX, '') : `${first.slice(1)}.${second.replace(PREFIX, '')}`;
}

/**
 * Where an installed package has its presets: `gramarye.presets` in its package.json, or `presets`; a folder of presets,
 * or itself one. Looked for in `node_modules` of the presets' folder, then of Gramarye's own and the folders above it.
 * Never throws: what is wrong is in the folder that is answered.
 */
export async function locatePackage(name: string, presetsFolder: string): Promise<PresetFolder> {
  const label = `package ${name}`;
  const namespace = packageNamespace(name);
  const root = await findPackage(name, presetsFolder);
  const broken = (path: string, sentence: string): PresetFolder => ({
    path,
    label,
    namespace,
    broken: sentence,
  });
  if (namespace === SERVER_NAMESPACE) {
    return broken(
      root ?? join(presetsFolder, 'node_modules', name),
      `its presets would be called “${SERVER_NAMESPACE}/…”, as a Discord server’s own are: the package needs another name`,
    );
  }
  if (root === null) {
    const hint = `npm install --prefix ${presetsFolder} ${name}`;
    return broken(join(presetsFolder, 'node_modules', name), `the package is not installed: ${hint}`);
  }
  const parsed = packageSchema.safeParse(await readJson(join(root, 'package.json')));
  if (!parsed.success) {
    return broken(join(root, 'package.json'), 'this is no package.json, or its “gramarye” is no object');
  }
  const inside = parsed.data.gramarye?.presets ?? PACKAGE_PRESETS;
  const found = resolve(root, inside) === root ? { path: root } : await resolveInside(root, inside);
  if ('problem' in found) {
    return broken(root, `its folder of presets, “${inside}”, is not there, or leads outside the package`);
  }
  return { path: found.path, label, namespace, single: await isFile(join(found.path, MANIFEST_FILE)) };
}

/** The package's real folder, or null where it is not installed. */
async function findPackage(name: string, presetsFolder: string): Promise<string | null> {
  for (const folder of [presetsFolder, ...foldersAbove(fileURLToPath(new URL('.', import.meta.url)))]) {
    const path = join(folder, 'node_modules', name);
    if (await isFile(join(path, 'package.json'))) return realpath(path);
  }
  return null;
}

function foldersAbove(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return null;
    throw error;
  });
  return found?.isFile() ?? false;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}
