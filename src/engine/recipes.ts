import { z } from 'zod';
import { AppError } from '../errors.js';

/**
 * Recipes are named settings of the method. A preset names one and overrides what it likes; what results is a
 * complete, checked `Recipe` that `stylize` follows to the letter.
 */

const weight = z.number().min(0).max(1e6);

/** Layer names with their weights; a layer that is not named is not compared. */
const layerWeights = z.record(z.string(), weight);

const multiscaleSchema = z.strictObject({
  /**
   * Longest sides, in pixels, of the pictures painted one after the other, growing; sides beyond the size asked for
   * are cut down to it. Null: 128 doubled until the size is reached.
   */
  octaves: z.array(z.int().min(8).max(4096)).min(1).max(16).nullable(),
  /** Optimizer iterations of each octave, from the coarsest; the last number stands for all octaves after it. */
  iterations: z.array(z.int().min(1).max(5000)).min(1).max(16),
  /** Weights of the layers compared for style; null: all the extractor's style layers, alike. */
  styleLayers: layerWeights.nullable(),
  /** Weights of the layers compared for content; null: all the extractor's content layers, alike. */
  contentLayers: layerWeights.nullable(),
  /** `moments`: mean and covariance of each layer apart. `gram`: the raw second moments (Gatys et al. 2016). */
  statistics: z.enum(['moments', 'gram']),
  styleWeight: weight,
  contentWeight: weight,
  /** Weight of the total variation; its unit is the mean squared step between neighbours, of 255. */
  tvWeight: weight,
  /** Standard deviation of the seeded noise on the photo that painting starts from, of 255. */
  noise: z.number().min(0).max(255),
  /** Size of the painting against the picture (brush size): its area is `styleScale`² times the picture's. */
  styleScale: z.number().min(0.1).max(4),
  /** Steps that L-BFGS remembers. */
  history: z.int().min(1).max(100),
});

const DEFAULTS = {
  /** Our default: normalised losses, so that weights mean the same for every extractor and size (DESIGN 3). */
  multiscale: {
    octaves: null,
    iterations: [60, 50, 40],
    styleLayers: null,
    contentLayers: null,
    statistics: 'moments',
    styleWeight: 1,
    contentWeight: 0.3,
    tvWeight: 0.5,
    noise: 8,
    styleScale: 1,
    history: 10,
  },
} as const satisfies Record<string, z.input<typeof multiscaleSchema>>;

export type RecipeName = keyof typeof DEFAULTS;
export const RECIPE_NAMES = Object.keys(DEFAULTS) as readonly RecipeName[];

export interface Recipe extends z.infer<typeof multiscaleSchema> {
  readonly name: RecipeName;
}

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
  const parsed = multiscaleSchema.safeParse({ ...DEFAULTS[name], ...overrides });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError('OPTION_INVALID', {
      option: ['overrides', ...(issue?.path ?? [])].join('.'),
      problem: issue?.message ?? 'not valid',
    });
  }
  return { name, ...parsed.data };
}

function isRecipeName(name: string): name is RecipeName {
  return Object.hasOwn(DEFAULTS, name);
}
