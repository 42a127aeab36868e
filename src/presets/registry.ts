import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { Log } from '../logger.js';
import { typingDistance } from './distance.js';
import { type Loaded, loadPreset } from './load.js';
import type { Preset, PresetFolder } from './preset.js';
import type { Presets } from './presets.js';
import { type PresetProblem, problemLine } from './problem.js';
import { rank, type SearchEntry, searchEntry } from './search.js';
import { type Found, lookOver } from './shelf.js';

/** The presets that were found and are in order, and what is wrong with the others. Does not change once made. */
export class PresetRegistry implements Presets {
  readonly problems: readonly PresetProblem[];
  readonly #presets: ReadonlyMap<string, { readonly preset: Preset; readonly entry: SearchEntry }>;

  constructor(presets: readonly Preset[], problems: readonly PresetProblem[]) {
    this.#presets = new Map(
      presets.map((preset) => [preset.manifest.name, { preset, entry: searchEntry(preset.manifest) }]),
    );
    this.problems = problems;
  }

  list(): readonly Preset[] {
    return [...this.#presets.values()].map(({ preset }) => preset);
  }

  get(name: string): Preset | null {
    return this.#presets.get(name)?.preset ?? null;
  }

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
  const { found, problems } = await lookOver(options.folders);
  const loaded: Loaded[] = [];
  for (const one of found) loaded.push(await loadPreset(one.folder, one.from));
  const registry = assemble(found, loaded, problems);
  for (const problem of registry.problems) {
    options.log.warn({ preset: problem.label }, `preset skipped: ${problemLine(problem)}`);
  }
  const counts = { presets: registry.list().length, problems: registry.problems.length };
  options.log.debug(counts, 'presets loaded');
  return registry;
}

/** What was read of each folder, put together. Of two presets with one name the first stays, the other is a problem. */
export function assemble(
  found: readonly Found[],
  loaded: readonly Loaded[],
  shelfProblems: readonly PresetProblem[],
): PresetRegistry {
  const presets = new Map<string, Preset>();
  const problems = [...shelfProblems];
  for (const [index, { from }] of found.entries()) {
    const one = loaded[index];
    problems.push(...(one?.problems ?? []));
    const preset = one?.preset ?? null;
    if (preset === null) continue;
    const taken = presets.get(preset.manifest.name);
    if (taken === undefined) presets.set(preset.manifest.name, preset);
    else problems.push(clash(preset, taken, from.label));
  }
  return new PresetRegistry([...presets.values()], problems);
}

function clash(preset: Preset, first: Preset, label: string): PresetProblem {
  return {
    label,
    file: join(preset.folder, 'preset.json'),
    field: 'name',
    sentence: `the name “${preset.manifest.name}” is already taken by ${first.folder}; choose another`,
  };
}
