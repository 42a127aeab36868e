import type { Services } from '../services.js';
import { PERMISSIONS, permissionsIn } from '../world/permissions.js';
import {
  type Channel,
  directChannel,
  guildOf,
  type Message,
  openDirectChannel,
  type User,
  type World,
} from '../world/world.js';
import { HumanError } from './human-error.js';

/** A person by name or id. */
export function personNamed(world: World, nameOrId: string): User {
  for (const user of world.users.values()) {
    if (!user.bot && (user.id === nameOrId || user.username === nameOrId)) return user;
  }
  const names = [...world.users.values()].filter((user) => !user.bot).map((user) => user.username);
  throw new HumanError(`There is no user “${nameOrId}”. There are: ${names.join(', ')}.`, 404);
}

/** A channel by name (`studio`, `#studio`) or id; `dm` is this person's conversation with the bot. */
export function channelNamed(services: Services, user: User, nameOrId: string): Channel {
  const { world } = services;
  if (nameOrId === 'dm')
    return openDirectChannel(world, user.id, directChannel(world, user.id)?.id ?? services.ids.next());
  const name = nameOrId.replace(/^#/, '');
  for (const channel of world.channels.values()) {
    if (channel.id !== nameOrId && channel.name !== name) continue;
    if (!canSee(world, channel, user.id)) break;
    return channel;
  }
  throw new HumanError(`${user.username} sees no channel “${nameOrId}”.`, 404);
}

export function canSee(world: World, channel: Channel, userId: string): boolean {
  const guild = guildOf(world, channel);
  if (guild === null) return channel.recipients.includes(userId);
  return (permissionsIn(guild, channel, userId) & PERMISSIONS.VIEW_CHANNEL) !== 0n;
}

/** A message that this person can see. */
export function messageSeenBy(world: World, user: User, id: string): Message {
  const message = world.messages.get(id);
  const channel = message === undefined ? undefined : world.channels.get(message.channelId);
  const hidden = message !== undefined && message.ephemeralFor !== null && message.ephemeralFor !== user.id;
  if (message === undefined || channel === undefined || hidden || !canSee(world, channel, user.id)) {
    throw new HumanError(`${user.username} sees no message ${id}.`, 404);
  }
  return message;
}
