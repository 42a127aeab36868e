import { join } from 'node:path';
import { checkHooksFile } from './hooks-file.js';
import { MANIFEST_FILE, type Mistake, readManifest } from './manifest-file.js';
import { checkNetworkFile } from './network-file.js';
import { MAX_NAME, type Preset, type PresetFolder, type PresetManifest } from './preset.js';
import type { PresetProblem } from './problem.js';
import { checkStyleFile } from './style-file.js';

/** The card that `gramarye presets preview` makes. */
export const PREVIEW_FILE = 'preview.webp';

/** What came of reading one. A preset that has problems is one that was in order before. */
export interface Loaded {
  readonly preset: Preset | null;
  readonly problems: readonly PresetProblem[];
}

/** Reads one preset's folder. Never throws for what the folder holds: every mistake comes back as a problem. */
export async function loadPreset(folder: string, from: PresetFolder): Promise<Loaded> {
  const file = join(folder, MANIFEST_FILE);
  const refused = (mistakes: readonly Mistake[]): Loaded => ({
    preset: null,
    problems: mistakes.map((mistake) => ({ label: from.label, file, ...mistake })),
  });
  const read = await readManifest(folder);
  if ('mistakes' in read) return refused(read.mistakes);
  const name = from.namespace === undefined ? read.manifest.name : `${from.namespace}/${read.manifest.name}`;
  if (name.length > MAX_NAME) {
    const sentence = `with its package's it is “${name}”, ${name.length} characters; the most is ${MAX_NAME}`;
    return refused([{ field: 'name', sentence }]);
  }
  const manifest = { ...read.manifest, name };
  const { stylePaths, mistakes } = await checkFiles(folder, manifest);
  if (mistakes.length > 0) return refused(mistakes);
  const preview = await checkStyleFile(folder, PREVIEW_FILE);
  const previewPath = 'path' in preview ? preview.path : null;
  return { preset: { manifest, stylePaths, previewPath, folder, from }, problems: [] };
}

/** Looks at every file that a manifest names. */
async function checkFiles(folder: string, { styles, hooks, network }: PresetManifest) {
  const stylePaths: string[] = [];
  const mistakes: Mistake[] = [];
  const refuse = (field: string, sentence: string) => mistakes.push({ field, sentence });
  for (const [index, style] of styles.entries()) {
    const checked = await checkStyleFile(folder, style.file);
    if ('problem' in checked) refuse(`styles[${index}].file`, checked.problem);
    else stylePaths.push(checked.path);
  }
  if (hooks !== undefined) {
    const checked = await checkHooksFile(folder, hooks);
    if ('problem' in checked) refuse('hooks', checked.problem);
  }
  if (network !== undefined) {
    const checked = await checkNetworkFile(folder, network);
    if ('problem' in checked) refuse(`network.${checked.field}`, checked.problem);
  }
  return { stylePaths, mistakes };
}
