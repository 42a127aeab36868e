import type { Channel, Guild, Role, World } from '../world/world.js';
import { userOf } from '../world/world.js';
import { wireMember, wireUser } from './users.js';

const CHANNEL_TYPES = { text: 0, dm: 1, group: 3 } as const;

export function wireRole(role: Role): Record<string, unknown> {
  return {
    id: role.id,
    name: role.name,
    permissions: role.permissions.toString(),
    position: role.position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.managed,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  };
}

export function wireChannel(world: World, channel: Channel): Record<string, unknown> {
  const common = {
    id: channel.id,
    type: CHANNEL_TYPES[channel.kind],
    last_message_id: channel.lastMessageId,
    last_pin_timestamp: null,
    flags: 0,
  };
  if (channel.kind !== 'text') {
    return {
      ...common,
      recipients: channel.recipients
        .filter((id) => id !== world.application.botId)
        .map((id) => wireUser(userOf(world, id))),
      ...(channel.kind === 'group'
        ? { name: channel.name, icon: null, owner_id: channel.recipients[0] ?? null }
        : {}),
    };
  }
  return {
    ...common,
    guild_id: channel.guildId,
    name: channel.name,
    topic: channel.topic,
    position: channel.position,
    parent_id: null,
    nsfw: channel.nsfw,
    rate_limit_per_user: 0,
    permission_overwrites: channel.overwrites.map((overwrite) => ({
      id: overwrite.id,
      type: overwrite.type === 'role' ? 0 : 1,
      allow: overwrite.allow.toString(),
      deny: overwrite.deny.toString(),
    })),
  };
}

export function wireGuild(guild: Guild): Record<string, unknown> {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: guild.ownerId,
    application_id: null,
    region: 'us-west',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: guild.roles.map(wireRole),
    default_message_notifications: 1,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: guild.locale,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
  };
}

/** What GUILD_CREATE carries to a client with the Guilds intent only: no presences, and only the bot as member. */
export function wireGuildCreate(world: World, guild: Guild): Record<string, unknown> {
  const self = guild.members.get(world.application.botId);
  const channels = [...world.channels.values()].filter((channel) => channel.guildId === guild.id);
  return {
    ...wireGuild(guild),
    joined_at: self?.joinedAt ?? null,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: self === undefined ? [] : [wireMember(world, self)],
    channels: channels.map((channel) => wireChannel(world, channel)),
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
