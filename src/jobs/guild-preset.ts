import { z } from 'zod';
import { COLOURS, type Hash } from './job.js';

/** How a server's own style paints, and what people read of it. */
export const guildPresetSettingsSchema = z.strictObject({
  title: z.string(),
  description: z.string(),
  /** Factors on what the user chooses. */
  strength: z.number().positive(),
  brush: z.number().positive(),
  colours: z.enum(COLOURS),
});
export type GuildPresetSettings = z.infer<typeof guildPresetSettingsSchema>;

/** A style that somebody has added for their server. */
export interface GuildPreset extends GuildPresetSettings {
  readonly guildId: string;
  /** Within the server: lower-case letters, digits and dashes. */
  readonly name: string;
  readonly authorId: string;
  /** One to three paintings, each WebP that we wrote ourselves. */
  readonly pictures: readonly Hash[];
}
