/** Why a preset was skipped. The sentence is for whoever wrote the preset; it says what to change. */
export interface PresetProblem {
  /** Which of the configured folders it came from, e.g. `built-in`. */
  readonly label: string;
  /** Absolute path of the file or folder that is wrong. */
  readonly file: string;
  /** Where in `preset.json`, e.g. `styles[0].file`; null when it is about the file as a whole. */
  readonly field: string | null;
  readonly sentence: string;
}

/** One line for logs and terminals. */
export function problemLine(problem: PresetProblem): string {
  return `${problem.file}${problem.field === null ? '' : ` → ${problem.field}`}: ${problem.sentence}`;
}

/** A zod path as people write it: `styles[0].file`. Null for the top. */
export function fieldName(path: readonly PropertyKey[]): string | null {
  if (path.length === 0) return null;
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`))
    .join('');
}
