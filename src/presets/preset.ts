import { z } from 'zod';

/** Names are what people type and what autocomplete shows: short, lower case, dashes. */
export const presetNameSchema = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'use lower-case letters, digits and single dashes')
  .max(40);

/** `preset.json`: what the author of a preset writes. Unknown keys are refused, so that a typo is noticed. */
export const presetManifestSchema = z.strictObject({
  $schema: z.string().optional(),
  name: presetNameSchema,
  title: z.string().min(1).max(60),
  description: z.string().min(1).max(100),
  tags: z.array(z.string().min(1).max(20)).max(10).default([]),
  author: z.string().min(1).max(80),
  license: z.string().min(1).max(40),
  credit: z.string().max(200).optional(),
  styles: z
    .array(
      z.strictObject({
        /** A picture file in the preset's folder. */
        file: z
          .string()
          .regex(/^[\w-][\w.-]*\.(?:webp|png|jpe?g)$/i, 'name a .webp, .png or .jpg file in this folder'),
        weight: z.number().positive().max(100).default(1),
      }),
    )
    .min(1)
    .max(4),
  recipe: z.string().default('multiscale'),
  /** Settings of the recipe that this preset changes; the engine checks them. */
  overrides: z.record(z.string(), z.unknown()).default({}),
  /** Factor on the style loss that suits this preset. */
  strength: z.number().min(0.05).max(20).default(1),
});
export type PresetManifest = z.infer<typeof presetManifestSchema>;

/** A folder of presets: each folder inside it is one. */
export interface PresetFolder {
  readonly path: string;
  /** Names it in reports, e.g. `built-in`. */
  readonly label: string;
}

/** A preset ready for use: its manifest and where its pictures are. */
export interface Preset {
  readonly manifest: PresetManifest;
  /** Absolute paths of the style pictures, in the manifest's order. */
  readonly stylePaths: readonly string[];
  /** The preset's folder. */
  readonly folder: string;
  /** Where that folder was found. */
  readonly from: PresetFolder;
}
