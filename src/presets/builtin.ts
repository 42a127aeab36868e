import { fileURLToPath } from 'node:url';

/** The presets that come with Gramarye: beside this file, in `src/` as in `dist/` (the build copies them). */
export function builtinPresetsFolder(): string {
  return fileURLToPath(new URL('./builtin', import.meta.url));
}
