import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEnv, readEnvironment } from '../src/environment.js';
import { temporaryFolder } from './jobs/fixtures.js';

describe('.env', () => {
  it('is lines of NAME=value with comments and quotes', () => {
    const text = [
      '# a comment',
      'PLAIN=value',
      '  SPACED = a b  ',
      'export EXPORTED=yes',
      'COMMENTED=value # why',
      'HASH=a#b',
      'EMPTY=',
      'ONLY= # nothing',
      `DOUBLE="with # and spaces "  # why`,
      `SINGLE='it is'`,
      'not a line',
    ];
    expect(parseEnv(text.join('\r\n'))).toEqual({
      PLAIN: 'value',
      SPACED: 'a b',
      EXPORTED: 'yes',
      COMMENTED: 'value',
      HASH: 'a#b',
      EMPTY: '',
      ONLY: '',
      DOUBLE: 'with # and spaces ',
      SINGLE: 'it is',
    });
  });

  it('gives way to the real environment, and may be absent', () => {
    const file = join(temporaryFolder(), '.env');
    expect(readEnvironment({ A: '1' }, file)).toEqual({ A: '1' });
    writeFileSync(file, 'A=2\nB=3\nC=4\n');
    expect(readEnvironment({ A: '1', C: '' }, file)).toEqual({ A: '1', B: '3', C: '' });
  });
});
