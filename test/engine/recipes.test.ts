import { describe, expect, it } from 'vitest';
import { resolveRecipe } from '../../src/engine/recipes.js';

describe('resolveRecipe', () => {
  it('gives the recipe with its overrides', () => {
    const recipe = resolveRecipe('multiscale', { octaves: [16], iterations: [1] });
    expect(recipe).toMatchObject({ name: 'multiscale', octaves: [16], iterations: [1] });
    expect(recipe.contentWeight).toBe(resolveRecipe('multiscale').contentWeight);
  });

  it('refuses a recipe that there is none of', () => {
    expect(() => resolveRecipe('impasto')).toThrow('no recipe called “impasto”');
    expect(() => resolveRecipe('toString')).toThrow('no recipe');
  });

  it.each([
    [{ stylWeight: 2 }, 'stylWeight'],
    [{ iterations: [] }, 'iterations'],
    [{ octaves: [3] }, 'octaves'],
    [{ contentWeight: -1 }, 'contentWeight'],
    [{ statistics: 'mean' }, 'statistics'],
  ])('refuses %o and names the setting', (overrides, setting) => {
    expect(() => resolveRecipe('multiscale', overrides)).toThrow(setting);
  });
});
