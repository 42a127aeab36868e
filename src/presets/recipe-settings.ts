import { z } from 'zod';

/*
 * What can be set about a recipe: the engine's named settings (engine/recipes.ts) are complete ones, a preset's
 * overrides are some. The shape is here, where both see it, so that a preset's mistakes are found when it is read.
 */

export const RECIPE_NAMES = ['multiscale', 'gatys', 'keras'] as const;
export type RecipeName = (typeof RECIPE_NAMES)[number];

export const OPTIMIZERS = ['lbfgs', 'adam', 'sgd'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

const weight = z.number().min(0).max(1e6);

/** Layer names with their weights; a layer that is not named is not compared. */
const layerWeights = z.record(z.string(), weight);

export const recipeSettingsSchema = z.strictObject({
  extractor: z
    .enum(['vgg19'])
    .nullable()
    .describe('The only extractor that this recipe’s layers belong to; null: any.'),
  pooling: z
    .enum(['max', 'average'])
    .nullable()
    .describe('How an extractor that pools does it; null: in the way that its pictures are best.'),

  rows: z
    .int()
    .min(16)
    .max(4096)
    .nullable()
    .describe('Height in pixels where nobody asks for a size; null: the usual size.'),
  octaves: z
    .union([z.enum(['doubling', 'single']), z.array(z.int().min(8).max(4096)).min(1).max(16)])
    .describe(
      'Longest sides, in pixels, of the pictures painted one after the other, growing; sides beyond the size asked for are cut down to it. doubling: 128 doubled until the size is reached. single: the size alone.',
    ),
  iterations: z
    .array(z.int().min(1).max(20_000))
    .min(1)
    .max(16)
    .describe(
      'Optimizer iterations of each octave, from the coarsest; the last number stands for all octaves after it.',
    ),

  styleLayers: layerWeights
    .nullable()
    .describe(
      'Weights of the layers compared for style; null: all the extractor’s style layers, by its own weights.',
    ),
  contentLayers: layerWeights
    .nullable()
    .describe(
      'Weights of the layers compared for content; null: all the extractor’s content layers, by its own weights.',
    ),
  statistics: z
    .enum(['moments', 'gram'])
    .describe(
      'moments: mean and covariance of each layer apart. gram: the raw second moments (Gatys et al. 2016).',
    ),
  styleNormalisation: z
    .enum(['energy', 'mean', 'chapter'])
    .describe('What squared distances of style are divided by.'),
  contentNormalisation: z
    .enum(['energy', 'mean', 'sum'])
    .describe('What squared distances of content are divided by.'),
  styleWeight: weight.describe('Weight of the style loss; a preset’s and a user’s strength multiply it.'),
  contentWeight: weight.describe('Weight of the content loss: more keeps more of the photo.'),
  tvWeight: weight.describe(
    'Weight of the total variation: of the mean over pixels and colours in units of 255², or of the sum as it is. More is smoother.',
  ),
  tvNormalisation: z.enum(['mean', 'sum']),
  tvPower: z.union([z.literal(1), z.literal(1.25)]).describe('Σ (dx² + dy²)^tvPower.'),

  noise: z
    .number()
    .min(0)
    .max(255)
    .describe('Standard deviation of the seeded noise on the photo that painting starts from, of 255.'),
  styleScale: z
    .number()
    .min(0.1)
    .max(16)
    .describe(
      'Size of the painting against the picture: its area is styleScale² times the picture’s, or, with stretch, each side is styleScale times the picture’s. A preset says it more simply by “brush”.',
    ),
  styleFit: z.enum(['area', 'stretch']),

  optimizer: z.enum(OPTIMIZERS),
  history: z.int().min(1).max(100).describe('Steps that L-BFGS remembers.'),
  learningRate: z
    .number()
    .positive()
    .max(1e12)
    .nullable()
    .describe(
      'Step of Adam in units of 255, or of SGD in units of pixel value per gradient; null: the optimizer’s own (Adam 5; SGD such that the first step of an octave has a root mean square of 2).',
    ),
  decay: z
    .number()
    .positive()
    .max(1)
    .describe('Factor on the learning rate of SGD every decaySteps steps, applied smoothly.'),
  decaySteps: z.int().min(1).max(20_000),
});

/** A complete set. */
export type RecipeSettings = z.infer<typeof recipeSettingsSchema>;
