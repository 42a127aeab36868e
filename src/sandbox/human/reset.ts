import type { Services } from '../services.js';
import { wireChannel } from '../wire/places.js';
import { ATTACHMENT_LIMIT } from '../world/fixtures.js';

/**
 * Takes back what was said and set since the beginning: messages, files, conversations, permissions, languages, faults.
 * The bot stays logged in with its commands; who joined stays, and so do the servers' roles.
 */
export function reset(services: Services): void {
  const { world, messages, gateway, changes, faults, uploads } = services;
  for (const message of [...world.messages.values()]) messages.delete(message);
  world.attachments.clear();
  uploads.clear();
  faults.clear();
  world.attachmentSizeLimit = ATTACHMENT_LIMIT;
  for (const user of world.users.values()) {
    user.locale = 'en-US';
    user.acceptsDirectMessages = true;
  }
  for (const channel of [...world.channels.values()]) {
    channel.lastMessageId = null;
    if (channel.kind === 'dm') world.channels.delete(channel.id);
    if (channel.guildId !== null && (channel.nsfw || channel.overwrites.length > 0)) {
      channel.nsfw = false;
      channel.overwrites.length = 0;
      gateway.dispatch('CHANNEL_UPDATE', wireChannel(world, channel), { guilds: true });
    }
    changes.push({ op: 'channel', channelId: channel.id });
  }
  changes.push({ op: 'faults' });
}
