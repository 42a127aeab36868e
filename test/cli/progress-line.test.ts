import { describe, expect, it } from 'vitest';
import { createProgressLine, progressText } from '../../src/cli/progress-line.js';

/** A stream that remembers, as a terminal or as a file. */
function stream(terminal: { columns: number } | null) {
  const written: string[] = [];
  const fake = {
    isTTY: terminal !== null,
    columns: terminal?.columns,
    write: (text: string) => written.push(text),
  };
  return { written, stream: fake as unknown as NodeJS.WriteStream };
}

const at = (fraction: number) => ({ fraction, label: 'octave 1 of 3', secondsLeft: 12.2 });

describe('progressText', () => {
  it('says how far and how long', () => {
    expect(progressText(at(0.5))).toBe('████████████░░░░░░░░░░░░  50 %  octave 1 of 3 · 13 s left');
  });

  it('keeps quiet about a time nobody knows, and stays in its frame', () => {
    const text = progressText({ fraction: 1.7, label: 'x', secondsLeft: null });
    expect(text).not.toContain('left');
    expect(text.startsWith('█'.repeat(24))).toBe(true);
    expect(text).not.toContain('█'.repeat(25));
  });

  it('counts long times in minutes', () => {
    expect(progressText({ fraction: 0, label: '', secondsLeft: 150 })).toContain('3 min left');
  });
});

describe('createProgressLine', () => {
  it('redraws one line on a terminal, never wider than it', () => {
    const { written, stream: terminal } = stream({ columns: 40 });
    const line = createProgressLine(terminal);
    line.update(at(0.1));
    line.update(at(0.2));
    line.end();
    line.end();
    expect(written.filter((text) => text === '\n')).toHaveLength(1);
    for (const text of written.slice(0, 2)) {
      expect(text.startsWith('\r\u001b[K')).toBe(true);
      expect(text.length - '\r\u001b[K'.length).toBeLessThan(40);
    }
  });

  it('writes a plain line now and then elsewhere, and always the last', () => {
    const { written, stream: file } = stream(null);
    const line = createProgressLine(file, { indent: '  ' });
    for (let step = 0; step <= 100; step++) line.update(at(step / 100));
    line.end();
    expect(written.length).toBeGreaterThanOrEqual(10);
    expect(written.length).toBeLessThanOrEqual(12);
    expect(written.at(-1)).toContain('100 %');
    expect(written.join('')).not.toContain('\r');
  });
});
