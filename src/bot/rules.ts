import { type BaseInteraction, channelMention } from 'discord.js';
import { AppError } from '../errors.js';
import type { GuildSettings, UserSettings } from '../jobs/settings.js';
import type { Quota } from '../jobs/store.js';
import type { Preset } from '../presets/preset.js';
import type { Presets } from '../presets/presets.js';
import type { BotContext } from './context.js';
import { isGuildStyle } from './guild-style.js';
import { checkPermissions } from './permissions.js';
import type { Texts } from './texts/texts.js';

/** What holds for one person in one place. */
export interface PlaceRules {
  readonly user: UserSettings;
  readonly guild: GuildSettings | null;
  readonly maxSize: number;
  readonly quota: Quota;
}

/**
 * Reads what holds here, and refuses before anything is promised, downloaded or queued what cannot be done here:
 * throws BOT_PERMISSIONS or CHANNEL_NOT_ALLOWED.
 */
export async function placeRules(
  interaction: BaseInteraction,
  { config, records }: Pick<BotContext, 'config' | 'records'>,
  texts: Texts,
): Promise<PlaceRules> {
  checkPermissions(interaction.appPermissions, interaction.inGuild(), texts);
  const { guildId, channelId, channel } = interaction;
  const guild = guildId === null ? null : await records.guildSettings(guildId);
  const allowed = guild?.channels ?? [];
  // A thread is where its channel is.
  const places = [channelId, channel?.isThread() ? channel.parentId : null];
  if (allowed.length > 0 && !places.some((place) => place !== null && allowed.includes(place))) {
    throw new AppError('CHANNEL_NOT_ALLOWED', { channels: texts.listed(allowed.map(channelMention)) });
  }
  const { limits } = config;
  return {
    user: await records.userSettings(interaction.user.id),
    guild,
    maxSize: Math.min(limits.maxSize, guild?.maxSize ?? limits.maxSize),
    quota: {
      openPerUser: limits.openJobsPerUser,
      ...given('userPerDay', limits.jobsPerUserPerDay),
      ...given('openPerGuild', limits.openJobsPerGuild),
      ...given('guildPerDay', least(limits.jobsPerGuildPerDay, guild?.guildPerDay ?? null)),
      ...given('openPerMember', guild?.openPerUser ?? null),
      ...given('memberPerDay', guild?.userPerDay ?? null),
    },
  };
}

/** The presets that may be used under these rules. */
export function allowedPresets(presets: readonly Preset[], guild: GuildSettings | null): readonly Preset[] {
  const allowed = guild?.presets ?? [];
  return allowed.length === 0
    ? presets
    : presets.filter(
        // A server's own styles are there because those who manage it let them be added.
        (preset) => isGuildStyle(preset) || allowed.includes(preset.manifest.name),
      );
}

/** The style somebody has set as their usual one, where there still is one of that name and it may be used here. */
export function usualStyle(presets: Presets, { user, guild }: PlaceRules): Preset | null {
  const preset = user.style === undefined ? null : presets.get(user.style);
  return preset === null ? null : (allowedPresets([preset], guild)[0] ?? null);
}

/** Throws PRESET_NOT_ALLOWED where the server does not use the preset. */
export function checkPreset(preset: Preset, guild: GuildSettings | null): void {
  if (allowedPresets([preset], guild).length > 0) return;
  throw new AppError('PRESET_NOT_ALLOWED', { name: preset.manifest.name });
}

function given<Key extends string>(key: Key, value: number | null): { [K in Key]?: number } {
  return value === null ? {} : ({ [key]: value } as { [K in Key]: number });
}

function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
