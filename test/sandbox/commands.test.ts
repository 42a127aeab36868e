import {
  ApplicationCommandType,
  InteractionContextType,
  MessageFlags,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { openScene, png, refusalOf } from './scene.js';

const STYLIZE: RESTPostAPIChatInputApplicationCommandsJSONBody = {
  name: 'stylize',
  description: 'Repaint a picture',
  contexts: [0, 1, 2],
  integration_types: [0, 1],
  options: [
    { type: 11, name: 'picture', description: 'The picture', required: true },
    { type: 3, name: 'style', description: 'The style', required: true, autocomplete: true },
    { type: 4, name: 'size', description: 'Pixels', min_value: 64, max_value: 2048 },
    { type: 10, name: 'strength', description: 'How much' },
    { type: 5, name: 'private', description: 'For you alone' },
    {
      type: 3,
      name: 'colours',
      description: 'Colours',
      choices: [
        { name: 'Style', value: 'style' },
        { name: 'Photo', value: 'photo' },
      ],
    },
    { type: 6, name: 'friend', description: 'Somebody' },
    { type: 7, name: 'where', description: 'A channel' },
  ],
};

describe('registration', () => {
  it('replaces all commands, keeps the ids of those that stay, and counts', async () => {
    const { bot, client } = await openScene();
    const commands = bot.client.application.commands;
    const before = (await client.state()).registrations;
    const first = await commands.set([STYLIZE, { name: 'help', description: 'Help' }]);
    const { version } = first.first() ?? {};
    const second = await commands.set([{ ...STYLIZE, description: 'Repaint it' }]);
    expect(second.first()?.id).toBe(first.find((command) => command.name === 'stylize')?.id);
    expect(second.first()?.version).not.toBe(version);
    expect((await commands.fetch()).map((command) => command.name)).toEqual(['stylize']);
    const state = await client.state();
    expect(state.registrations).toBe(before + 2);
    expect(state.commands).toMatchObject([{ name: 'stylize', description: 'Repaint it', type: 'slash' }]);
  });

  it('keeps a server’s commands apart, and deletes', async () => {
    const { bot, client } = await openScene();
    const guild = bot.client.guilds.cache.first();
    const made = await guild?.commands.create({ name: 'only-here', description: 'Here' });
    expect((await client.state()).commands.map((command) => command.guildId)).toEqual([null, guild?.id]);
    await made?.delete();
    expect((await client.state()).commands.map((command) => command.name)).toEqual(['go']);
  });

  const option = { type: 3, name: 'a', description: 'x' };
  it.each<[string, object, string]>([
    ['capitals in a name', { name: 'Go', description: 'x' }, '0.name[APPLICATION_COMMAND_INVALID_NAME]'],
    ['spaces in a name', { name: 'go on', description: 'x' }, '0.name[APPLICATION_COMMAND_INVALID_NAME]'],
    ['no description', { name: 'go' }, '0.description[BASE_TYPE_REQUIRED]'],
    [
      'a long description',
      { name: 'go', description: 'x'.repeat(101) },
      '0.description[BASE_TYPE_MAX_LENGTH]: Must be 100 or fewer in length.',
    ],
    [
      '26 options',
      {
        name: 'go',
        description: 'x',
        options: Array.from({ length: 26 }, (_, index) => ({ ...option, name: `o${index}` })),
      },
      '0.options[BASE_TYPE_MAX_LENGTH]: Must be 25 or fewer in length.',
    ],
    [
      '26 choices',
      {
        name: 'go',
        description: 'x',
        options: [
          {
            ...option,
            choices: Array.from({ length: 26 }, (_, index) => ({ name: `${index}`, value: `${index}` })),
          },
        ],
      },
      '0.options[0].choices[BASE_TYPE_MAX_LENGTH]',
    ],
    [
      'a required option after an optional one',
      { name: 'go', description: 'x', options: [option, { ...option, name: 'b', required: true }] },
      '0.options[1][APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID]: Required options must be placed before non-required options',
    ],
    [
      'an option twice',
      { name: 'go', description: 'x', options: [option, option] },
      '0.options[1][APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE]',
    ],
    [
      'a menu command with a description',
      { name: 'Go on', type: 3, description: 'x' },
      '0.description[APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED]',
    ],
  ])('refuses %s', async (_what, command, refusal) => {
    const { bot } = await openScene();
    const route = Routes.applicationCommands(bot.client.application.id);
    expect(await refusalOf(bot.client.rest.put(route, { body: [command] }))).toContain(refusal);
  });
});

describe('running a command', () => {
  it('resolves every kind of option as discord.js reads it', async () => {
    const picture = await png(64, 48);
    const seen: unknown[] = [];
    const { ada, bot } = await openScene({
      commands: [STYLIZE],
      onCommand: {
        stylize: async (interaction) => {
          const { options } = interaction;
          const given = options.getAttachment('picture', true);
          const bytes = Buffer.from(await (await fetch(given.url)).arrayBuffer());
          seen.push(
            [
              given.name,
              given.width,
              given.height,
              given.contentType,
              given.ephemeral,
              bytes.equals(picture),
            ],
            options.getString('style', true),
            options.getInteger('size'),
            options.getNumber('strength'),
            options.getBoolean('private'),
            options.getString('colours'),
            options.getUser('friend')?.username,
            options.getChannel('where')?.id,
            interaction.attachmentSizeLimit,
            interaction.context,
            interaction.memberPermissions?.has('AttachFiles'),
            interaction.appPermissions.has('SendMessages'),
            interaction.inCachedGuild() && interaction.guild.name,
          );
          await interaction.reply('ok');
        },
      },
    });
    const run = await ada.command({
      channel: '#studio',
      name: 'stylize',
      options: {
        picture: { name: 'photo.PNG', bytes: picture },
        style: 'waves',
        size: 512,
        strength: 0.5,
        private: true,
        colours: 'photo',
        friend: 'ben',
        where: '#gallery',
      },
    });
    await run.message();
    const gallery = bot.client.channels.cache.find(
      (channel) => 'name' in channel && channel.name === 'gallery',
    );
    expect(seen).toEqual([
      ['photo.PNG', 64, 48, 'image/png', true, true],
      'waves',
      512,
      0.5,
      true,
      'photo',
      'ben',
      gallery?.id,
      10 * 1024 * 1024,
      InteractionContextType.Guild,
      true,
      true,
      'Studio',
    ]);
  });

  it.each<[string, Record<string, string | number | boolean>, string]>([
    ['a missing option', { style: 'x' }, 'Option “picture” is required.'],
    ['text for a file', { picture: 'x', style: 'x' }, '“picture” takes a file'],
    [
      'an unknown option',
      { picture: 'x', stile: 'x' },
      'The command has no option “stile”. It has: picture, style',
    ],
  ])('refuses %s as Discord’s client would', async (_what, options, refusal) => {
    const { ada } = await openScene({ commands: [STYLIZE] });
    await expect(ada.command({ channel: 'studio', name: 'stylize', options })).rejects.toThrow(refusal);
  });

  it.each<[string, string | number | boolean, string]>([
    ['size', 63, 'must be at least 64'],
    ['size', 2049, 'must be at most 2048'],
    ['size', 99.5, 'takes a whole number'],
    ['size', '512', 'takes a number'],
    ['private', 'yes', 'takes true or false'],
    ['colours', 'grey', 'must be one of: style, photo'],
    ['friend', 'nobody', 'There is no user “nobody”. There are: ada, ben.'],
  ])('refuses %s: %s', async (name, value, refusal) => {
    const { ada } = await openScene({ commands: [STYLIZE] });
    const picture = { name: 'a.png', bytes: await png() };
    const options = { picture, style: 'x', [name]: value };
    await expect(ada.command({ channel: 'studio', name: 'stylize', options })).rejects.toThrow(refusal);
  });

  it('runs a message’s command on that message, pictures and all', async () => {
    const picture = await png();
    const { ada, ben } = await openScene({
      commands: [{ name: 'Stylize this picture', type: ApplicationCommandType.Message }],
      onInteraction: async (interaction) => {
        if (!interaction.isMessageContextMenuCommand()) return;
        const { targetMessage } = interaction;
        const file = targetMessage.attachments.first();
        await interaction.reply({
          content: `${targetMessage.author.username}: ${targetMessage.content} ${file?.name} ${file?.width}`,
          flags: MessageFlags.Ephemeral,
        });
      },
    });
    const target = await ben.post({
      channel: 'general',
      content: 'look!',
      files: [{ name: 'cat.png', bytes: picture }],
    });
    const run = await ada.command({ channel: 'general', name: 'Stylize this picture', target });
    expect((await run.message()).text).toBe('ben: look! cat.png 30');
    expect(await ada.download(target.pictures[0]?.url ?? '')).toEqual(picture);
  });

  it('offers a command only where it may be used', async () => {
    const { ada, ben } = await openScene({
      commands: [
        { name: 'servers', description: 'x', contexts: [0] },
        { name: 'managers', description: 'x', default_member_permissions: '32' },
        { name: 'nowhere', description: 'x', contexts: [0, 1, 2], integration_types: [0] },
      ],
    });
    await expect(ada.command({ channel: 'dm', name: 'servers' })).rejects.toThrow('cannot be used here');
    await ada.command({ channel: 'studio', name: 'managers' });
    await expect(ben.command({ channel: 'studio', name: 'managers' })).rejects.toThrow(
      'lacks the permissions',
    );
    await expect(ada.command({ channel: 'duo', name: 'nowhere' })).rejects.toThrow('not installed');
    await expect(ada.command({ channel: 'studio', name: 'dance' })).rejects.toThrow(
      'There is no command “dance”. There are: servers, managers, nowhere.',
    );
    await expect(ada.command({ channel: 'attic', name: 'servers' })).rejects.toThrow(
      'ada sees no channel “attic”',
    );
  });

  it('tells subcommands apart', async () => {
    const { ada } = await openScene({
      commands: [
        {
          name: 'preset',
          description: 'Presets',
          options: [
            {
              type: 1,
              name: 'add',
              description: 'Add',
              options: [{ type: 3, name: 'name', description: 'Name', required: true }],
            },
          ],
        },
      ],
      onCommand: {
        preset: (interaction) =>
          interaction.reply(
            `${interaction.options.getSubcommand()} ${interaction.options.getString('name', true)}`,
          ),
      },
    });
    await expect(ada.command({ channel: 'studio', name: 'preset' })).rejects.toThrow('needs a subcommand');
    const run = await ada.command({
      channel: 'studio',
      name: 'preset',
      path: ['add'],
      options: { name: 'waves' },
    });
    expect((await run.message()).text).toBe('add waves');
  });
});

describe('autocomplete', () => {
  const commands = [STYLIZE];

  it('brings up to 25 suggestions for what is typed so far', async () => {
    const { ada } = await openScene({
      commands,
      onInteraction: async (interaction) => {
        if (!interaction.isAutocomplete()) return;
        const { name, value } = interaction.options.getFocused(true);
        const size = interaction.options.getInteger('size');
        await interaction.respond([{ name: `${name}=${value} at ${size}`, value: `${value}` }]);
      },
    });
    const typed = {
      channel: 'studio',
      name: 'stylize',
      focused: 'style',
      value: 'wa',
      options: { size: 512 },
    };
    expect(await ada.autocomplete(typed)).toEqual([{ name: 'style=wa at 512', value: 'wa' }]);
    await expect(ada.autocomplete({ ...typed, focused: 'colours' })).rejects.toThrow('has no autocomplete');
  });

  it('refuses 26 suggestions, long ones, and those of a wrong type', async () => {
    const refusals: string[] = [];
    const { ada } = await openScene({
      commands,
      onInteraction: async (interaction) => {
        if (!interaction.isAutocomplete()) return;
        const answer = (data: object) =>
          interaction.client.rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
            auth: false,
            body: { type: 8, data },
          });
        const many = Array.from({ length: 26 }, (_, index) => ({ name: `${index}`, value: `${index}` }));
        refusals.push(
          await refusalOf(answer({ choices: many })),
          await refusalOf(answer({ choices: [{ name: 'x'.repeat(101), value: 'x' }] })),
          await refusalOf(answer({ choices: [{ name: 'x', value: 3 }] })),
        );
        await interaction.respond([]);
      },
    });
    expect(
      await ada.autocomplete({ channel: 'studio', name: 'stylize', focused: 'style', value: '' }),
    ).toEqual([]);
    expect(refusals).toEqual([
      expect.stringContaining('data.choices[BASE_TYPE_MAX_LENGTH]: Must be 25 or fewer in length.'),
      expect.stringContaining('data.choices[0].name[BASE_TYPE_BAD_LENGTH]'),
      expect.stringContaining('data.choices[0].value[STRING_TYPE_CONVERT]'),
    ]);
  });

  it('fails after three seconds without suggestions', async () => {
    const { ada } = await openScene({ commands });
    await expect(
      ada.autocomplete({ channel: 'studio', name: 'stylize', focused: 'style', value: '' }),
    ).rejects.toThrow('Loading options failed');
  });
});
