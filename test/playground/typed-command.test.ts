import { describe, expect, it } from 'vitest';
import { parseTyped } from '../../src/playground/typed-command.js';

describe('parseTyped', () => {
  it('reads a command with options, quoted or not', () => {
    expect(parseTyped('/stylize picture:a.jpg style: tide-of-stars strength:"very strong"')).toEqual({
      name: 'stylize',
      path: [],
      options: { picture: 'a.jpg', style: 'tide-of-stars', strength: 'very strong' },
    });
    expect(parseTyped('/styles')).toEqual({ name: 'styles', path: [], options: {} });
  });

  it('reads a subcommand', () => {
    expect(parseTyped('/privacy export')).toEqual({ name: 'privacy', path: ['export'], options: {} });
    expect(parseTyped('/settings mine size: 512 style:a')).toEqual({
      name: 'settings',
      path: ['mine'],
      options: { size: '512', style: 'a' },
    });
  });

  it('knows what is no command', () => {
    expect(parseTyped('hello')).toBeNull();
    expect(parseTyped('')).toBeNull();
  });
});
