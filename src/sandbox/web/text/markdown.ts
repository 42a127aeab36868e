/** A piece of running text. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler';
      readonly inner: readonly Inline[];
    }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly inner: readonly Inline[] }
  | { readonly kind: 'user' | 'channel' | 'role'; readonly id: string }
  | { readonly kind: 'command'; readonly name: string }
  | { readonly kind: 'time'; readonly seconds: number; readonly style: TimeStyle }
  | { readonly kind: 'emoji'; readonly name: string }
  | { readonly kind: 'break' };

export type TimeStyle = 't' | 'T' | 'd' | 'D' | 'f' | 'F' | 'R';

export type Block =
  | { readonly kind: 'paragraph' | 'small'; readonly inner: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly inner: readonly Inline[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly start: number;
      readonly items: readonly (readonly Inline[])[];
    }
  | { readonly kind: 'fence'; readonly text: string };

/**
 * Discord's markdown, as its client shows it: headings, `-#` small print, quotes, lists, fences, bold, italic,
 * underline, strike-through, spoilers, code, links, mentions, timestamps, custom emoji and escapes.
 */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  let paragraph: string[] = [];
  const endParagraph = () => {
    const joined = paragraph.join('\n').replace(/^\n+|\n+$/g, '');
    if (joined !== '') blocks.push({ kind: 'paragraph', inner: parseInline(joined) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.startsWith('```')) {
      const rest = lines.slice(at).join('\n');
      const fence = /^```(?:[\w+-]*\n)?([\s\S]*?)\n?```[ \t]*(?:\n|$)/.exec(rest);
      if (fence !== null) {
        endParagraph();
        blocks.push({ kind: 'fence', text: fence[1] ?? '' });
        at += fence[0].replace(/\n$/, '').split('\n').length - 1;
        continue;
      }
    }
    const heading = /^(#{1,3}) +(.+)$/.exec(line);
    const small = /^-# +(.+)$/.exec(line);
    if (heading !== null) {
      endParagraph();
      const level = Math.min(3, heading[1]?.length ?? 1) as 1 | 2 | 3;
      blocks.push({ kind: 'heading', level, inner: parseInline(heading[2] ?? '') });
    } else if (small !== null) {
      endParagraph();
      blocks.push({ kind: 'small', inner: parseInline(small[1] ?? '') });
    } else if (line.startsWith('>>> ')) {
      endParagraph();
      blocks.push({
        kind: 'quote',
        blocks: parseMarkdown([line.slice(4), ...lines.slice(at + 1)].join('\n')),
      });
      return blocks;
    } else if (/^> /.test(line)) {
      endParagraph();
      const quoted = takeWhile(lines, at, (next) => /^> ?/.test(next));
      blocks.push({
        kind: 'quote',
        blocks: parseMarkdown(quoted.map((one) => one.replace(/^> ?/, '')).join('\n')),
      });
      at += quoted.length - 1;
    } else if (ITEM.test(line)) {
      endParagraph();
      const items = takeWhile(lines, at, (next) => ITEM.test(next) && isOrdered(next) === isOrdered(line));
      blocks.push({
        kind: 'list',
        ordered: isOrdered(line),
        start: Number.parseInt(line.trim(), 10) || 1,
        items: items.map((item) => parseInline(item.replace(ITEM, ''))),
      });
      at += items.length - 1;
    } else paragraph.push(line);
  }
  endParagraph();
  return blocks;
}

const ITEM = /^\s*(?:[-*]|\d+\.) +(?=\S)/;
const isOrdered = (line: string) => /^\s*\d/.test(line);

function takeWhile(lines: readonly string[], from: number, fits: (line: string) => boolean): string[] {
  const rest = lines.slice(from);
  const end = rest.findIndex((line) => !fits(line));
  return end < 0 ? rest : rest.slice(0, end);
}

interface Rule {
  readonly pattern: RegExp;
  readonly make: (match: RegExpExecArray) => Inline;
}

const style = (kind: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler') => (match: RegExpExecArray) =>
  ({ kind, inner: parseInline(match[1] ?? '') }) as const;

/** Tried in this order at each place; the first that fits wins. */
const RULES: readonly Rule[] = [
  { pattern: /^\\([^a-zA-Z0-9\s])/, make: (match) => ({ kind: 'text', text: match[1] ?? '' }) },
  { pattern: /^``([\s\S]+?)``(?!`)/, make: (match) => ({ kind: 'code', text: match[1] ?? '' }) },
  { pattern: /^`([^`]+)`/, make: (match) => ({ kind: 'code', text: match[1] ?? '' }) },
  { pattern: /^<@!?(\d+)>/, make: (match) => ({ kind: 'user', id: match[1] ?? '' }) },
  { pattern: /^<#(\d+)>/, make: (match) => ({ kind: 'channel', id: match[1] ?? '' }) },
  { pattern: /^<@&(\d+)>/, make: (match) => ({ kind: 'role', id: match[1] ?? '' }) },
  { pattern: /^<\/([^:>]+):\d+>/, make: (match) => ({ kind: 'command', name: match[1] ?? '' }) },
  { pattern: /^<a?:(\w+):\d+>/, make: (match) => ({ kind: 'emoji', name: match[1] ?? '' }) },
  {
    pattern: /^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/,
    make: (match) => ({ kind: 'time', seconds: Number(match[1]), style: (match[2] ?? 'f') as TimeStyle }),
  },
  {
    pattern: /^\[((?:\\.|[^[\]\\])+)\]\(<?(https?:\/\/[^\s<>)]+)>?(?: "[^"]*")?\)/,
    make: (match) => ({ kind: 'link', href: match[2] ?? '', inner: parseInline(match[1] ?? '') }),
  },
  { pattern: /^<(https?:\/\/[^\s<>]+)>/, make: (match) => bareLink(match[1] ?? '') },
  { pattern: /^https?:\/\/[^\s<>]*[^\s<>.,:;"')\]]/, make: (match) => bareLink(match[0]) },
  { pattern: /^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/s, make: style('bold') },
  { pattern: /^__((?:\\.|[^\\])+?)__(?!_)/s, make: style('underline') },
  { pattern: /^~~((?:\\.|[^\\])+?)~~/s, make: style('strike') },
  { pattern: /^\|\|((?:\\.|[^\\])+?)\|\|/s, make: style('spoiler') },
  { pattern: /^\*((?:\\.|\*\*|[^\\*])+?)\*(?!\*)/s, make: style('italic') },
  { pattern: /^_((?:\\.|__|[^\\_])+?)_(?![\w_])/s, make: style('italic') },
  { pattern: /^\n/, make: () => ({ kind: 'break' }) },
];

function bareLink(href: string): Inline {
  return { kind: 'link', href, inner: [{ kind: 'text', text: href }] };
}

export function parseInline(text: string): Inline[] {
  const found: Inline[] = [];
  let plain = '';
  let at = 0;
  const endPlain = () => {
    if (plain !== '') found.push({ kind: 'text', text: plain });
    plain = '';
  };
  while (at < text.length) {
    const rest = text.slice(at);
    // `snake_case` and addresses keep their underscores: such a mark must not follow a letter.
    const insideWord = /\w$/.test(text.slice(0, at));
    const hit = RULES.map((rule) => ({ rule, match: rule.pattern.exec(rest) })).find(
      ({ match }) => match !== null && !(insideWord && /^[_h]/.test(match[0])),
    );
    if (hit?.match == null) {
      plain += text[at];
      at++;
      continue;
    }
    const inline = hit.rule.make(hit.match);
    if (inline.kind === 'text') plain += inline.text;
    else {
      endPlain();
      found.push(inline);
    }
    at += hit.match[0].length;
  }
  endPlain();
  return found;
}
