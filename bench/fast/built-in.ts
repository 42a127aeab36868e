import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { builtinPresetsFolder } from '../../src/presets/sources.js';

const manifestSchema = z.object({
  name: z.string(),
  recipe: z.string().default('multiscale'),
  overrides: z.record(z.string(), z.unknown()).default({}),
  network: z.object({ file: z.string() }).optional(),
});

/** What a comparison needs to know of a preset. */
export type BuiltIn = z.infer<typeof manifestSchema>;

/** The built-in presets that have a trained network, by name. */
export async function presetsWithNetwork(): Promise<BuiltIn[]> {
  const folder = builtinPresetsFolder();
  const found: BuiltIn[] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).filter((each) => each.isDirectory())) {
    const text = await readFile(join(folder, entry.name, 'preset.json'), 'utf8');
    const preset = manifestSchema.parse(JSON.parse(text));
    if (preset.network !== undefined) found.push(preset);
  }
  return found.sort((a, b) => a.name.localeCompare(b.name));
}
