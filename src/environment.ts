import { readFileSync } from 'node:fs';
import { hasErrno } from './errors.js';

/** `.env` beside package.json, wherever the program is started from. */
const FILE = new URL('../.env', import.meta.url);

/** The process's environment with `.env` under it: a variable that is really set wins, even when it is empty. */
export function readEnvironment(real: NodeJS.ProcessEnv, file: URL | string = FILE): NodeJS.ProcessEnv {
  return { ...readFile(file), ...real };
}

function readFile(file: URL | string): Record<string, string> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return {};
    throw error;
  }
}

/**
 * `NAME=value` lines. Quotes around a value are taken off; without them, ` #` starts a comment. (Node's own
 * `util.parseEnv` came with 20.12, and we run from 20.11.)
 */
export function parseEnv(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined) continue;
    const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(value);
    found[name] = quoted?.[2] ?? value.replace(/(?:^|\s+)#.*$/, '');
  }
  return found;
}
