import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';
import { closest } from './distance.js';
import { JsonSyntaxError, parseJson } from './json-text.js';
import { knownKeys } from './known-keys.js';
import { type PresetManifest, presetManifestSchema } from './preset.js';
import { fieldName } from './problem.js';
import { resolveInside } from './style-file.js';

export const MANIFEST_FILE = 'preset.json';
const MAX_MANIFEST_BYTES = 256 * 1024;

/** One thing that is wrong with a preset; the field is null where it is about the file as a whole. */
export interface Mistake {
  readonly field: string | null;
  readonly sentence: string;
}

export type Manifest = { readonly manifest: PresetManifest } | { readonly mistakes: readonly Mistake[] };

/** Reads a preset's `preset.json`. Never throws for what it holds: every mistake comes back. */
export async function readManifest(folder: string): Promise<Manifest> {
  const found = await resolveInside(folder, MANIFEST_FILE);
  if ('problem' in found) return wrong(found.problem);
  const info = await stat(found.path);
  if (!info.isFile()) return wrong('this is not a file');
  if (info.size > MAX_MANIFEST_BYTES)
    return wrong(`this file is larger than ${MAX_MANIFEST_BYTES / 1024} kB`);
  let json: unknown;
  try {
    // A byte-order mark, as some editors on Windows write, is no mistake.
    json = parseJson((await readFile(found.path, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return wrong(`not valid JSON at ${error.message}`);
    throw error;
  }
  return checkManifest(json);
}

/** A manifest from what its file holds. */
export function checkManifest(json: unknown): Manifest {
  const parsed = presetManifestSchema.safeParse(json);
  if (parsed.success) return { manifest: parsed.data };
  return { mistakes: parsed.error.issues.flatMap(explainIssue) };
}

function wrong(sentence: string): Manifest {
  return { mistakes: [{ field: null, sentence }] };
}

/** A zod issue as mistakes, one for each unknown key so that each can be found. */
function explainIssue(issue: z.core.$ZodIssue): Mistake[] {
  if (issue.code !== 'unrecognized_keys') {
    const message = issue.message.replace(/^Invalid input: /, '');
    const sentence = message.endsWith('received undefined') ? 'this setting is missing' : message;
    return [{ field: fieldName(issue.path), sentence }];
  }
  const known = knownKeys(presetManifestSchema, issue.path);
  return issue.keys.map((key) => {
    const meant = closest(key, known);
    const hint = meant === null ? `known here: ${known.join(', ')}` : `did you mean “${meant}”?`;
    return { field: fieldName([...issue.path, key]), sentence: `there is no such setting; ${hint}` };
  });
}
