import type { Services } from '../services.js';
import { wireMessage } from '../wire/messages.js';
import { wireChannel } from '../wire/places.js';
import { wireMember, wireUser } from '../wire/users.js';
import { DIRECT_MESSAGE, permissionsIn } from '../world/permissions.js';
import { botIsPresent, type Channel, guildOf, userOf, type World } from '../world/world.js';
import type { Interaction } from './interactions.js';

/** 0 a server, 1 the bot's direct messages, 2 other direct messages and groups. */
export function contextOf(world: World, channel: Channel): 0 | 1 | 2 {
  if (channel.guildId !== null) return 0;
  return channel.recipients.includes(world.application.botId) ? 1 : 2;
}

/** For whom the app is installed, as an interaction in this channel by this person says it. */
export function integrationOwners(world: World, channel: Channel, userId: string): Record<string, string> {
  const owners: Record<string, string> = {};
  if (botIsPresent(world, channel)) owners['0'] = channel.guildId ?? '0';
  if (userOf(world, userId).installedApp) owners['1'] = userId;
  return owners;
}

/** The bot's permissions in a channel; where it is no member, what Discord grants an app that came with its user. */
export function botPermissions(world: World, channel: Channel): bigint {
  const guild = guildOf(world, channel);
  if (guild === null) return DIRECT_MESSAGE;
  if (!guild.members.has(world.application.botId))
    return permissionsIn(guild, channel, guild.ownerId) & DIRECT_MESSAGE;
  return permissionsIn(guild, channel, world.application.botId);
}

/** INTERACTION_CREATE for an interaction: everything around `data`. */
export function interactionPayload(
  services: Services,
  interaction: Interaction,
  channel: Channel,
  data: Record<string, unknown>,
): Record<string, unknown> {
  const { world } = services;
  const guild = guildOf(world, channel);
  const user = userOf(world, interaction.userId);
  const member = guild?.members.get(user.id);
  const source =
    interaction.sourceMessageId === null ? undefined : world.messages.get(interaction.sourceMessageId);
  return {
    id: interaction.id,
    application_id: world.application.id,
    type: interaction.type,
    token: interaction.token,
    version: 1,
    data,
    channel_id: channel.id,
    channel: {
      ...wireChannel(world, channel),
      ...(guild === null ? {} : { permissions: permissionsIn(guild, channel, user.id).toString() }),
    },
    ...(guild === null || member === undefined
      ? { user: wireUser(user) }
      : {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.locale, features: [] },
          guild_locale: guild.locale,
          member: {
            ...wireMember(world, member),
            permissions: permissionsIn(guild, channel, user.id).toString(),
          },
        }),
    ...(source === undefined ? {} : { message: wireMessage(services, source) }),
    app_permissions: botPermissions(world, channel).toString(),
    locale: user.locale,
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: interaction.owners,
    context: contextOf(world, channel),
    attachment_size_limit: world.attachmentSizeLimit,
  };
}
