import type { Channel, Guild, Overwrite } from './world.js';

/** The permission bits that matter to a bot in a text channel (Discord, Permissions topic). */
export const PERMISSIONS = {
  ADMINISTRATOR: 1n << 3n,
  MANAGE_CHANNELS: 1n << 4n,
  MANAGE_GUILD: 1n << 5n,
  ADD_REACTIONS: 1n << 6n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  USE_EXTERNAL_EMOJIS: 1n << 18n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
  USE_EXTERNAL_APPS: 1n << 50n,
} as const;

export type PermissionName = keyof typeof PERMISSIONS;

export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as readonly PermissionName[];

const ALL = Object.values(PERMISSIONS).reduce((sum, bit) => sum | bit, 0n);

/** What everybody has in a new server here. */
export const EVERYONE =
  PERMISSIONS.VIEW_CHANNEL |
  PERMISSIONS.SEND_MESSAGES |
  PERMISSIONS.EMBED_LINKS |
  PERMISSIONS.ATTACH_FILES |
  PERMISSIONS.READ_MESSAGE_HISTORY |
  PERMISSIONS.ADD_REACTIONS |
  PERMISSIONS.USE_EXTERNAL_EMOJIS |
  PERMISSIONS.USE_APPLICATION_COMMANDS |
  PERMISSIONS.SEND_MESSAGES_IN_THREADS |
  PERMISSIONS.USE_EXTERNAL_APPS;

/** What anybody has in a direct message. */
export const DIRECT_MESSAGE = EVERYONE;

/**
 * A member's permissions in a channel, computed as Discord documents it: @everyone, the member's roles, then the
 * channel's overwrites for @everyone, for the roles together, and for the member. 0n for somebody who is no member.
 */
export function permissionsIn(guild: Guild, channel: Channel, userId: string): bigint {
  const member = guild.members.get(userId);
  if (member === undefined) return 0n;
  if (guild.ownerId === userId) return ALL;
  const roles = guild.roles.filter((role) => role.id === guild.id || member.roles.includes(role.id));
  let bits = roles.reduce((sum, role) => sum | role.permissions, 0n);
  if (bits & PERMISSIONS.ADMINISTRATOR) return ALL;

  const apply = (overwrites: Overwrite[]) => {
    const deny = overwrites.reduce((sum, overwrite) => sum | overwrite.deny, 0n);
    const allow = overwrites.reduce((sum, overwrite) => sum | overwrite.allow, 0n);
    bits = (bits & ~deny) | allow;
  };
  const forRoles = channel.overwrites.filter((overwrite) => overwrite.type === 'role');
  apply(forRoles.filter((overwrite) => overwrite.id === guild.id));
  apply(forRoles.filter((overwrite) => overwrite.id !== guild.id && member.roles.includes(overwrite.id)));
  apply(channel.overwrites.filter((overwrite) => overwrite.type === 'member' && overwrite.id === userId));
  // Who cannot see a channel can do nothing in it.
  return bits & PERMISSIONS.VIEW_CHANNEL ? bits : 0n;
}
