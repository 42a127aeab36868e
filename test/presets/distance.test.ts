import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closest, typingDistance } from '../../src/presets/distance.js';

describe('typingDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['nihgt', 'night', 1],
    ['ca', 'abc', 3], // this form edits no substring twice
  ])('%j and %j are %d apart', (a, b, distance) => {
    expect(typingDistance(a, b)).toBe(distance);
  });

  it('is symmetric, zero for equals only, and within the bounds that the lengths set', () => {
    const word = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = typingDistance(a, b);
        expect(distance).toBe(typingDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  it('knows what a slip meant, and when nothing is near', () => {
    expect(closest('titel', ['name', 'title'])).toBe('title');
    expect(closest('colour', ['name', 'title'])).toBeNull();
    expect(closest('ab', ['ac'])).toBeNull();
  });
});
