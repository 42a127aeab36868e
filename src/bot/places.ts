import { type BaseInteraction, InteractionContextType, type RepliableInteraction } from 'discord.js';
import type { DiscordOrigin } from '../jobs/job.js';

/** Discord's limit for uploads where the interaction does not say one. */
const DEFAULT_UPLOAD_LIMIT = 10 * 1024 * 1024;
export const TOKEN_LIFE_MS = 15 * 60 * 1000;

/** Where a job's message is, and how it can be edited: what the interaction that made or touched it says. */
export function originOf(
  interaction: RepliableInteraction,
  message: { readonly id: string | null; readonly private: boolean },
  receivedAt: number,
): DiscordOrigin {
  return {
    guildId: interaction.guildId,
    channelId: interaction.channelId ?? '',
    messageId: message.id,
    applicationId: interaction.applicationId,
    token: interaction.token,
    // By our clock and not by the interaction's: whether the token is over is asked of our clock too.
    tokenExpiresAt: receivedAt + TOKEN_LIFE_MS,
    attachmentSizeLimit: interaction.attachmentSizeLimit ?? DEFAULT_UPLOAD_LIMIT,
    locale: interaction.locale,
    private: message.private,
    botCanEdit: !message.private && botIsHere(interaction),
    ageRestricted: isAgeRestricted(interaction),
  };
}

/** Whether the bot itself is in the place, rather than brought along by a person who installed it for themselves. */
export function botIsHere(interaction: BaseInteraction): boolean {
  if (interaction.context === InteractionContextType.BotDM) return true;
  return interaction.authorizingIntegrationOwners.guildId !== null;
}

/** Whether the place is age-restricted, as far as the bot can know: it sees channels only where it is a member. */
export function isAgeRestricted({ channel }: BaseInteraction): boolean {
  if (channel === null) return false;
  if (channel.isThread()) return channel.parent?.nsfw ?? false;
  return 'nsfw' in channel && channel.nsfw;
}
