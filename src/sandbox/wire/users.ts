import type { Application, Member, User, World } from '../world/world.js';
import { userOf } from '../world/world.js';

/** A user as Discord's API shows one to others. */
export function wireUser(user: User): Record<string, unknown> {
  return {
    id: user.id,
    username: user.username,
    discriminator: user.bot ? '0000' : '0',
    global_name: user.globalName,
    avatar: null,
    banner: null,
    accent_color: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    public_flags: 0,
    flags: 0,
    ...(user.bot ? { bot: true } : {}),
  };
}

export function wireSelf(user: User): Record<string, unknown> {
  return {
    ...wireUser(user),
    mfa_enabled: true,
    locale: user.locale,
    premium_type: 0,
    verified: true,
    email: null,
  };
}

export function wireMember(world: World, member: Member): Record<string, unknown> {
  return {
    user: wireUser(userOf(world, member.userId)),
    nick: null,
    avatar: null,
    banner: null,
    roles: member.roles,
    joined_at: member.joinedAt,
    premium_since: null,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
  };
}

export function wireApplication(world: World): Record<string, unknown> {
  const application: Application = world.application;
  return {
    id: application.id,
    name: application.name,
    icon: null,
    description: '',
    type: null,
    bot: wireUser(userOf(world, application.botId)),
    owner: wireUser(userOf(world, application.ownerId)),
    team: null,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: 0,
    flags_new: '0',
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    approximate_guild_count: [...world.guilds.values()].filter((guild) =>
      guild.members.has(application.botId),
    ).length,
    approximate_user_install_count: [...world.users.values()].filter((user) => user.installedApp).length,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    eligible_oauth2_scopes: [],
    integration_types_config: { '0': {}, '1': {} },
  };
}
