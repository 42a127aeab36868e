import { readFileSync } from 'node:fs';

/** Why a test is left out, by its name. */
export type LeftOut = ReadonlyMap<string, string>;

const REASONS = ['strings', 'complex64', 'synchronous read'];

/** Reads left-out.txt: a reason, a colon and a test's name on each line. Throws on any other line. */
export function readLeftOut(): LeftOut {
  const names = new Map<string, string>();
  for (const line of readFileSync(new URL('./left-out.txt', import.meta.url), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, reason = '', name = ''] = /^([^:]*): (.*)$/.exec(line) ?? [];
    if (!REASONS.includes(reason) || name === '') {
      throw new Error(`left-out.txt: “${line}” is not “REASON: NAME” with one of ${REASONS.join(', ')}.`);
    }
    names.set(name, reason);
  }
  return names;
}
