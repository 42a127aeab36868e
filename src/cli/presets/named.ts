import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../errors.js';
import { type Loaded, loadPreset } from '../../presets/load.js';
import { MANIFEST_FILE } from '../../presets/manifest-file.js';
import type { Preset } from '../../presets/preset.js';
import { problemLine } from '../../presets/problem.js';
import type { Context } from '../context.js';

/**
 * A preset as somebody names it on the command line: a folder with a preset.json, or a preset's name. A name that is
 * known for being broken, by its folder, is read again so that its problems are told.
 */
export async function readNamed(what: string, { presets, workingFolder }: Context): Promise<Loaded> {
  const folder = resolve(workingFolder, what);
  if (await isPresetFolder(folder))
    return loadPreset(folder, { path: resolve(folder, '..'), label: 'folder' });
  const known = presets.get(what);
  if (known !== null) return loadPreset(known.folder, known.from);
  const broken = presets.problems.filter(({ file }) => file.split(/[\\/]/).at(-2) === what);
  if (broken.length > 0) return { preset: null, problems: broken };
  return { preset: presets.require(what), problems: [] };
}

/** The same, which must be in order. Throws PRESET_INVALID with every problem. */
export async function requireNamed(what: string, context: Context): Promise<Preset> {
  const { preset, problems } = await readNamed(what, context);
  if (preset !== null && problems.length === 0) return preset;
  throw new AppError('PRESET_INVALID', { file: what, problem: problems.map(problemLine).join('\n') });
}

async function isPresetFolder(folder: string): Promise<boolean> {
  return (await stat(join(folder, MANIFEST_FILE)).catch(() => null))?.isFile() ?? false;
}
