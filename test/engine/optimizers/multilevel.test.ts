import { describe, expect, it } from 'vitest';
import { multilevel } from '../../../src/engine/optimizers/multilevel.js';
import { dot } from '../../../src/engine/optimizers/vectors.js';
import { seededNormal } from '../../../src/engine/random.js';

const WEIGHTS = [0.5, 1, 1];

interface Size {
  readonly width: number;
  readonly height: number;
}

function noise({ width, height }: Size, seed: number): Float32Array {
  const normal = seededNormal(seed);
  return Float32Array.from({ length: 3 * width * height }, () => normal());
}

function multiplied(picture: Float32Array, size: Size, weights: readonly number[]): Float32Array {
  const copy = picture.slice();
  multilevel(size, weights)(copy);
  return copy;
}

describe('multilevel', () => {
  it('spreads a pixel as worked out by hand, each colour for itself', () => {
    const size = { width: 8, height: 8 };
    const at = (x: number, y: number, colour: number) => 3 * (8 * y + x) + colour;
    const pixel = new Float32Array(3 * 64);
    pixel[at(2, 2, 1)] = 1;
    const spread = multiplied(pixel, size, [0.5, 1]);
    // Of the coarse pixels along a side, the second gets 3/8 of pixel 2 and the first 1/8. Doubled again (3/4 and 1/4 of
    // the two nearest, the first alone at the edge):
    const line = [1 / 8, (3 / 4) * (1 / 8) + (1 / 4) * (3 / 8), (3 / 4) * (3 / 8) + (1 / 4) * (1 / 8)];
    line.push((3 / 4) * (3 / 8), (1 / 4) * (3 / 8), 0, 0, 0);
    for (const [y, down] of line.entries()) {
      for (const [x, across] of line.entries()) {
        const own = x === 2 && y === 2 ? 0.5 : 0;
        expect(spread[at(x, y, 1)]).toBeCloseTo(own + down * across, 6);
        expect(spread[at(x, y, 0)]).toBe(0);
        expect(spread[at(x, y, 2)]).toBe(0);
      }
    }
  });

  it('multiplies a flat colour by the sum of the weights and the finest detail by the first', () => {
    const size = { width: 16, height: 12 };
    const flat = Float32Array.from({ length: 3 * 16 * 12 }, (_, i) => [40, 90, 200][i % 3] ?? 0);
    const chessboard = flat.map((_, i) => {
      const pixel = Math.floor(i / 3);
      return (Math.floor(pixel / 16) + (pixel % 16)) % 2 === 0 ? 1 : -1;
    });
    // Away from the edges, which stand for more than themselves.
    const middle = 3 * (6 * 16 + 8);
    expect(multiplied(flat, size, WEIGHTS)[middle]).toBeCloseTo(2.5 * 40, 3);
    expect(multiplied(chessboard, size, WEIGHTS)[middle]).toBeCloseTo(0.5 * (chessboard[middle] ?? 0), 5);
  });

  it.each([
    { width: 16, height: 12 },
    { width: 7, height: 5 },
    { width: 9, height: 1 },
  ])('is symmetric and positive definite at $width × $height', (size) => {
    const [a, b] = [noise(size, 1), noise(size, 2)];
    const scale = Math.sqrt(dot(a, a) * dot(b, b));
    const difference = dot(a, multiplied(b, size, WEIGHTS)) - dot(multiplied(a, size, WEIGHTS), b);
    expect(Math.abs(difference)).toBeLessThan(1e-6 * scale);
    for (const picture of [a, b]) {
      // All that the coarser levels add is squares.
      expect(dot(picture, multiplied(picture, size, WEIGHTS))).toBeGreaterThan(0.5 * dot(picture, picture));
    }
  });

  it('with one weight is a factor', () => {
    const size = { width: 5, height: 3 };
    const picture = noise(size, 3);
    expect(multiplied(picture, size, [2])).toEqual(picture.map((value) => 2 * value));
  });

  it('refuses a picture of another size', () => {
    expect(() => multilevel({ width: 4, height: 4 }, WEIGHTS)(new Float32Array(12))).toThrow('another size');
  });
});
