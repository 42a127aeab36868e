import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, planOctaves, sideForRows } from '../../src/engine/octaves.js';
import { resolveRecipe } from '../../src/engine/recipes.js';
import { resize } from '../../src/engine/resize.js';
import { waves } from './support/scenes.js';

const longest = (octaves: readonly { width: number; height: number }[]) =>
  octaves.map(({ width, height }) => Math.max(width, height));

describe('planOctaves', () => {
  const recipe = resolveRecipe('multiscale', { iterations: [9, 5] });
  const photo = { width: 800, height: 600 };

  it('doubles from 128 to the size', () => {
    expect(longest(planOctaves(recipe, photo, 512))).toEqual([128, 256, 512]);
    expect(longest(planOctaves(recipe, photo, 300))).toEqual([128, 300]);
    expect(longest(planOctaves(recipe, photo, 400))).toEqual([128, 256, 400]);
    expect(longest(planOctaves(recipe, photo, 64))).toEqual([64]);
    expect(planOctaves(recipe, photo, 512).map(({ iterations }) => iterations)).toEqual([9, 5, 5]);
  });

  it('follows a recipe that names its octaves', () => {
    const named = resolveRecipe('multiscale', { octaves: [16, 900], iterations: [1] });
    expect(planOctaves(named, photo, 512)).toEqual([
      { width: 16, height: 12, iterations: 1 },
      { width: 512, height: 384, iterations: 1 },
    ]);
  });

  it('paints the size alone when the recipe says so, as high as the recipe is', () => {
    const single = resolveRecipe('multiscale', { octaves: 'single', iterations: [7] });
    expect(planOctaves(single, photo, 512)).toEqual([{ width: 512, height: 384, iterations: 7 }]);
    const side = fc.integer({ min: 16, max: 4000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const size = sideForRows({ width, height }, 400);
        expect(fitted({ width, height }, size).height).toBe(400);
      }),
    );
  });

  it('always grows, keeps proportions and ends at the size', () => {
    const side = fc.integer({ min: 16, max: 4000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 16, max: 2048 }), (width, height, size) => {
        const octaves = planOctaves(recipe, { width, height }, size);
        const sides = longest(octaves);
        expect(sides.at(-1)).toBe(size);
        expect(sides).toEqual([...new Set(sides)].sort((a, b) => a - b));
        for (const octave of octaves) {
          const factor = Math.max(octave.width, octave.height) / Math.max(width, height);
          expect(Math.abs(octave.width - Math.max(1, width * factor))).toBeLessThanOrEqual(0.5);
          expect(Math.abs(octave.height - Math.max(1, height * factor))).toBeLessThanOrEqual(0.5);
        }
      }),
    );
  });
});

describe('resize', () => {
  it('keeps a flat colour flat at any size', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, side, side, (w, h, toW, toH) => {
        const flat = { width: w, height: h, data: new Float32Array(3 * w * h).fill(200) };
        for (const value of resize(flat, toW, toH).data) expect(value).toBeCloseTo(200, 3);
      }),
      { numRuns: 50 },
    );
  });

  it('brings a smooth picture back from twice its size', () => {
    const photo = waves(30, 20);
    const back = resize(resize(photo, 60, 40), 30, 20);
    for (let y = 4; y < 16; y++) {
      for (let x = 4; x < 26; x++) {
        const at = 3 * (y * 30 + x);
        expect(Math.abs((back.data[at] ?? 0) - (photo.data[at] ?? 0))).toBeLessThan(6);
      }
    }
  });

  it('averages detail away when it shrinks', () => {
    const board = new Float32Array(3 * 32 * 32).map((_, i) => {
      const p = Math.floor(i / 3);
      return ((p % 32) + Math.floor(p / 32)) % 2 === 0 ? 0 : 200;
    });
    const small = resize({ width: 32, height: 32, data: board }, 8, 8);
    for (const value of small.data) expect(Math.abs(value - 100)).toBeLessThan(12);
  });
});
