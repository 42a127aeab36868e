import { describe, expect, it } from 'vitest';
import { parseTyped } from '../../src/playground/typed-command.js';

describe('parseTyped', () => {
  it('reads a command with options, quoted or not', () => {
    expect(parseTyped('/stylize picture:a.jpg style: tide-of-stars strength:"very strong"')).toEqual({
      name: 'stylize',
      options: { picture: 'a.jpg', style: 'tide-of-stars', strength: 'very strong' },
    });
    expect(parseTyped('/styles')).toEqual({ name: 'styles', options: {} });
  });

  it('knows what is no command', () => {
    expect(parseTyped('hello')).toBeNull();
    expect(parseTyped('')).toBeNull();
  });
});
