import type { Presets } from '../../presets/presets.js';
import { problemLine } from '../../presets/problem.js';
import type { Finding } from './check.js';

/** Which presets there are, and which could not be used and why. */
export function checkPresets(registry: Presets): Finding {
  const names = registry.list().map((preset) => preset.manifest.name);
  const detail = `${names.length}: ${names.join(', ')}`;
  const { problems } = registry;
  if (problems.length === 0) return { name: 'Presets', status: 'ok', detail };
  return {
    name: 'Presets',
    status: names.length === 0 ? 'problem' : 'warning',
    detail,
    fix: problems.map(problemLine).join('\n'),
  };
}
