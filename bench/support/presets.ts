import { createLogger } from '../../src/logger.js';
import type { Presets } from '../../src/presets/presets.js';
import { loadPresets } from '../../src/presets/registry.js';
import { builtinPresetsFolder } from '../../src/presets/sources.js';

/** The built-in presets alone, whatever the host has besides. */
export function builtinPresets(): Promise<Presets> {
  const log = createLogger({ level: 'error', format: 'pretty', name: 'bench' });
  return loadPresets({ folders: [{ path: builtinPresetsFolder(), label: 'built-in' }], log });
}
