import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { presetManifestSchema } from './preset.js';

/** JSON Schema of `preset.json` as authors write it: what has a default may be left out. */
export function manifestJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(presetManifestSchema, {
    io: 'input',
    target: 'draft-7',
  });
  return { $schema, title: 'A preset of Gramarye (preset.json)', ...schema };
}

/** The same as a file, which `$schema` of a preset on this machine names: beside this one, in `src/` as in `dist/`. */
export function schemaFile(): string {
  return fileURLToPath(new URL('./preset.schema.json', import.meta.url));
}
