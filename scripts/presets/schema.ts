import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { manifestJsonSchema } from '../../src/presets/json-schema.js';

/** Writes the JSON Schema of preset.json, for editors (`npm run presets:schema`). A test keeps it up to date. */
async function main(): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const file = fileURLToPath(new URL('../../src/presets/preset.schema.json', import.meta.url));
  await writeFile(file, JSON.stringify(manifestJsonSchema(), null, 2));
  spawnSync('npx', ['biome', 'format', '--write', file], { cwd: root, stdio: 'inherit' });
}

void main();
