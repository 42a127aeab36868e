import { fileURLToPath } from 'node:url';
import type { Config } from '../config.js';
import { locatePackage } from './packages.js';
import type { PresetFolder } from './preset.js';

/** The presets that come with Gramarye: beside this file, in `src/` as in `dist/` (the build copies them). */
export function builtinPresetsFolder(): string {
  return fileURLToPath(new URL('./builtin', import.meta.url));
}

/**
 * Where every program looks for presets, in order: those that come with Gramarye, the host's own, then packages. Asked
 * anew at every look, since packages may be installed meanwhile.
 */
export async function presetFolders({ presets }: Pick<Config, 'presets'>): Promise<readonly PresetFolder[]> {
  const folders: PresetFolder[] = [
    { path: builtinPresetsFolder(), label: 'built-in' },
    { path: presets.folder, label: 'PRESETS_DIR', missing: presets.isSet ? undefined : null },
  ];
  for (const name of presets.packages) folders.push(await locatePackage(name, presets.folder));
  return folders;
}
