import { AppError } from '../errors.js';
import { digestHooks } from './hooks-file.js';
import { checkNetworkFile } from './network-file.js';
import type { Preset } from './preset.js';
import { resolveInside } from './style-file.js';

/** The preset of that name as it is now, or null. */
export type FindPreset = (name: string) => Promise<Preset | null>;

/**
 * The module of a job's hooks, looked for by the preset's name in the configured folders alone: a job's row names no
 * paths, so that nothing else is ever run. Throws PRESET_HOOKS_GONE, and PRESET_HOOKS_CHANGED where its code is not
 * what it was when the job was asked for.
 */
export async function locateHooks(
  kept: { readonly preset: string; readonly digest: string },
  findPreset: FindPreset,
): Promise<string> {
  return hooksAsKept(await findPreset(kept.preset), kept);
}

/** The same where the preset, or that there is none, is known. */
export async function hooksAsKept(
  preset: Preset | null,
  { preset: name, digest }: { readonly preset: string; readonly digest: string },
): Promise<string> {
  const { hooks } = preset?.manifest ?? {};
  const module = preset === null || hooks === undefined ? null : await resolveInside(preset.folder, hooks);
  if (preset === null || module === null || 'problem' in module) {
    throw new AppError('PRESET_HOOKS_GONE', { name });
  }
  if ((await digestHooks(preset.folder)) !== digest) throw new AppError('PRESET_HOOKS_CHANGED', { name });
  return module.path;
}

/**
 * The file of a job's fast network, looked for as its hooks are; null where it is not there any more, or is not the one
 * that the job was asked for with.
 */
export async function locateNetwork(
  { preset: name, digest }: { readonly preset: string; readonly digest: string },
  findPreset: FindPreset,
): Promise<string | null> {
  const preset = await findPreset(name);
  const { network } = preset?.manifest ?? {};
  if (preset === null || network === undefined || network.sha256 !== digest) return null;
  const checked = await checkNetworkFile(preset.folder, network);
  return 'problem' in checked ? null : checked.path;
}
