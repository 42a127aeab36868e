import { fileURLToPath } from 'node:url';
import type { Config } from '../config.js';
import type { PresetFolder } from './preset.js';

/** The presets that come with Gramarye: beside this file, in `src/` as in `dist/` (the build copies them). */
export function builtinPresetsFolder(): string {
  return fileURLToPath(new URL('./builtin', import.meta.url));
}

/** Where every program looks for presets, in order: those that come with Gramarye, then the host's own. */
export function presetFolders({ presets }: Pick<Config['paths'], 'presets'>): readonly PresetFolder[] {
  const builtin = { path: builtinPresetsFolder(), label: 'built-in' };
  return presets === null ? [builtin] : [builtin, { path: presets, label: 'PRESETS_DIR' }];
}
