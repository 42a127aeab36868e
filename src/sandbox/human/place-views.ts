import type { ChannelView, HomeView, SandboxState, UserView } from '../api.js';
import type { Services } from '../services.js';
import { botIsPresent, type Channel, guildOf, type User, userOf } from '../world/world.js';
import { commandView } from './command-views.js';
import { canSee } from './lookup.js';

export function userView(user: User): UserView {
  return {
    id: user.id,
    username: user.username,
    displayName: user.globalName ?? user.username,
    locale: user.locale,
  };
}

export function channelView(services: Services, channel: Channel): ChannelView {
  const guild = guildOf(services.world, channel);
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    guild: guild === null ? null : { id: guild.id, name: guild.name },
    topic: channel.topic,
    ageRestricted: channel.nsfw,
    botPresent: botIsPresent(services.world, channel),
  };
}

export function stateView(services: Services): SandboxState {
  const { world, gateway } = services;
  return {
    url: services.origin(),
    settings: {
      DISCORD_API: `${services.origin()}/api`,
      DISCORD_TOKEN: world.application.token,
      DISCORD_ATTACHMENT_ORIGINS: services.origin(),
    },
    applicationId: world.application.id,
    botReady: gateway.ready,
    users: [...world.users.values()].filter((user) => !user.bot).map(userView),
    channels: [...world.channels.values()].map((channel) => channelView(services, channel)),
    commands: [...world.commands.values()].map((command) => commandView(command)),
    registrations: world.registrations,
    attachmentSizeLimit: world.attachmentSizeLimit,
  };
}

export function homeView(services: Services, user: User): HomeView {
  const { world, gateway, samples } = services;
  const channels = [...world.channels.values()].filter((channel) => canSee(world, channel, user.id));
  return {
    user: userView(user),
    bot: userView(userOf(world, world.application.botId)),
    botReady: gateway.ready,
    channels: channels.map((channel) => channelView(services, channel)),
    roles: [...world.guilds.values()]
      .filter((guild) => guild.members.has(user.id))
      .flatMap((guild) => guild.roles.map(({ id, name }) => ({ guildId: guild.id, id, name }))),
    samples: samples.addresses,
  };
}
