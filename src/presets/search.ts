import { slipsAllowed, typingDistance } from './distance.js';
import type { PresetManifest } from './preset.js';

/** A preset's names as they are compared: folded once, searched on every keystroke. */
export interface SearchEntry {
  /** Name and titles, in all languages, without spaces, dashes, case and accents. */
  readonly whole: readonly string[];
  /** Their words. */
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

export function searchEntry(manifest: PresetManifest): SearchEntry {
  const translated = Object.values(manifest.translations).flatMap((one) => one?.title ?? []);
  const bare = manifest.name.split('/').at(-1) ?? '';
  const names = [manifest.name, bare, manifest.title, ...translated];
  return {
    whole: [...new Set(names.map(joined))],
    words: [...new Set(names.flatMap(fold))],
    tags: manifest.tags.flatMap(fold),
  };
}

/** Words in lower case without accents; everything that is no letter or digit separates. */
export function fold(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/**
 * How well a typed text fits: 0 is the name itself, larger is worse, null does not fit. In order: the whole, a
 * beginning, beginnings of words, anywhere in name or title, tags, then texts a slip or two away.
 */
export function rank(text: string, entry: SearchEntry): number | null {
  const typed = joined(text);
  const words = fold(text);
  if (typed === '') return 0;
  if (entry.whole.includes(typed)) return 0;
  if (entry.whole.some((name) => name.startsWith(typed))) return 1;
  if (words.every((word) => entry.words.some((known) => known.startsWith(word)))) return 2;
  if (entry.whole.some((name) => name.includes(typed))) return 3;
  const known = [...entry.words, ...entry.tags];
  if (words.every((word) => known.some((candidate) => candidate.startsWith(word)))) return 4;
  if (words.every((word) => known.some((candidate) => candidate.includes(word)))) return 5;
  const slips = Math.min(
    ...entry.whole.map((name) => slipsFrom(typed, name)),
    words.reduce((sum, word) => sum + Math.min(...known.map((candidate) => slipsFrom(word, candidate))), 0),
  );
  return slips <= slipsAllowed(typed.length) ? 5 + slips : null;
}

/** Slips between what was typed and the beginning of a name; infinite past what a text of that length forgives. */
function slipsFrom(typed: string, name: string): number {
  const allowed = slipsAllowed(typed.length);
  let least = Number.POSITIVE_INFINITY;
  for (let length = typed.length - allowed; length <= typed.length + allowed; length++) {
    least = Math.min(least, typingDistance(typed, name.slice(0, Math.max(0, length))));
  }
  return least <= allowed ? least : Number.POSITIVE_INFINITY;
}

function joined(text: string): string {
  return fold(text).join('');
}
