import { z } from 'zod';
import { COLOURS } from '../jobs/job.js';
import { LOCALES, type Locale } from './locales.js';
import { RECIPE_NAMES, recipeSettingsSchema } from './recipe-settings.js';

/** The longest name, a package's before it included: buttons carry it, two when blended, and have room for 100. */
export const MAX_NAME = 40;

/** Names are what people type and what autocomplete shows: short, lower case, dashes. */
export const presetNameSchema = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'use lower-case letters, digits and single dashes')
  .max(MAX_NAME);

/** One line of text that shows something: Discord refuses labels that are empty or only spaces. */
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(
      /^(?=.*[\p{L}\p{N}\p{P}\p{S}])[^\s\p{Cc}](?:[^\p{Cc}\p{Zl}\p{Zp}]*[^\s\p{Cc}])?$/u,
      'write one line of text, without spaces at its ends',
    );

/** The longest title and description, in characters: what labels and suggestions on Discord have room for. */
export const MAX_TITLE = 60;
export const MAX_DESCRIPTION = 100;

const title = line(MAX_TITLE);
const description = line(MAX_DESCRIPTION);

const translationSchema = z
  .strictObject({ title: title.optional(), description: description.optional() })
  .meta({ id: 'translation' });

/** A key for each locale, so that one that is mistyped is found as any other setting. */
const translationsSchema = z.strictObject(
  Object.fromEntries(LOCALES.map((locale) => [locale, translationSchema.optional()])) as Record<
    Locale,
    z.ZodOptional<typeof translationSchema>
  >,
);

/** A trained fast network: where it is, and how it came about. */
const networkSchema = z.strictObject({
  file: z
    .string()
    .regex(/^[\w-][\w.-]*\.safetensors$/, 'name a .safetensors file in this folder')
    .describe('The weights, a file in this folder.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'write a SHA-256 as 64 digits and letters a to f')
    .describe('Digest of that file.'),
  training: z
    .strictObject({
      pictures: z.int().min(1).describe('How many pictures it was trained on.'),
      steps: z.int().min(1),
      losses: z.record(z.string(), z.number()).describe('Losses on held-out pictures at the end, by name.'),
      date: z.iso.date(),
    })
    .describe('How it was trained.'),
});

/** `preset.json`: what the author of a preset writes. Unknown keys are refused, so that a typo is noticed. */
export const presetManifestSchema = z.strictObject({
  $schema: z.string().optional().describe('Where this schema is, for editors.'),
  name: presetNameSchema.describe('What people type: lower-case letters, digits and dashes.'),
  title: title.describe('What people read.'),
  description: description.describe('One sentence on what the style looks like.'),
  translations: translationsSchema
    .default({})
    .describe('Title and description in other languages, by Discord’s locale, e.g. "zh-CN".'),
  tags: z.array(line(20)).max(10).default([]).describe('More words by which the style is found.'),
  author: line(80).describe('Who made this preset.'),
  license: line(40).describe('Of the preset and its pictures, as SPDX writes it, e.g. "CC0-1.0".'),
  credit: line(200).optional().describe('Whom or what the style owes something to.'),
  homepage: z.url({ protocol: /^https$/, error: 'write an https address' }).optional(),
  styles: z
    .array(
      z.strictObject({
        file: z
          .string()
          .regex(/^[\w-][\w.-]*\.(?:webp|png|jpe?g)$/i, 'name a .webp, .png or .jpg file in this folder')
          .describe('A picture in this folder.'),
        weight: z
          .number()
          .positive()
          .max(100)
          .default(1)
          .describe('Its share where there are several; they need not add up to anything.'),
      }),
    )
    .min(1)
    .max(4)
    .describe('One to four paintings whose manner is taken.'),
  recipe: z.enum(RECIPE_NAMES).default('multiscale').describe('The named settings to start from.'),
  overrides: recipeSettingsSchema.partial().default({}).describe('Settings of the recipe to change.'),
  strength: z
    .number()
    .min(0.05)
    .max(20)
    .default(1)
    .describe('Style against content that suits this preset; what the user chooses multiplies it.'),
  brush: z
    .number()
    .min(0.25)
    .max(4)
    .default(1)
    .describe('Size of the strokes that suits this preset; what the user chooses multiplies it.'),
  colours: z
    .enum(COLOURS)
    .default('style')
    .describe(
      'Whose colours the picture has where the user says nothing. style: the paintings’. luminance: the photo’s, only lightness is painted. matched: the paintings are recoloured to the photo first.',
    ),
  hooks: z
    .string()
    .regex(/^[\w-][\w.-]*\.m?js$/, 'name a .js or .mjs file in this folder')
    .optional()
    .describe('A module in this folder whose default export is definePreset({ before, after }).'),
  network: networkSchema.optional().describe('A network trained for this preset, for pictures in a second.'),
});
export type PresetManifest = z.infer<typeof presetManifestSchema>;

/** A folder of presets: each folder inside it is one. */
export interface PresetFolder {
  readonly path: string;
  /** Names it in reports, e.g. `built-in`. */
  readonly label: string;
  /** What its presets' names begin with, before a slash; nothing where it is not given. */
  readonly namespace?: string | undefined;
  /** The folder is itself the one preset. */
  readonly single?: boolean | undefined;
  /** What to say when it is not there; null: nothing, it need not be. */
  readonly missing?: string | null | undefined;
  /** Why nothing can be looked for there at all. */
  readonly broken?: string | undefined;
}

/** A preset ready for use: its manifest and where its pictures are. */
export interface Preset {
  /** Its name is the whole one: of a package's preset, `package/name`. */
  readonly manifest: PresetManifest;
  /** Absolute paths of the style pictures, in the manifest's order. */
  readonly stylePaths: readonly string[];
  /** The picture that shows what the style does, made by `gramarye presets preview`; null where there is none. */
  readonly previewPath: string | null;
  /** The preset's folder. */
  readonly folder: string;
  /** Where that folder was found. */
  readonly from: PresetFolder;
}
