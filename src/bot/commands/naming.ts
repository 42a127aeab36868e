import type { LocalizationMap } from 'discord.js';
import { en } from '../texts/en.js';
import { type Texts, TRANSLATIONS } from '../texts/texts.js';

interface Names {
  readonly name: string;
  readonly name_localizations: LocalizationMap;
}
interface Described extends Names {
  readonly description: string;
  readonly description_localizations: LocalizationMap;
}

/** A name in English and in every other language there is, as Discord takes it. */
export function name(pick: (texts: Texts) => string): Names {
  return { name: pick(en), name_localizations: translations(pick) };
}

/** The name and the description of a command or an option. */
export function described(pick: (texts: Texts) => { name: string; description: string }): Described {
  return {
    ...name((texts) => pick(texts).name),
    description: pick(en).description,
    description_localizations: translations((texts) => pick(texts).description),
  };
}

function translations(pick: (texts: Texts) => string): LocalizationMap {
  return Object.fromEntries(Object.entries(TRANSLATIONS).map(([locale, texts]) => [locale, pick(texts)]));
}
