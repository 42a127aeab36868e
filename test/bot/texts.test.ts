import { describe, expect, it } from 'vitest';
import { FOR_THE_HOST, publicSentence } from '../../src/bot/public-sentence.js';
import { en } from '../../src/bot/texts/en.js';
import { duration, TRANSLATIONS, textsFor } from '../../src/bot/texts/texts.js';
import { ERROR_CODES, errorSentence } from '../../src/errors.js';

const translations = Object.entries(TRANSLATIONS);

describe('languages', () => {
  it('follow the person’s locale; English is for all others', () => {
    expect(textsFor('zh-CN').buttons.cancel).toBe('取消');
    for (const locale of ['en-US', 'en-GB', 'fr', '', 'toString']) expect(textsFor(locale)).toBe(en);
  });

  it.each(translations)('%s has a sentence for every failure that people can meet', (_, texts) => {
    const missing = ERROR_CODES.filter((code) => !FOR_THE_HOST.has(code) && texts.errors[code] === undefined);
    expect(missing).toEqual([]);
  });

  it.each(translations)('%s names in each sentence what the English one names', (_, texts) => {
    const parts = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([part]) => part).sort();
    for (const code of ERROR_CODES) {
      const sentence = texts.errors[code];
      if (sentence !== undefined) expect([code, parts(sentence)]).toEqual([code, parts(errorSentence(code))]);
    }
  });

  it.each(translations)('%s says everything in its own words, and nothing is empty', (_, texts) => {
    const same: string[] = [];
    compare(en, texts, '', same);
    // What is the same in both: a plus between two names.
    expect(same).toEqual(['blend']);
  });

  it.each([['en-US', en] as const, ...translations])('%s fits Discord’s limits', (_, texts) => {
    const { menuStylize, ...slash } = texts.commands;
    expect(menuStylize.name.length).toBeLessThanOrEqual(32);
    const options = Object.values(texts.options).map(({ name, description }) => ({
      name,
      description: typeof description === 'string' ? description : description(2048),
    }));
    for (const { name, description } of [...Object.values(slash), ...options]) {
      expect(name).toMatch(/^[-_'\p{L}\p{N}]{1,32}$/u);
      expect(name).toBe(name.toLowerCase());
      expect(description.length).toBeLessThanOrEqual(100);
    }
    // What has the same name in English is the same word, in different commands.
    const names = options.map(({ name }) => name);
    expect(new Set(names).size).toBe(new Set(Object.values(en.options).map(({ name }) => name)).size);
    for (const label of Object.values(texts.buttons)) expect(label.length).toBeLessThanOrEqual(80);
  });

  it('sentences of failures are filled in', () => {
    expect(publicSentence('JOB_QUOTA', { count: 3, limit: 3 }, textsFor('zh-CN'))).toBe(
      '你已经有 3 张图片在等待或绘制中。上限是 3：请等一张完成。',
    );
    expect(publicSentence('DATA_UNWRITABLE', { path: '/secret' }, textsFor('zh-CN'))).toBe(
      TRANSLATIONS['zh-CN'].errors.INTERNAL,
    );
    expect(duration(125, textsFor('zh-CN'))).toBe('2 分 5 秒');
  });
});

const WORDS = ['Ink', 'Wash', 'red'];

/** Collects the paths of texts that are word for word the English ones; fails for those that are empty. */
function compare(english: object, other: object, path: string, same: string[]): void {
  for (const [key, value] of Object.entries(english)) {
    if (key === 'errors') continue;
    const at = path === '' ? key : `${path}.${key}`;
    const translated: unknown = Reflect.get(other, key);
    const [left, right] = [said(value), said(translated)];
    if (left === null || right === null) {
      compare(value as object, translated as object, at, same);
    } else {
      expect([at, right.trim()]).not.toEqual([at, '']);
      if (left === right) same.push(at);
    }
  }
}

/** A text, or what a function makes of some words; null for a group of texts. */
function said(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'function') return null;
  const count = value.length;
  const takesList = String(value).includes('.join(');
  const words = takesList ? [WORDS] : WORDS.slice(0, count);
  const numbers = [2, 3, 4, 5].slice(0, count);
  return String(
    value(...(takesList || /style|first|mention|time|factor/.test(String(value)) ? words : numbers)),
  );
}
