import { Events, InteractionContextType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { openScene } from './scene.js';

/** A command for servers that takes a role. */
const WHO = {
  name: 'who',
  description: 'Who is it?',
  contexts: [InteractionContextType.Guild],
  options: [{ type: 8, name: 'role', description: 'A role' }],
};

describe('who is in a server', () => {
  it('somebody new uses commands as everybody does, with the roles that they have', async () => {
    const seen: { user: string; roles: readonly string[]; named: string | undefined }[] = [];
    const { client, bot } = await openScene({
      commands: [WHO],
      onCommand: {
        who: async (interaction) => {
          const roles = interaction.inCachedGuild() ? interaction.member.roles.cache : null;
          const named = interaction.options.getRole('role')?.name;
          seen.push({ user: interaction.user.username, roles: roles?.map(({ name }) => name) ?? [], named });
          await interaction.reply('you');
        },
      },
    });
    await client.control.addPerson('cleo');
    const ask = async (options = {}) =>
      (await client.user('cleo').command({ channel: 'studio', name: 'who', options })).answered();
    await ask();
    await client.control.setRole({ user: 'cleo', role: 'Curator', held: true });
    await ask({ role: 'Curator' });
    await client.control.setRole({ user: 'cleo', role: 'Curator', held: false });
    await ask();
    expect(seen.map(({ user, roles, named }) => [user, roles.includes('Curator'), named])).toEqual([
      ['cleo', false, undefined],
      ['cleo', true, 'Curator'],
      ['cleo', false, undefined],
    ]);
    expect(bot.errors).toEqual([]);
  });

  it('a bot that is removed hears of it, and is in the server again when it is taken in', async () => {
    const { client, bot } = await openScene();
    const { guilds } = bot.client;
    expect(guilds.cache.map(({ name }) => name)).toEqual(['Studio']);
    const left = new Promise((resolve) => bot.client.once(Events.GuildDelete, resolve));
    await client.control.setBotMember({ member: false });
    await left;
    expect(guilds.cache.size).toBe(0);
    const back = new Promise((resolve) => bot.client.once(Events.GuildCreate, resolve));
    await client.control.setBotMember({ member: true });
    await back;
    expect(guilds.cache.map(({ name }) => name)).toEqual(['Studio']);
  });
});
