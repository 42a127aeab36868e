import { AppError } from '../errors.js';
import type { JobRequest, Quality } from '../jobs/job.js';
import {
  OPTIMIZERS,
  type OptimizerName,
  RECIPE_NAMES,
  type RecipeName,
  type RecipeSettings,
  recipeSettingsSchema,
} from '../presets/recipe-settings.js';

/**
 * Recipes are named settings of the one method. A preset names one and overrides what it likes; what results is a
 * complete, checked `Recipe` that `stylize` follows to the letter.
 */

export interface Recipe extends RecipeSettings {
  readonly name: RecipeName;
}

/** Layers of VGG19 by their Keras names: the first of each block. */
const FIRST_OF_EACH_BLOCK = [1, 2, 3, 4, 5].map((block) => `block${block}_conv1`);

const RECIPES = {
  /**
   * Our default: normalised losses, so that weights mean the same for every extractor and size, and octaves, so that
   * large forms are laid out where they cost little. Most iterations go where they are cheap and decide most: at
   * 512 pixels, 100 at 128 and 90 at 256 together cost as much as 29 of the last octave's.
   */
  multiscale: {
    extractor: null,
    pooling: null,
    rows: null,
    octaves: 'doubling',
    iterations: [100, 90, 25, 25, 12],
    styleLayers: null,
    contentLayers: null,
    statistics: 'moments',
    styleNormalisation: 'energy',
    contentNormalisation: 'energy',
    styleWeight: 1,
    contentWeight: 0.3,
    tvWeight: 0.5,
    tvNormalisation: 'mean',
    tvPower: 1,
    noise: 8,
    styleScale: 1,
    styleFit: 'area',
    optimizer: 'lbfgs',
    history: 10,
    learningRate: null,
    decay: 0.96,
    decaySteps: 100,
  },
  /**
   * Gatys, Ecker & Bethge 2016, with the constants of Gatys's own PytorchNeuralStyleTransfer: Gram matrices over the
   * number of positions, mean squared errors, 1e3/channels² a layer, 500 iterations of L-BFGS, no total variation;
   * average pooling, which the paper recommends (§2; ours is followed by the factor of extractors/vgg19.ts).
   */
  gatys: {
    extractor: 'vgg19',
    pooling: 'average',
    rows: null,
    octaves: 'single',
    iterations: [500],
    styleLayers: Object.fromEntries(
      [64, 128, 256, 512, 512].map((channels, i) => [FIRST_OF_EACH_BLOCK[i] ?? '', 1e3 / channels ** 2]),
    ),
    contentLayers: { block4_conv2: 1 },
    statistics: 'gram',
    styleNormalisation: 'mean',
    contentNormalisation: 'mean',
    styleWeight: 1,
    contentWeight: 1,
    tvWeight: 0,
    tvNormalisation: 'sum',
    tvPower: 1,
    noise: 0,
    styleScale: 1,
    styleFit: 'area',
    optimizer: 'lbfgs',
    history: 10,
    learningRate: null,
    decay: 0.96,
    decaySteps: 100,
  },
  /**
   * Chollet, Deep Learning with Python, 2nd ed., §12.3, to the letter: sums of squares, unnormalised Gram matrices,
   * the painting stretched to the photo's size, and 4000 steps down the gradient.
   */
  keras: {
    extractor: 'vgg19',
    pooling: 'max',
    rows: 400,
    octaves: 'single',
    iterations: [4000],
    styleLayers: Object.fromEntries(FIRST_OF_EACH_BLOCK.map((layer) => [layer, 1 / 5])),
    contentLayers: { block5_conv2: 1 },
    statistics: 'gram',
    styleNormalisation: 'chapter',
    contentNormalisation: 'sum',
    styleWeight: 1e-6,
    contentWeight: 2.5e-8,
    tvWeight: 1e-6,
    tvNormalisation: 'sum',
    tvPower: 1.25,
    noise: 0,
    styleScale: 1,
    styleFit: 'stretch',
    optimizer: 'sgd',
    history: 10,
    learningRate: 100,
    decay: 0.96,
    decaySteps: 100,
  },
} as const satisfies Record<RecipeName, RecipeSettings>;

/**
 * What fits another optimizer than the recipe's own: how many iterations it takes to much the same loss, and a step
 * of its own size. A preset's overrides come after these.
 */
const FOR_OPTIMIZER: Readonly<Record<RecipeName, Partial<Record<OptimizerName, Partial<RecipeSettings>>>>> = {
  multiscale: {
    adam: { iterations: [200, 160, 130] },
    sgd: { iterations: [600, 500, 400] },
  },
  gatys: { adam: { iterations: [1000] }, sgd: { iterations: [4000] } },
  keras: {
    lbfgs: { iterations: [500] },
    adam: { iterations: [1000], learningRate: null },
  },
};

/**
 * The recipe of that name with a preset's overrides. Throws OPTION_INVALID that names the setting and what is wrong
 * with it; settings that do not exist are refused, so that a typing mistake is noticed.
 */
export function resolveRecipe(name: string, overrides: Readonly<Record<string, unknown>> = {}): Recipe {
  if (!isRecipeName(name)) {
    throw new AppError('OPTION_INVALID', {
      option: 'recipe',
      problem: `there is no recipe called “${name}”. Use one of: ${RECIPE_NAMES.join(', ')}.`,
    });
  }
  const own: RecipeSettings = RECIPES[name];
  const optimizer = OPTIMIZERS.find((known) => known === overrides.optimizer);
  const fitting = optimizer === undefined ? {} : FOR_OPTIMIZER[name][optimizer];
  const parsed = recipeSettingsSchema.safeParse({ ...own, ...fitting, ...overrides });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError('OPTION_INVALID', {
      option: ['overrides', ...(issue?.path ?? [])].join('.'),
      problem: issue?.message ?? 'not valid',
    });
  }
  return { name, ...parsed.data };
}

/** Longer, by this factor, for a picture that is worth it. */
const BEST = 2.5;

/**
 * What a `fast` picture gets after its network: so many iterations of L-BFGS, at its full size. So few find the strokes
 * sooner than the content that the network lost, so they mind the style less (docs/fast.md has the figures).
 */
const FAST = { iterations: 8, style: 0.85 };

/** The recipe with what the user chose: brush size, smoothness and quality (`JobRequest` in jobs/job.ts). */
export function withControls(
  recipe: Recipe,
  { brush, smoothness, quality }: Pick<JobRequest, 'brush' | 'smoothness' | 'quality'>,
): Recipe {
  const chosen = {
    ...recipe,
    styleScale: brush * recipe.styleScale,
    tvWeight: smoothness * recipe.tvWeight,
  };
  switch (quality) {
    case 'fast':
      return {
        ...chosen,
        octaves: 'single',
        iterations: [FAST.iterations],
        optimizer: 'lbfgs',
        styleWeight: FAST.style * recipe.styleWeight,
      };
    case 'balanced':
      return chosen;
    case 'best':
      return { ...chosen, iterations: recipe.iterations.map((count) => Math.round(BEST * count)) };
  }
}

/** What refines a `fast` picture: it costs the least, needs no file, and is what the built-in networks learnt from. */
const FAST_EXTRACTOR = 'wavelet';

/**
 * Which extractor paints: the one that was asked for; for `auto` the recipe's own, or else the host's choice, but for
 * a `fast` picture the wavelets. Throws OPTION_INVALID where the recipe's layers are not those of the extractor asked for.
 */
export function extractorFor(
  recipe: Recipe,
  { extractor: asked, quality }: { readonly extractor: string; readonly quality?: Quality | undefined },
  hosts: string,
): string {
  if (recipe.extractor === null) {
    if (asked !== 'auto') return asked;
    return quality === 'fast' ? FAST_EXTRACTOR : hosts;
  }
  if (asked === 'auto' || asked === recipe.extractor) return recipe.extractor;
  throw new AppError('OPTION_INVALID', {
    option: 'extractor',
    problem: `the recipe “${recipe.name}” compares layers of ${recipe.extractor}, which “${asked}” does not have. Leave the extractor out, or choose the recipe multiscale.`,
  });
}

function isRecipeName(name: string): name is RecipeName {
  return Object.hasOwn(RECIPES, name);
}
