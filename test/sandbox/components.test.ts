import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  ContainerBuilder,
  MediaGalleryBuilder,
  MessageFlags,
  ModalBuilder,
  Routes,
  StringSelectMenuBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { expect, it } from 'vitest';
import { openScene, png, refusalOf } from './scene.js';

const V2 = MessageFlags.IsComponentsV2;
const text = (content: string) => new TextDisplayBuilder().setContent(content);
const button = (customId: string, label: string) =>
  new ButtonBuilder().setCustomId(customId).setLabel(label).setStyle(ButtonStyle.Primary);
const buttons = (...all: ButtonBuilder[]) => new ActionRowBuilder<ButtonBuilder>().addComponents(...all);
const gallery = (...urls: string[]) =>
  new MediaGalleryBuilder().addItems(...urls.map((url) => ({ media: { url }, description: 'a picture' })));

it('carries a job’s message through its states in Components V2, its picture replaced each time', async () => {
  const first = await png(40, 30, 'red');
  const second = await png(80, 60, 'blue');
  const { ada, bot, client } = await openScene({
    onCommand: {
      go: async (interaction) => {
        await interaction.deferReply();
        await interaction.editReply({ flags: V2, components: [text('waiting')] });
        await interaction.editReply({
          components: [
            new ContainerBuilder()
              .addTextDisplayComponents(text('half way'))
              .addMediaGalleryComponents(gallery('attachment://preview.png')),
          ],
          files: [{ attachment: first, name: 'preview.png' }],
        });
        await interaction.editReply({
          components: [
            new ContainerBuilder()
              .addTextDisplayComponents(text('done'))
              .addMediaGalleryComponents(gallery('attachment://result.png'))
              .addActionRowComponents(buttons(button('again', 'Again'), button('delete', 'Delete'))),
          ],
          attachments: [],
          files: [{ attachment: second, name: 'result.png' }],
        });
      },
    },
  });
  const run = await ada.command({ channel: 'studio', name: 'go' });
  const done = await run.waitFor((message) => message.text === 'done');
  expect(bot.errors).toEqual([]);
  expect(done).toMatchObject({ componentsV2: true, hiddenFiles: [] });
  expect(done.pictures).toMatchObject([
    { filename: 'result.png', width: 80, height: 60, shownIn: 'gallery', description: 'a picture' },
  ]);
  expect(done.buttons.map((one) => one.label)).toEqual(['Again', 'Delete']);
  expect(await ada.download(done.pictures[0]?.url ?? '')).toEqual(second);
  // What a component shows is not among the attachments, as on Discord.
  expect(done.raw.attachments).toEqual([]);
  expect((await client.requests()).every((request) => request.status < 400)).toBe(true);
});

it('keeps a picture that a component shows when its listing gives id and filename, and not by id alone', async () => {
  const picture = await png();
  const { ada, bot } = await openScene({
    onCommand: {
      go: (interaction) =>
        interaction.reply({
          flags: V2,
          components: [gallery('attachment://kept.png')],
          files: [{ attachment: picture, name: 'kept.png' }],
        }),
    },
  });
  const message = await (await ada.command({ channel: 'studio', name: 'go' })).message();
  const id = message.pictures[0]?.attachmentId ?? '';
  const direct = Routes.channelMessage(message.channelId, message.id);
  const edit = (attachment: object) =>
    bot.client.rest.patch(direct, {
      body: { components: [gallery('attachment://kept.png').toJSON()], attachments: [attachment] },
    });
  expect(await refusalOf(edit({ id }))).toContain('UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND');
  await edit({ id, filename: 'kept.png' });
  expect((await ada.message(message)).pictures.map((one) => one.attachmentId)).toEqual([id]);
});

it('hides files that no component names, and says which', async () => {
  const picture = await png();
  const { ada } = await openScene({
    onCommand: {
      go: (interaction) =>
        interaction.reply({
          flags: V2,
          components: [text('no picture here')],
          files: [{ attachment: picture, name: 'forgotten.png' }],
        }),
    },
  });
  const message = await (await ada.command({ channel: 'studio', name: 'go' })).message();
  expect(message.pictures).toEqual([]);
  expect(message.hiddenFiles).toEqual(['forgotten.png']);
});

const row = (...components: object[]) => ({ type: 1, components });
const plainButton = (customId: string) => ({ type: 2, style: 1, custom_id: customId, label: 'x' });

it.each<[string, object, string]>([
  [
    'content beside V2',
    { flags: V2, content: 'x', components: [{ type: 10, content: 'y' }] },
    'content[MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2]',
  ],
  [
    'embeds beside V2',
    { flags: V2, embeds: [{ title: 'x' }], components: [{ type: 10, content: 'y' }] },
    'embeds[MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2]',
  ],
  [
    'V2 components without the flag',
    { components: [{ type: 10, content: 'y' }] },
    'components[0][UNION_TYPE_CHOICES]: Value of field "type" must be one of (1).',
  ],
  ['a button at the top', { flags: V2, components: [plainButton('a')] }, 'components[0][UNION_TYPE_CHOICES]'],
  [
    'more than 4000 characters in all',
    {
      flags: V2,
      components: [
        { type: 10, content: 'x'.repeat(2001) },
        { type: 10, content: 'x'.repeat(2000) },
      ],
    },
    'components[COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED]: Components displayable text size exceeds maximum size of 4000',
  ],
  [
    'more than 40 components in all',
    {
      flags: V2,
      components: [
        { type: 17, components: Array.from({ length: 30 }, () => ({ type: 14 })) },
        ...Array.from({ length: 10 }, () => ({ type: 14 })),
      ],
    },
    'components[COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED]',
  ],
  [
    'eleven pictures in a gallery',
    {
      flags: V2,
      components: [
        { type: 12, items: Array.from({ length: 11 }, () => ({ media: { url: 'https://a.b/c.png' } })) },
      ],
    },
    'components[0].items[BASE_TYPE_BAD_LENGTH]: Must be between 1 and 10 in length.',
  ],
  [
    'a file that was not sent',
    { flags: V2, components: [{ type: 12, items: [{ media: { url: 'attachment://x.png' } }] }] },
    'components[0].items[0].media.url[UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND]',
  ],
  [
    'a custom id twice',
    { content: 'x', components: [row(plainButton('a')), row(plainButton('a'))] },
    'components[1].components[0].custom_id[COMPONENT_CUSTOM_ID_DUPLICATED]',
  ],
  [
    'a custom id of 101 characters',
    { content: 'x', components: [row(plainButton('a'.repeat(101)))] },
    'components[0].components[0].custom_id[BASE_TYPE_BAD_LENGTH]: Must be between 1 and 100 in length.',
  ],
  [
    'six buttons in a row',
    { content: 'x', components: [row(...'abcdef'.split('').map(plainButton))] },
    'components[0].components[BASE_TYPE_BAD_LENGTH]: Must be between 1 and 5 in length.',
  ],
  [
    'six rows',
    { content: 'x', components: 'abcdef'.split('').map((id) => row(plainButton(id))) },
    'components[BASE_TYPE_MAX_LENGTH]: Must be 5 or fewer in length.',
  ],
  [
    'a label of 81 characters',
    { content: 'x', components: [row({ ...plainButton('a'), label: 'x'.repeat(81) })] },
    'components[0].components[0].label[BASE_TYPE_MAX_LENGTH]',
  ],
  [
    'a link with a custom id',
    { content: 'x', components: [row({ ...plainButton('a'), style: 5, url: 'https://a.b' })] },
    'custom_id[BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE]',
  ],
  [
    '26 options of a select',
    {
      content: 'x',
      components: [
        row({
          type: 3,
          custom_id: 's',
          options: Array.from({ length: 26 }, (_, value) => ({ label: 'x', value: `${value}` })),
        }),
      ],
    },
    'components[0].components[0].options[BASE_TYPE_BAD_LENGTH]: Must be between 1 and 25 in length.',
  ],
  [
    '2001 characters',
    { content: 'x'.repeat(2001) },
    'content[BASE_TYPE_MAX_LENGTH]: Must be 2000 or fewer in length.',
  ],
  [
    'an embed title of 257 characters',
    { embeds: [{ title: 'x'.repeat(257) }] },
    'embeds[0].title[BASE_TYPE_MAX_LENGTH]: Must be 256 or fewer in length.',
  ],
  [
    'embeds of 6001 characters',
    { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
    'embeds[1][MAX_EMBED_SIZE_EXCEEDED]: Embed size exceeds maximum size of 6000',
  ],
  [
    'eleven embeds',
    { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) },
    'embeds[BASE_TYPE_MAX_LENGTH]: Must be 10 or fewer in length.',
  ],
  ['nothing at all', {}, 'Cannot send an empty message'],
  [
    'mentions of an unknown kind',
    { content: 'x', allowed_mentions: { parse: ['cats'] } },
    'allowed_mentions.parse[0][BASE_TYPE_CHOICES]',
  ],
])('refuses %s', async (_what, body, refusal) => {
  const { bot, client } = await openScene();
  const { channels } = await client.state();
  const studio = channels.find((channel) => channel.name === 'studio')?.id ?? '';
  expect(await refusalOf(bot.client.rest.post(Routes.channelMessages(studio), { body }))).toContain(refusal);
});

it('accepts emoji by the character, and texts at their limits', async () => {
  const { bot, client } = await openScene();
  const studio = (await client.state()).channels.find((channel) => channel.name === 'studio')?.id ?? '';
  await bot.client.rest.post(Routes.channelMessages(studio), { body: { content: '🎨'.repeat(2000) } });
  await bot.client.rest.post(Routes.channelMessages(studio), {
    body: { flags: V2, components: [{ type: 10, content: 'x'.repeat(4000) }] },
  });
});

it('never takes the V2 flag back, and adds it only where content and embeds are cleared', async () => {
  const { bot, client } = await openScene();
  const { rest } = bot.client;
  const studio = (await client.state()).channels.find((channel) => channel.name === 'studio')?.id ?? '';
  const message = (await rest.post(Routes.channelMessages(studio), { body: { content: 'plain' } })) as {
    id: string;
  };
  const direct = Routes.channelMessage(studio, message.id);
  const components = [{ type: 10, content: 'V2' }];
  expect(await refusalOf(rest.patch(direct, { body: { flags: V2, components } }))).toContain(
    'content[MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2]',
  );
  await rest.patch(direct, { body: { flags: V2, components, content: null, embeds: null } });
  expect(await refusalOf(rest.patch(direct, { body: { flags: 0, content: 'plain again' } }))).toContain(
    'flags[MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG]',
  );
  expect(await refusalOf(rest.patch(direct, { body: { content: 'plain again' } }))).toContain(
    'content[MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2]',
  );
  expect(await refusalOf(rest.patch(direct, { body: { components: [] } }))).toContain('empty message');
});

it('answers a button by a new message, by an update, and by a deferred update', async () => {
  const { ada, ben, bot } = await openScene({
    onCommand: {
      go: (interaction) =>
        interaction.reply({
          content: 'choose',
          components: [
            buttons(
              button('reply', 'Reply'),
              button('update', 'Update'),
              button('later', 'Later'),
              button('off', 'Off').setDisabled(true),
            ),
          ],
        }),
    },
    onInteraction: async (interaction) => {
      if (!interaction.isButton()) return;
      if (interaction.customId === 'reply') {
        await interaction.reply({
          content: `hello ${interaction.user.username}`,
          flags: MessageFlags.Ephemeral,
        });
      } else if (interaction.customId === 'update') {
        await interaction.update({ content: 'updated' });
      } else {
        await interaction.deferUpdate();
        await interaction.editReply({ content: 'later', components: [] });
        await interaction.followUp('and more');
      }
    },
  });
  const message = await (await ada.command({ channel: 'studio', name: 'go' })).message();
  await expect(ada.press(message, 'Off')).rejects.toThrow('disabled');
  const hello = await (await ben.press(message, 'Reply')).message();
  expect(hello).toMatchObject({ text: 'hello ben', ephemeral: true });
  await (await ben.press(message, 'update')).answered();
  expect(await ada.message(message)).toMatchObject({ text: 'updated' });
  const later = await ada.press(message, 'Later');
  expect((await later.waitFor((reply) => reply.text === 'later')).id).toBe(message.id);
  expect((await later.followUps())[0]?.text).toBe('and more');
  await expect(ada.press(message, 'Nothing')).rejects.toThrow('There are: Reply, Update, Later, Off.');
  await expect(ada.press(await ada.message(message), 'Reply')).rejects.toThrow('There are: none.');
  expect(bot.errors).toEqual([]);
});

it('opens a modal from a select, validates what is filled in, and takes the answer', async () => {
  const select = new StringSelectMenuBuilder()
    .setCustomId('pick')
    .addOptions({ label: 'One', value: '1' }, { label: 'Two', value: '2' });
  const field = new TextInputBuilder()
    .setCustomId('name')
    .setLabel('Name')
    .setStyle(TextInputStyle.Short)
    .setMinLength(2)
    .setMaxLength(10);
  const { ada, bot } = await openScene({
    onCommand: {
      go: (interaction) =>
        interaction.reply({
          content: 'pick',
          components: [new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(select)],
        }),
    },
    onInteraction: async (interaction) => {
      if (interaction.isStringSelectMenu()) {
        await interaction.showModal(
          new ModalBuilder()
            .setCustomId(`modal:${interaction.values.join()}`)
            .setTitle('Tell me more')
            .addComponents(new ActionRowBuilder<TextInputBuilder>().addComponents(field)),
        );
      } else if (interaction.isModalSubmit() && interaction.isFromMessage()) {
        await interaction.update({
          content: `${interaction.customId} ${interaction.fields.getTextInputValue('name')}`,
          components: [],
        });
      }
    },
  });
  const message = await (await ada.command({ channel: 'studio', name: 'go' })).message();
  await expect(ada.select(message, 'pick', ['3'])).rejects.toThrow(
    'There is no “3” to pick. There are: 1, 2.',
  );
  await expect(ada.select(message, 'pick', [])).rejects.toThrow('Pick 1, not 0.');
  const picked = await ada.select(message, 'pick', ['2']);
  expect(await picked.modal()).toMatchObject({
    customId: 'modal:2',
    title: 'Tell me more',
    fields: [{ customId: 'name', label: 'Name', required: true }],
  });
  await expect(ada.submit(picked, { name: 'x' })).rejects.toThrow('takes 2 to 10 characters');
  await expect(ada.submit(picked, {})).rejects.toThrow('“name” must be filled in');
  await (await ada.submit(picked, { name: 'Ada' })).answered();
  expect((await ada.message(message)).text).toBe('modal:2 Ada');
  expect(bot.errors).toEqual([]);
});
