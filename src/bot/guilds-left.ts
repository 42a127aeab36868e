import type { Client } from 'discord.js';
import type { BotContext } from './context.js';
import { describeError } from './discord-errors.js';

type Tools = Pick<BotContext, 'records' | 'store' | 'blobs' | 'log'>;

/**
 * A server that has removed the bot takes its own styles and its settings with it. What its members asked for is theirs,
 * and stays. Never rejects.
 */
export async function forgetGuild(guildId: string, { records, store, blobs, log }: Tools): Promise<void> {
  try {
    const pictures = await records.removeGuildPresets(guildId);
    await records.setGuildSettings(guildId, null);
    await store.eraseOrphans(pictures, (hash) => blobs.removeNow(hash));
    log.info({ guild: guildId, pictures: pictures.length }, 'a server has removed the bot');
  } catch (error) {
    log.error({ guild: guildId, error: describeError(error) }, 'could not forget a server');
  }
}

/** The same for those that removed the bot while it was away. */
export async function forgetGuildsLeft(client: Client<true>, tools: Tools): Promise<void> {
  for (const guildId of await tools.records.guildsWithPresets()) {
    // One that is only out of reach is known, too.
    if (!client.guilds.cache.has(guildId)) await forgetGuild(guildId, tools);
  }
}
