/** Text that is not JSON, and where: both from 1, as editors count. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  constructor(
    readonly line: number,
    readonly column: number,
    problem: string,
  ) {
    super(`line ${line}, column ${column}: ${problem}`);
  }
}

/**
 * `JSON.parse` that says line and column. V8 gives a position for some mistakes only, and never a line, so on
 * failure the text is walked a second time by a small recogniser that stops at the first wrong token.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const stop = findMistake(text);
    if (stop === null) throw error;
    const before = text.slice(0, stop.index).split('\n');
    throw new JsonSyntaxError(before.length, (before.at(-1) ?? '').length + 1, stop.problem);
  }
}

interface Mistake {
  readonly index: number;
  readonly problem: string;
}

const TOKEN =
  /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)|[{}[\],:]/y;

/** What may come next. `first` forms also allow the closing bracket: the container is still empty. */
type Expect = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma or end';

/** The first place where the text stops being JSON (RFC 8259), or null when it is all right. */
function findMistake(text: string): Mistake | null {
  const open: ('{' | '[')[] = [];
  let expect: Expect = 'value';
  let index = 0;
  for (;;) {
    while (' \t\r\n'.includes(text[index] ?? 'x')) index++;
    if (index === text.length) {
      if (open.length === 0 && expect === 'comma or end') return null;
      return { index, problem: 'the file ends too early' };
    }
    if (open.length === 0 && expect === 'comma or end') {
      return { index, problem: 'there is something after the end' };
    }
    TOKEN.lastIndex = index;
    const token = TOKEN.exec(text)?.[0];
    const next: Expect | null = token === undefined ? null : follow(token, expect, open);
    if (token === undefined || next === null) return { index, problem: explain(text, index, expect) };
    expect = next;
    index += token.length;
  }
}

/** What may follow a token, or null where the token itself is wrong. Keeps the stack of open brackets. */
function follow(token: string, expect: Expect, open: ('{' | '[')[]): Expect | null {
  const inside = open.at(-1);
  switch (token) {
    case '{':
    case '[':
      if (expect !== 'value' && expect !== 'first value') return null;
      open.push(token);
      return token === '{' ? 'first key' : 'first value';
    case '}':
      if (inside !== '{' || (expect !== 'first key' && expect !== 'comma or end')) return null;
      open.pop();
      return 'comma or end';
    case ']':
      if (inside !== '[' || (expect !== 'first value' && expect !== 'comma or end')) return null;
      open.pop();
      return 'comma or end';
    case ':':
      return expect === 'colon' ? 'value' : null;
    case ',':
      if (expect !== 'comma or end') return null;
      return inside === '{' ? 'key' : 'value';
    default:
      if (expect === 'value' || expect === 'first value') return 'comma or end';
      return token.startsWith('"') && (expect === 'key' || expect === 'first key') ? 'colon' : null;
  }
}

function explain(text: string, index: number, expect: Expect): string {
  const found = text[index] ?? '';
  if (found === "'") return 'use double quotes';
  if (found === '/' || found === '#') return 'JSON has no comments';
  if ((found === '}' || found === ']') && (expect === 'key' || expect === 'value')) {
    return `there is a comma too many before “${found}”`;
  }
  if (found === '"' && expect !== 'colon' && expect !== 'comma or end') {
    return 'this text in quotes does not end on its line, or holds a wrong \\ sequence';
  }
  const wanted = {
    value: 'a value',
    'first value': 'a value or “]”',
    key: 'a name in double quotes',
    'first key': 'a name in double quotes or “}”',
    colon: '“:”',
    'comma or end': 'a comma or a closing bracket',
  }[expect];
  return `expected ${wanted}, found “${found}”`;
}
