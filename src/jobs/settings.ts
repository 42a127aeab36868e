import { z } from 'zod';
import { COLOURS, QUALITIES } from './job.js';

/** What a person has set for themselves; what is absent was not set. */
export const userSettingsSchema = z.strictObject({
  style: z.string().optional(),
  strength: z.string().optional(),
  brush: z.string().optional(),
  colours: z.enum(COLOURS).optional(),
  size: z.int().optional(),
  quality: z.enum(QUALITIES).optional(),
  private: z.boolean().optional(),
});
export type UserSettings = z.infer<typeof userSettingsSchema>;

/** What those who manage a server have set for it. */
export const guildSettingsSchema = z.strictObject({
  /** The only channels that pictures are painted in; none: all. */
  channels: z.array(z.string()).default([]),
  /** The only presets; none: all. */
  presets: z.array(z.string()).default([]),
  /** The largest size, in pixels. */
  maxSize: z.int().optional(),
  /** The most pictures one member may have waiting and in progress. */
  openPerUser: z.int().optional(),
  /** The most pictures a day, one member's and the whole server's. */
  userPerDay: z.int().optional(),
  guildPerDay: z.int().optional(),
  /** The role whose members may add styles of the server's own, beside its managers. */
  stylesRole: z.string().optional(),
});
export type GuildSettings = z.infer<typeof guildSettingsSchema>;
