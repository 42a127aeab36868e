import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError, hasErrno } from '../errors.js';
import type { Log } from '../logger.js';
import { typingDistance } from './distance.js';
import { loadPreset } from './load.js';
import type { Preset } from './preset.js';
import { type PresetProblem, problemLine } from './problem.js';
import { rank, type SearchEntry, searchEntry } from './search.js';

/** A folder of presets: each folder inside it is one. The label names it in reports, e.g. `built-in`. */
export interface PresetFolder {
  readonly path: string;
  readonly label: string;
}

/** The presets that were found and are in order, and what is wrong with the others. Does not change once made. */
export class PresetRegistry {
  readonly problems: readonly PresetProblem[];
  readonly #presets: ReadonlyMap<string, { readonly preset: Preset; readonly entry: SearchEntry }>;

  constructor(presets: readonly Preset[], problems: readonly PresetProblem[]) {
    this.#presets = new Map(
      presets.map((preset) => [preset.manifest.name, { preset, entry: searchEntry(preset.manifest) }]),
    );
    this.problems = problems;
  }

  /** All presets: folders in the configured order, names in the alphabet's. */
  list(): readonly Preset[] {
    return [...this.#presets.values()].map(({ preset }) => preset);
  }

  /** By exact name. */
  get(name: string): Preset | null {
    return this.#presets.get(name)?.preset ?? null;
  }

  /**
   * The preset that a person named, forgiving case, spaces and the title in place of the name. Throws
   * PRESET_MISTYPED where one is near, PRESET_UNKNOWN where none is.
   */
  require(text: string): Preset {
    const exact = this.get(text);
    if (exact !== null) return exact;
    for (const { preset, entry } of this.#presets.values()) {
      if (text !== '' && rank(text, entry) === 0) return preset;
    }
    const meant = this.suggest(text);
    const name = text.slice(0, 60);
    if (meant !== null) throw new AppError('PRESET_MISTYPED', { name, meant: meant.manifest.name });
    const names = this.list().map((preset) => preset.manifest.name);
    throw new AppError('PRESET_UNKNOWN', { name, some: names.slice(0, 10).join(', ') });
  }

  /** Presets that fit a half-typed text, best first. An empty text fits all. For autocomplete: nothing is read. */
  search(text: string, limit = 25): readonly Preset[] {
    const found: { preset: Preset; fit: number }[] = [];
    for (const { preset, entry } of this.#presets.values()) {
      const fit = rank(text.slice(0, 100), entry);
      if (fit !== null) found.push({ preset, fit });
    }
    // Sorting is stable, so equals keep the order of `list`.
    return found
      .sort((a, b) => a.fit - b.fit)
      .slice(0, limit)
      .map(({ preset }) => preset);
  }

  /** The one preset that a wrong name most likely meant, or null when nothing is near. */
  suggest(name: string): Preset | null {
    const typed = name.slice(0, 100);
    const [fits] = typed.trim() === '' ? [] : this.search(typed, 1);
    if (fits !== undefined) return fits;
    let best: Preset | null = null;
    let least = Math.ceil(typed.length / 3) + 1;
    for (const preset of this.list()) {
      const distance = typingDistance(typed.toLowerCase(), preset.manifest.name);
      if (distance < least) {
        best = preset;
        least = distance;
      }
    }
    return best;
  }
}

/**
 * Reads all presets of the given folders, in order. A bad preset is logged, kept in `problems` and skipped; the rest
 * go on. Of two presets with one name the first stays. A folder that is missing is a problem too, not an error.
 */
export async function loadPresets(options: {
  readonly folders: readonly PresetFolder[];
  readonly log: Log;
}): Promise<PresetRegistry> {
  const presets = new Map<string, Preset>();
  const problems: PresetProblem[] = [];
  for (const folder of options.folders) {
    const root = resolve(folder.path);
    const names = await presetFolders(root).catch((error: unknown) => {
      if (!hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) throw error;
      problems.push({
        label: folder.label,
        file: root,
        field: null,
        sentence: hasErrno(error, 'EACCES')
          ? 'this folder may not be read; check its permissions'
          : 'there is no such folder',
      });
      return [];
    });
    for (const name of names) {
      const loaded = await loadPreset(join(root, name), folder.label);
      problems.push(...loaded.problems);
      if (loaded.preset === null) continue;
      const taken = presets.get(loaded.preset.manifest.name);
      if (taken === undefined) presets.set(loaded.preset.manifest.name, loaded.preset);
      else problems.push(clash(loaded.preset, taken, folder.label));
    }
  }
  for (const problem of problems) {
    options.log.warn({ preset: problem.label }, `preset skipped: ${problemLine(problem)}`);
  }
  options.log.debug({ presets: presets.size, problems: problems.length }, 'presets loaded');
  return new PresetRegistry([...presets.values()], problems);
}

/** Names of the folders inside, sorted; links to folders count, hidden ones and node_modules do not. */
async function presetFolders(root: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const isFolder = entry.isSymbolicLink()
      ? ((await stat(join(root, entry.name)).catch(() => null))?.isDirectory() ?? false)
      : entry.isDirectory();
    if (isFolder) names.push(entry.name);
  }
  return names.sort();
}

function clash(preset: Preset, first: Preset, label: string): PresetProblem {
  return {
    label,
    file: join(preset.folder, 'preset.json'),
    field: 'name',
    sentence: `the name “${preset.manifest.name}” is already taken by ${first.folder}; choose another`,
  };
}
