import { ChannelType, type Client, type Guild, PermissionsBitField, type TextChannel } from 'discord.js';
import { NEEDED_PERMISSIONS } from '../bot/invite.js';
import { ask } from './ask.js';

/** The server to try in: the one that is named, the only one there is, or the one that the owner chooses. */
export async function chooseGuild(client: Client<true>, named: string | null): Promise<Guild> {
  const guilds = [...client.guilds.cache.values()];
  if (guilds.length === 0) {
    throw new Error('the bot is in no server. Open the address above, choose yours, and start this again');
  }
  return choose('server', guilds, named, '--guild');
}

/** The same with a text channel, one that the bot sees. */
export async function chooseChannel(guild: Guild, named: string | null): Promise<TextChannel> {
  const channels = [...guild.channels.cache.values()].filter(
    (channel): channel is TextChannel => channel.type === ChannelType.GuildText && channel.viewable,
  );
  if (channels.length === 0) throw new Error(`the bot sees no text channel of ${guild.name}`);
  return choose('channel', channels, named, '--channel');
}

/** What the bot may not do in a channel, of all it asks for when it is invited. */
export function missingPermissions(channel: TextChannel): string[] {
  const has = channel.permissionsFor(channel.client.user) ?? new PermissionsBitField();
  return has.missing(NEEDED_PERMISSIONS);
}

async function choose<One extends { readonly id: string; readonly name: string }>(
  what: string,
  all: readonly One[],
  named: string | null,
  option: string,
): Promise<One> {
  const list = all.map(({ name }) => name).join(', ');
  const find = (text: string) => all.find(({ id, name }) => id === text || name === text.replace(/^#/, ''));
  if (named !== null) {
    const found = find(named);
    if (found === undefined) throw new Error(`there is no ${what} “${named}” here. There are: ${list}`);
    return found;
  }
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  const lines = all.map(({ name }, index) => `  ${index + 1} ${name}`).join('\n');
  const answer = await ask(`Which ${what}?\n${lines}\nIts number or name: `);
  const found = answer === null ? undefined : (all[Number(answer) - 1] ?? find(answer));
  if (found === undefined) throw new Error(`name a ${what} with ${option}. There are: ${list}`);
  return found;
}
