import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSyntaxError, parseJson } from '../../src/presets/json-text.js';

describe('parseJson', () => {
  it.each([
    ['', 'line 1, column 1: the file ends too early'],
    ['{"a": 1', 'line 1, column 8: the file ends too early'],
    ['{\n  "a": 1,\n}', 'line 3, column 1: there is a comma too many before “}”'],
    ['[1, 2,]', 'line 1, column 7: there is a comma too many before “]”'],
    ['{\n  "a" 1\n}', 'line 2, column 7: expected “:”, found “1”'],
    ["{'a': 1}", 'line 1, column 2: use double quotes'],
    ['{} {}', 'line 1, column 4: there is something after the end'],
    [
      '{"a": "x\ny"}',
      'line 1, column 7: this text in quotes does not end on its line, or holds a wrong \\ sequence',
    ],
    ['{\r\n// hello\r\n}', 'line 2, column 1: JSON has no comments'],
    ['{"a": 1 "b": 2}', 'line 1, column 9: expected a comma or a closing bracket, found “"”'],
    ['{"a": tru}', 'line 1, column 7: expected a value, found “t”'],
  ])('says where %j is wrong', (text, message) => {
    expect(() => parseJson(text)).toThrow(new RegExp(`^${message.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`));
  });

  it('agrees with JSON.parse on what is JSON, and always knows a place', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\\', '\n', '0', 'e', '\u0001'))
      .map(([text, at, extra]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + extra + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged, fc.string()), (text) => {
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(() => parseJson(text)).toThrow(JsonSyntaxError);
          return;
        }
        expect(parseJson(text)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
