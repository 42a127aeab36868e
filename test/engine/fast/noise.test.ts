import { describe, expect, it } from 'vitest';
import { noiseMaps, withNoise } from '../../../src/engine/fast/noise.js';

const CELLS = [1, 3, 16];
const frame = { top: 0, left: 0, width: 120, height: 90 };

/** One map of several, row by row. */
const map = (values: Float32Array, index: number): Float32Array =>
  values.filter((_, i) => i % CELLS.length === index);

describe('noise for a network', () => {
  it('is the same in a piece of the picture as in the whole', () => {
    const whole = noiseMaps(CELLS, frame, 5);
    const piece = { top: 33, left: 47, width: 20, height: 10 };
    const cut = noiseMaps(CELLS, piece, 5);
    for (let y = 0; y < piece.height; y++) {
      const from = CELLS.length * ((piece.top + y) * frame.width + piece.left);
      const row = CELLS.length * piece.width;
      expect(cut.subarray(y * row, (y + 1) * row)).toEqual(whole.subarray(from, from + row));
    }
  });

  it('is around zero, fainter than colours, rough in fine cells and smooth in wide ones', () => {
    const values = noiseMaps(CELLS, { ...frame, width: 300, height: 300 }, 1);
    const steps = CELLS.map((_, index) => {
      const own = map(values, index);
      const mean = own.reduce((sum, v) => sum + v, 0) / own.length;
      const spread = Math.sqrt(own.reduce((sum, v) => sum + v * v, 0) / own.length);
      expect(Math.abs(mean)).toBeLessThan(0.03);
      expect(spread).toBeGreaterThan(0.15);
      expect(spread).toBeLessThan(0.35);
      return own.reduce((sum, v, i) => sum + Math.abs(v - (own[i - 1] ?? v)), 0) / own.length;
    });
    expect(steps[1]).toBeLessThan((steps[0] ?? 0) * 0.5);
    expect(steps[2]).toBeLessThan((steps[1] ?? 0) * 0.5);
  });

  it('differs by seed, and between the maps', () => {
    const first = noiseMaps([1, 1], frame, 1);
    expect(noiseMaps([1, 1], frame, 1)).toEqual(first);
    expect(noiseMaps([1, 1], frame, 2)).not.toEqual(first);
    const [even, odd] = [0, 1].map((parity) => first.filter((_, i) => i % 2 === parity));
    const product = even?.reduce((sum, v, i) => sum + v * (odd?.[i] ?? 0), 0) ?? Number.NaN;
    expect(Math.abs(product / (frame.width * frame.height))).toBeLessThan(0.005);
  });

  it('stands behind the colours of each pixel; a form without noise has the colours alone', () => {
    const pixels = Float32Array.from({ length: 3 * frame.width * frame.height }, (_, i) => i % 256);
    const both = withNoise(pixels, frame, { cells: CELLS, seed: 1 });
    expect([...both.subarray(6, 9)]).toEqual([3, 4, 5]);
    expect(both.subarray(9, 12)).toEqual(noiseMaps(CELLS, frame, 1).subarray(3, 6));
    expect(withNoise(pixels, frame, { cells: [], seed: 1 })).toBe(pixels);
  });
});
