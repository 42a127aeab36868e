import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { closest } from './distance.js';
import { JsonSyntaxError, parseJson } from './json-text.js';
import { type Preset, type PresetFolder, presetManifestSchema } from './preset.js';
import { fieldName, type PresetProblem } from './problem.js';
import { checkStyleFile, resolveInside } from './style-file.js';

export const MANIFEST_FILE = 'preset.json';
const MAX_MANIFEST_BYTES = 256 * 1024;

/** What came of reading one. A preset that has problems is one that was in order before. */
export interface Loaded {
  readonly preset: Preset | null;
  readonly problems: readonly PresetProblem[];
}

/** Reads one preset's folder. Never throws for what the folder holds: every mistake comes back as a problem. */
export async function loadPreset(folder: string, from: PresetFolder): Promise<Loaded> {
  const file = join(folder, MANIFEST_FILE);
  const bad = (field: string | null, sentence: string): PresetProblem => ({
    label: from.label,
    file,
    field,
    sentence,
  });

  const found = await resolveInside(folder, MANIFEST_FILE);
  if ('problem' in found) return { preset: null, problems: [bad(null, found.problem)] };
  const info = await stat(found.path);
  if (!info.isFile()) return { preset: null, problems: [bad(null, 'this is not a file')] };
  if (info.size > MAX_MANIFEST_BYTES) {
    return {
      preset: null,
      problems: [bad(null, `this file is larger than ${MAX_MANIFEST_BYTES / 1024} kB`)],
    };
  }

  let json: unknown;
  try {
    // A byte-order mark, as some editors on Windows write, is no mistake.
    json = parseJson((await readFile(found.path, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      return { preset: null, problems: [bad(null, `not valid JSON at ${error.message}`)] };
    }
    throw error;
  }
  const parsed = presetManifestSchema.safeParse(json);
  if (!parsed.success) {
    return { preset: null, problems: parsed.error.issues.flatMap((issue) => explainIssue(issue, bad)) };
  }

  const manifest = parsed.data;
  const stylePaths: string[] = [];
  const problems: PresetProblem[] = [];
  for (const [index, style] of manifest.styles.entries()) {
    const checked = await checkStyleFile(folder, style.file);
    if ('problem' in checked) problems.push(bad(`styles[${index}].file`, checked.problem));
    else stylePaths.push(checked.path);
  }
  if (problems.length > 0) return { preset: null, problems };
  return { preset: { manifest, stylePaths, folder, from }, problems: [] };
}

const TOP_KEYS = Object.keys(presetManifestSchema.shape);
const STYLE_KEYS = Object.keys(presetManifestSchema.shape.styles.element.shape);

/** A zod issue as problems, one for each unknown key so that each can be found. */
function explainIssue(
  issue: z.core.$ZodIssue,
  bad: (field: string | null, sentence: string) => PresetProblem,
): PresetProblem[] {
  if (issue.code !== 'unrecognized_keys') {
    const message = issue.message.replace(/^Invalid input: /, '');
    const sentence = message.endsWith('received undefined') ? 'this setting is missing' : message;
    return [bad(fieldName(issue.path), sentence)];
  }
  const known = issue.path.length === 0 ? TOP_KEYS : STYLE_KEYS;
  return issue.keys.map((key) => {
    const meant = closest(key, known);
    const hint = meant === null ? `known here: ${known.join(', ')}` : `did you mean “${meant}”?`;
    return bad(fieldName([...issue.path, key]), `there is no such setting; ${hint}`);
  });
}
