import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Inline, parseInline, parseMarkdown } from '../../../src/sandbox/web/text/markdown.js';
import { timeText } from '../../../src/sandbox/web/text/times.js';

const text = (words: string): Inline => ({ kind: 'text', text: words });

describe('Discord’s markdown', () => {
  it('has headings, small print, lists, quotes and fences', () => {
    const blocks = parseMarkdown(
      [
        '### Title',
        'one',
        'two',
        '-# small',
        '1. a',
        '2. b',
        '- c',
        '> quoted',
        '```js',
        'x * y',
        '```',
        'end',
      ].join('\n'),
    );
    expect(blocks).toEqual([
      { kind: 'heading', level: 3, inner: [text('Title')] },
      { kind: 'paragraph', inner: [text('one'), { kind: 'break' }, text('two')] },
      { kind: 'small', inner: [text('small')] },
      { kind: 'list', ordered: true, start: 1, items: [[text('a')], [text('b')]] },
      { kind: 'list', ordered: false, start: 1, items: [[text('c')]] },
      { kind: 'quote', blocks: [{ kind: 'paragraph', inner: [text('quoted')] }] },
      { kind: 'fence', text: 'x * y' },
      { kind: 'paragraph', inner: [text('end')] },
    ]);
  });

  it.each<[string, Inline[]]>([
    [
      '**bold** and *it*',
      [{ kind: 'bold', inner: [text('bold')] }, text(' and '), { kind: 'italic', inner: [text('it')] }],
    ],
    [
      '__under__ ~~gone~~',
      [{ kind: 'underline', inner: [text('under')] }, text(' '), { kind: 'strike', inner: [text('gone')] }],
    ],
    ['||secret||', [{ kind: 'spoiler', inner: [text('secret')] }]],
    ['`a *b*`', [{ kind: 'code', text: 'a *b*' }]],
    ['snake_case_name stays', [text('snake_case_name stays')]],
    ['\\*plain\\* \\_too\\_', [text('*plain* _too_')]],
    ['<@12> in <#34>', [{ kind: 'user', id: '12' }, text(' in '), { kind: 'channel', id: '34' }]],
    [
      '</stylize:5> <:paint:6>',
      [{ kind: 'command', name: 'stylize' }, text(' '), { kind: 'emoji', name: 'paint' }],
    ],
    ['<t:1700000000:R>', [{ kind: 'time', seconds: 1_700_000_000, style: 'R' }]],
    [
      '[open](https://a.example/b_c_d)',
      [{ kind: 'link', href: 'https://a.example/b_c_d', inner: [text('open')] }],
    ],
    [
      'see https://a.example/x_y, then',
      [
        text('see '),
        { kind: 'link', href: 'https://a.example/x_y', inner: [text('https://a.example/x_y')] },
        text(', then'),
      ],
    ],
    ['[no](javascript:alert(1))', [text('[no](javascript:alert(1))')]],
  ])('reads %s', (source, inlines) => {
    expect(parseInline(source)).toEqual(inlines);
  });

  it('never fails, and links nowhere but to the web, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab *_~|`<>@#[]()!:/\\\n-1.', 'http://x') }),
        (source) => {
          const all = JSON.stringify(parseMarkdown(source));
          for (const [, href] of all.matchAll(/"href":"([^"]*)/g)) expect(href).toMatch(/^https?:\/\//);
        },
      ),
    );
  });
});

describe('timestamps', () => {
  const at = Date.UTC(2026, 10, 25, 14, 0);
  it.each([
    ['R', at + 90_000, '1 minute ago'],
    ['R', at - 3 * 3_600_000, 'in 3 hours'],
    ['D', at, 'November 25, 2026'],
  ] as const)('in style %s', (style, now, words) => {
    expect(timeText(at, style, 'en-US', now)).toBe(words);
  });
});
