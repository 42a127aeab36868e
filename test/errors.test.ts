import { describe, expect, it } from 'vitest';
import { AppError, asAppError, ERROR_CODES, errorSentence, isErrorCode } from '../src/errors.js';

describe('the error table', () => {
  it('has a sentence a person can read for every code', () => {
    for (const code of ERROR_CODES) {
      expect(errorSentence(code)).toMatch(/[.:?}]$/);
      expect(isErrorCode(code)).toBe(true);
    }
    expect(isErrorCode('toString')).toBe(false);
  });

  it('fills in details and keeps unknown parts visible', () => {
    expect(errorSentence('JOB_QUOTA', { count: 3, limit: 3 })).toContain('already have 3 pictures');
    expect(errorSentence('JOB_QUOTA', { count: 3 })).toContain('{limit}');
  });
});

describe('asAppError', () => {
  it('recognises a full disk whatever threw it', () => {
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    expect(asAppError(full).code).toBe('DISK_FULL');
  });

  it('keeps an AppError as it is and the cause of anything else', () => {
    const known = new AppError('PICTURE_SVG');
    expect(asAppError(known)).toBe(known);
    const odd = new Error('odd');
    const wrapped = asAppError(odd, 'ENGINE_FAILED');
    expect(wrapped.cause).toBe(odd);
    expect(wrapped.userMessage).not.toContain('odd');
  });
});
