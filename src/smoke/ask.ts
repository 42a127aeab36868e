import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks on the terminal; what is typed shows unless it is `hidden`. Null where there is no terminal to ask on. */
export async function ask(
  question: string,
  options: { readonly hidden?: boolean } = {},
): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  process.stdout.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: options.hidden ? silent : process.stdout,
    terminal: true,
  });
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    if (options.hidden) process.stdout.write('\n');
  }
}
