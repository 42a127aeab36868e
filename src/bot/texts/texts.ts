import { en } from './en.js';
import { zhCN } from './zh-cn.js';

/** What every language file has to say. */
export type Texts = typeof en;

/** Discord's locales that have a language file of their own; English is for all others. */
export const TRANSLATIONS = { 'zh-CN': zhCN } as const satisfies Readonly<Record<string, Texts>>;

/** The texts for a Discord locale such as `en-GB`. */
export function textsFor(locale: string): Texts {
  return isTranslated(locale) ? TRANSLATIONS[locale] : en;
}

function isTranslated(locale: string): locale is keyof typeof TRANSLATIONS {
  return Object.hasOwn(TRANSLATIONS, locale);
}

/** A span of time as people say it: `14 s`, `2 min 5 s`, `1 h 10 min`. */
export function duration(seconds: number, texts: Texts): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return texts.seconds(whole);
  if (whole < 3600) return texts.minutes(Math.floor(whole / 60), whole % 60);
  const minutes = Math.round(whole / 60);
  return texts.hours(Math.floor(minutes / 60), minutes % 60);
}
