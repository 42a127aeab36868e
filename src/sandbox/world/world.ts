import type { Component, Embed } from '../messages/body.js';

export interface User {
  readonly id: string;
  readonly username: string;
  readonly globalName: string | null;
  readonly bot: boolean;
  /** The language their client is set to. */
  locale: string;
  /** False: the bot's direct messages are refused with 50007. */
  acceptsDirectMessages: boolean;
  /** Whether this person installed the app on their own account. */
  readonly installedApp: boolean;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
  readonly position: number;
  readonly managed: boolean;
}

export interface Member {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly joinedAt: string;
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly locale: string;
  readonly roles: Role[];
  readonly members: Map<string, Member>;
}

/** A channel's exception to what a role or a member may do. */
export interface Overwrite {
  /** Id of the role or the member. */
  readonly id: string;
  readonly type: 'role' | 'member';
  allow: bigint;
  deny: bigint;
}

export interface Channel {
  readonly id: string;
  readonly kind: 'text' | 'dm' | 'group';
  readonly guildId: string | null;
  readonly name: string;
  readonly topic: string | null;
  readonly position: number;
  /** Age-restricted. */
  nsfw: boolean;
  readonly overwrites: Overwrite[];
  /** Everybody in a direct message or group; empty for a server's channel. */
  readonly recipients: readonly string[];
  lastMessageId: string | null;
}

export interface StoredAttachment {
  readonly id: string;
  /** The first part of its address: the channel's id, or the application's for ephemeral ones. */
  readonly ownerId: string;
  readonly ephemeral: boolean;
  readonly filename: string;
  description: string | null;
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly width: number | null;
  readonly height: number | null;
  readonly createdAt: number;
  /** Milliseconds by which a control made this file older than it is. */
  aged: number;
}

export interface InteractionMetadata {
  readonly id: string;
  readonly type: 2 | 3 | 5;
  readonly name: string | null;
  readonly userId: string;
  readonly owners: Readonly<Record<string, string>>;
  readonly originalResponseMessageId: string | null;
  readonly interactedMessageId: string | null;
  readonly targetMessageId: string | null;
  /** What the modal was opened by, for a modal's answer. */
  readonly triggeredBy: InteractionMetadata | null;
}

export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  /** 0 an ordinary message, 19 a reply, 20 an answer to a slash command, 23 to a message command. */
  readonly type: 0 | 19 | 20 | 23;
  readonly createdAt: number;
  /** Milliseconds by which a control made this message older than it is. */
  aged: number;
  readonly ephemeralFor: string | null;
  readonly viaInteraction: boolean;
  readonly metadata: InteractionMetadata | null;
  readonly reference: { readonly messageId: string; readonly channelId: string } | null;
  readonly nonce: string | number | null;
  editedAt: number | null;
  content: string;
  embeds: readonly Embed[];
  components: readonly Component[];
  flags: number;
  attachments: readonly StoredAttachment[];
}

export interface Command {
  readonly id: string;
  readonly version: string;
  readonly guildId: string | null;
  readonly type: 1 | 2 | 3;
  readonly name: string;
  /** The command as it was registered and validated, with Discord's defaults filled in. */
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface Application {
  readonly id: string;
  readonly name: string;
  readonly botId: string;
  readonly ownerId: string;
  readonly token: string;
}

/** Everything this Discord knows. Plain maps; the rules live beside it, not in it. */
export interface World {
  readonly application: Application;
  readonly users: Map<string, User>;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  /** Messages by id, in the order they were made. */
  readonly messages: Map<string, Message>;
  readonly attachments: Map<string, StoredAttachment>;
  readonly commands: Map<string, Command>;
  /** How often the bot has written its list of commands. */
  registrations: number;
  /** What an interaction says the bot may upload, in bytes. */
  attachmentSizeLimit: number;
}

export function userOf(world: World, id: string): User {
  const user = world.users.get(id);
  if (user === undefined) throw new Error(`no user ${id} in this world`);
  return user;
}

export function guildOf(world: World, channel: Channel): Guild | null {
  return channel.guildId === null ? null : (world.guilds.get(channel.guildId) ?? null);
}

/** Whether the bot itself is in the place that the channel belongs to. */
export function botIsPresent(world: World, channel: Channel): boolean {
  const guild = guildOf(world, channel);
  if (guild !== null) return guild.members.has(world.application.botId);
  return channel.recipients.includes(world.application.botId);
}

/** The direct message channel of the bot and one person, if there is one yet. */
export function directChannel(world: World, userId: string): Channel | null {
  for (const channel of world.channels.values()) {
    if (channel.kind === 'dm' && channel.recipients.includes(userId)) return channel;
  }
  return null;
}

export function openDirectChannel(world: World, userId: string, id: string): Channel {
  const existing = directChannel(world, userId);
  if (existing !== null) return existing;
  const channel: Channel = {
    id,
    kind: 'dm',
    guildId: null,
    name: `@${userOf(world, userId).username}`,
    topic: null,
    position: 0,
    nsfw: false,
    overwrites: [],
    recipients: [userId, world.application.botId],
    lastMessageId: null,
  };
  world.channels.set(id, channel);
  return channel;
}
