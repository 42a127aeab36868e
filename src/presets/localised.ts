import type { Locale } from './locales.js';
import type { PresetManifest } from './preset.js';

/** Title and description in a locale of Discord's, in another of the same language, or as they are. */
export function localised(
  { title, description, translations }: PresetManifest,
  locale: string,
): { readonly title: string; readonly description: string } {
  const exact = translations[locale as Locale];
  const language = locale.split('-')[0];
  const near = Object.entries(translations).find(([other]) => other.split('-')[0] === language)?.[1];
  return {
    title: exact?.title ?? near?.title ?? title,
    description: exact?.description ?? near?.description ?? description,
  };
}
