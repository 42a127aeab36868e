import { type ChatInputCommandInteraction, MessageFlags, Routes } from 'discord.js';
import { expect, it } from 'vitest';
import { codeOf, filenames, openScene, png } from './scene.js';

it('shows a deferred answer as thinking, and its first edit not as an edit', async () => {
  const picture = await png();
  const { ada, bot } = await openScene({
    onCommand: {
      go: async (interaction) => {
        await interaction.deferReply();
        await interaction.editReply({
          content: 'half way',
          files: [{ attachment: picture, name: 'a b.png' }],
        });
        await interaction.editReply({ content: 'done' });
      },
    },
  });
  const run = await ada.command({ channel: 'studio', name: 'go' });
  const deferred = await run.waitFor(() => true);
  expect(deferred.interactionId).toBe(run.interactionId);
  const done = await run.waitFor((message) => message.text === 'done');
  expect(done.editedAt).not.toBeNull();
  // Left out of the second edit, the file stays. Its name is made safe.
  expect(filenames(done)).toEqual(['a_b.png']);
  expect(await ada.download(done.pictures[0]?.url ?? '')).toEqual(picture);
  expect(bot.errors).toEqual([]);
});

it('appends files to an edit without `attachments`, and keeps only the listed ones with it', async () => {
  const picture = await png();
  const { ada, bot } = await openScene({
    onCommand: {
      go: async (interaction) => {
        await interaction.reply({ content: 'one', files: [{ attachment: picture, name: '1.png' }] });
        const original = Routes.webhookMessage(interaction.applicationId, interaction.token);
        const rest = interaction.client.rest;
        const file = (name: string) => ({ name, data: picture, contentType: 'image/png' });
        await rest.patch(original, { auth: false, body: { content: 'two' }, files: [file('2.png')] });
        const before = await interaction.fetchReply();
        const kept = before.attachments.find((attachment) => attachment.name === '2.png');
        await interaction.followUp(before.attachments.map((attachment) => attachment.name).join());
        await interaction.editReply({
          content: 'three',
          attachments: kept === undefined ? [] : [kept],
          files: [{ attachment: picture, name: '3.png' }],
        });
        await interaction.followUp('listed');
        await interaction.editReply({ content: 'none', attachments: [] });
      },
    },
  });
  const run = await ada.command({ channel: 'studio', name: 'go' });
  const [appended] = await run.followUps(1);
  expect(appended?.text).toBe('1.png,2.png');
  const bare = await run.waitFor((message) => message.text === 'none');
  expect(filenames(bare)).toEqual([]);
  const patches = (await run.view()).followUps;
  expect(patches).toHaveLength(2);
  expect(bot.errors).toEqual([]);
});

it('keeps exactly what an edit through discord.js lists', async () => {
  const picture = await png();
  const { ada } = await openScene({
    onCommand: {
      go: async (interaction) => {
        const first = await interaction.reply({
          content: 'one',
          files: [
            { attachment: picture, name: '1.png' },
            { attachment: picture, name: '2.png' },
          ],
          withResponse: true,
        });
        const second = first.resource?.message?.attachments.last();
        await interaction.editReply({
          content: 'two',
          attachments: second === undefined ? [] : [second],
          files: [{ attachment: picture, name: '3.png', description: 'the third' }],
        });
      },
    },
  });
  const run = await ada.command({ channel: 'studio', name: 'go' });
  const message = await run.waitFor((reply) => reply.text === 'two');
  expect(filenames(message)).toEqual(['2.png', '3.png']);
  expect(message.pictures[1]?.description).toBe('the third');
});

it('lets the first follow-up after a deferral take its place, and later ones stand apart', async () => {
  const { ada } = await openScene({
    onCommand: {
      go: async (interaction) => {
        await interaction.deferReply();
        await interaction.followUp('first');
        const second = await interaction.followUp('second');
        await interaction.webhook.editMessage(second, 'second, edited');
        await interaction.deleteReply(await interaction.followUp('third'));
      },
    },
  });
  const run = await ada.command({ channel: 'studio', name: 'go' });
  expect((await run.message()).text).toBe('first');
  const [followUp] = await run.followUps(1);
  if (followUp === undefined) throw new Error('no follow-up');
  await ada.waitForMessage(followUp, (message) => message.text === 'second, edited');
  const seen = await ada.messages('studio');
  expect(seen.map((message) => message.text)).toContain('second, edited');
});

it('shows ephemeral answers to one person only, and only the token reaches them', async () => {
  const interactions: ChatInputCommandInteraction[] = [];
  const { ada, ben, bot, client } = await openScene({
    onCommand: {
      go: async (interaction) => {
        interactions.push(interaction);
        await interaction.deferReply({ flags: MessageFlags.Ephemeral });
        await interaction.editReply('between us');
      },
    },
  });
  const run = await ada.command({ channel: 'studio', name: 'go' });
  const message = await run.message();
  expect(message).toMatchObject({ ephemeral: true, text: 'between us' });
  expect(await ada.messages('studio')).toHaveLength(1);
  expect(await ben.messages('studio')).toHaveLength(0);
  await expect(ben.message(message)).rejects.toThrow('sees no message');

  const { rest } = bot.client;
  const direct = Routes.channelMessage(message.channelId, message.id);
  expect(await codeOf(rest.patch(direct, { body: { content: 'louder' } }))).toBe(10008);
  expect(await codeOf(rest.get(direct))).toBe(10008);
  expect(await rest.get(Routes.channelMessages(message.channelId))).toEqual([]);
  await interactions[0]?.editReply('still between us');
  expect((await ada.message(message)).text).toBe('still between us');
  expect((await client.interaction(run.interactionId)).reply?.text).toBe('still between us');
});

it('answers with the message where it is asked to, also for a deferral', async () => {
  const ids: (string | undefined)[] = [];
  const { ada } = await openScene({
    onCommand: {
      go: async (interaction) => {
        const answer = await interaction.deferReply({ withResponse: true });
        ids.push(answer.resource?.message?.id, answer.interaction.responseMessageId ?? undefined);
        expect(answer.interaction.responseMessageLoading).toBe(true);
        await interaction.editReply('here');
      },
    },
  });
  const message = await (await ada.command({ channel: 'dm', name: 'go' })).message();
  expect(ids).toEqual([message.id, message.id]);
});

it('edits its public messages without the token, also in direct messages, and tells of deleted ones', async () => {
  const { ada, bot, client } = await openScene({
    onCommand: { go: (interaction) => interaction.reply('public') },
  });
  for (const channel of ['studio', 'dm']) {
    const message = await (await ada.command({ channel, name: 'go' })).message();
    const direct = Routes.channelMessage(message.channelId, message.id);
    await bot.client.rest.patch(direct, { body: { content: 'changed' } });
    expect((await ada.message(message)).text).toBe('changed');
    await client.control.deleteMessage(message.id);
    expect(await codeOf(bot.client.rest.patch(direct, { body: { content: 'again' } }))).toBe(10008);
  }
});

it('edits nobody else’s messages', async () => {
  const { ada, bot } = await openScene();
  const message = await ada.post({ channel: 'general', content: 'mine' });
  const direct = Routes.channelMessage(message.channelId, message.id);
  expect(await codeOf(bot.client.rest.patch(direct, { body: { content: 'yours' } }))).toBe(50005);
});
