import { describe, expect, it } from 'vitest';
import { extractorFor, resolveRecipe, withControls } from '../../src/engine/recipes.js';
import { DEFAULT_CONTROLS } from '../../src/jobs/job.js';

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

describe('the classic recipes', () => {
  it('keras has every constant of the chapter', () => {
    expect(resolveRecipe('keras')).toMatchObject({
      extractor: 'vgg19',
      rows: 400,
      octaves: 'single',
      iterations: [4000],
      styleLayers: {
        block1_conv1: 1 / 5,
        block2_conv1: 1 / 5,
        block3_conv1: 1 / 5,
        block4_conv1: 1 / 5,
        block5_conv1: 1 / 5,
      },
      styleWeight: 1e-6,
      contentLayers: { block5_conv2: 1 },
      contentWeight: 2.5e-8,
      tvWeight: 1e-6,
      tvPower: 1.25,
      noise: 0,
      styleFit: 'stretch',
      optimizer: 'sgd',
      learningRate: 100,
      decay: 0.96,
      decaySteps: 100,
    });
  });

  it('gatys has those of the paper and its code', () => {
    expect(resolveRecipe('gatys')).toMatchObject({
      extractor: 'vgg19',
      pooling: 'average',
      styleLayers: { block1_conv1: 1e3 / 64 ** 2, block5_conv1: 1e3 / 512 ** 2 },
      contentLayers: { block4_conv2: 1 },
      contentWeight: 1,
      optimizer: 'lbfgs',
    });
  });

  it('another optimizer brings its own count of steps, which an override still changes', () => {
    const [own, adam] = [resolveRecipe('multiscale'), resolveRecipe('multiscale', { optimizer: 'adam' })];
    expect(adam.iterations[0]).toBeGreaterThan(own.iterations[0] ?? 0);
    expect(resolveRecipe('multiscale', { optimizer: 'adam', iterations: [7] }).iterations).toEqual([7]);
    expect(resolveRecipe('keras', { optimizer: 'adam' }).learningRate).toBeNull();
  });
});

describe('withControls', () => {
  const recipe = resolveRecipe('multiscale', { styleScale: 1.5, tvWeight: 2, iterations: [10, 4] });

  it('changes nothing where nobody chose', () => {
    expect(withControls(recipe, DEFAULT_CONTROLS)).toEqual(recipe);
  });

  it('multiplies brush size and smoothness, and takes longer for the best', () => {
    const changed = withControls(recipe, { brush: 2, smoothness: 0.5, quality: 'best' });
    expect(changed).toMatchObject({ styleScale: 3, tvWeight: 1, iterations: [25, 10] });
  });

  it('makes a few steps at the full size of any recipe, where they follow a network', () => {
    const controls = { brush: 1, smoothness: 1, quality: 'fast' } as const;
    const few = { octaves: 'single', optimizer: 'lbfgs', iterations: [8], styleWeight: 0.85 };
    expect(withControls(recipe, controls)).toMatchObject(few);
    expect(withControls(resolveRecipe('keras'), controls)).toMatchObject({
      ...few,
      styleWeight: expect.closeTo(0.85e-6, 12),
    });
  });
});

describe('extractorFor', () => {
  it('takes the recipe’s own, then what was asked for, then the host’s', () => {
    expect(extractorFor(resolveRecipe('keras'), { extractor: 'auto' }, 'wavelet')).toBe('vgg19');
    expect(extractorFor(resolveRecipe('multiscale'), { extractor: 'squeezenet' }, 'wavelet')).toBe(
      'squeezenet',
    );
    expect(extractorFor(resolveRecipe('multiscale'), { extractor: 'auto' }, 'vgg19')).toBe('vgg19');
    const fast = { extractor: 'auto', quality: 'fast' } as const;
    expect(extractorFor(resolveRecipe('multiscale'), fast, 'vgg19')).toBe('wavelet');
    expect(extractorFor(resolveRecipe('keras'), fast, 'wavelet')).toBe('vgg19');
  });

  it('refuses an extractor without the recipe’s layers', () => {
    expect(() => extractorFor(resolveRecipe('gatys'), { extractor: 'wavelet' }, 'auto')).toThrow(
      /gatys.*vgg19.*wavelet/,
    );
  });
});
