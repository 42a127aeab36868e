import type { Preset } from './preset.js';
import type { PresetProblem } from './problem.js';

/** The presets there are, as commands see them: fixed (`PresetRegistry`) or following their folders (`LivePresets`). */
export interface Presets {
  /** What is wrong with those that are not among them, or are only as they last were. */
  readonly problems: readonly PresetProblem[];
  /** All presets: folders in the configured order, names in the alphabet's. */
  list(): readonly Preset[];
  /** By exact name. */
  get(name: string): Preset | null;
  /**
   * The preset that a person named, forgiving case, spaces and the title in place of the name. Throws
   * PRESET_MISTYPED where one is near, PRESET_UNKNOWN where none is.
   */
  require(text: string): Preset;
  /** Presets that fit a half-typed text, best first. An empty text fits all. For autocomplete: nothing is read. */
  search(text: string, limit?: number): readonly Preset[];
  /** The one preset that a wrong name most likely meant, or null when nothing is near. */
  suggest(name: string): Preset | null;
}
