import { nanoid } from 'nanoid';
import { EVERYONE, PERMISSIONS } from './permissions.js';
import type { Snowflakes } from './snowflake.js';
import type { Channel, Guild, User, World } from './world.js';

/** What an interaction says may be uploaded where nobody pays for more: 10 MiB. */
export const ATTACHMENT_LIMIT = 10 * 1024 * 1024;

/**
 * A small world to start from: ada and ben; the server “Studio” with the bot in it and the channels #general, #studio
 * and #gallery; the server “Elsewhere” (#lounge) and a group (duo) where the bot is not a member and the app comes with
 * its user; and no direct messages yet. Ada owns both servers and the application.
 */
export function makeWorld(ids: Snowflakes, now: () => number, options: { token?: string } = {}): World {
  const joinedAt = new Date(now()).toISOString();
  const person = (username: string, globalName: string, bot = false): User => ({
    id: ids.next(),
    username,
    globalName: bot ? null : globalName,
    bot,
    locale: 'en-US',
    acceptsDirectMessages: true,
    installedApp: !bot,
  });
  const applicationId = ids.next();
  // As on Discord today, the bot's user has the application's own id.
  const bot: User = { ...person('Gramarye', 'Gramarye', true), id: applicationId };
  const ada = person('ada', 'Ada');
  const ben = person('ben', 'Ben');

  const guild = (name: string, members: readonly User[], withBot: boolean): Guild => {
    const id = ids.next();
    const botRole = ids.next();
    return {
      id,
      name,
      ownerId: ada.id,
      locale: 'en-US',
      roles: [
        { id, name: '@everyone', permissions: EVERYONE, position: 0, managed: false },
        ...(withBot
          ? [
              {
                id: botRole,
                name: 'Gramarye',
                permissions: EVERYONE | PERMISSIONS.MANAGE_MESSAGES,
                position: 1,
                managed: true,
              },
            ]
          : []),
      ],
      members: new Map(
        members.map((user) => [user.id, { userId: user.id, roles: user.bot ? [botRole] : [], joinedAt }]),
      ),
    };
  };
  const studio = guild('Studio', [ada, ben, bot], true);
  const elsewhere = guild('Elsewhere', [ada, ben], false);

  const textChannel = (guildId: string, name: string, position: number, topic: string): Channel => ({
    id: ids.next(),
    kind: 'text',
    guildId,
    name,
    topic,
    position,
    nsfw: false,
    overwrites: [],
    recipients: [],
    lastMessageId: null,
  });
  const group: Channel = {
    ...textChannel(studio.id, 'duo', 0, ''),
    kind: 'group',
    guildId: null,
    topic: null,
  };
  const channels: Channel[] = [
    textChannel(studio.id, 'general', 0, 'Anything at all'),
    textChannel(studio.id, 'studio', 1, 'Where pictures are painted'),
    textChannel(studio.id, 'gallery', 2, 'The best of them'),
    textChannel(elsewhere.id, 'lounge', 0, 'A server without the bot'),
    { ...group, recipients: [ada.id, ben.id] },
  ];

  return {
    application: {
      id: applicationId,
      name: 'Gramarye',
      botId: bot.id,
      ownerId: ada.id,
      // Shaped like a real token (the first part is the bot's id), and worth nothing anywhere else.
      token: options.token ?? `${Buffer.from(bot.id).toString('base64url')}.${nanoid(6)}.${nanoid(38)}`,
    },
    users: new Map([ada, ben, bot].map((user) => [user.id, user])),
    guilds: new Map([studio, elsewhere].map((entry) => [entry.id, entry])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    messages: new Map(),
    attachments: new Map(),
    commands: new Map(),
    registrations: 0,
    attachmentSizeLimit: ATTACHMENT_LIMIT,
  };
}
