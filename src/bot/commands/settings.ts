import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ChannelType,
  type ChatInputCommandInteraction,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord.js';
import { AppError } from '../../errors.js';
import type { GuildSettings, UserSettings } from '../../jobs/settings.js';
import type { BotContext } from '../context.js';
import { presetsHere } from '../guild-style.js';
import { sizesOf } from '../sizes.js';
import { en } from '../texts/en.js';
import { textsFor } from '../texts/texts.js';
import { guildSettingsView, userSettingsView } from '../views/settings.js';
import type { Command } from './command.js';
import { described } from './naming.js';
import { choice, EVERYWHERE } from './stylize.js';
import { controlOptions, LASTING_QUALITIES, readControls } from './stylize-options.js';

const MOST_A_DAY = 100_000;

/** `/settings mine` and `/settings server`: without options what is set, with options what is to be. */
export function settingsCommand(context: BotContext): Command {
  const { config, presets, records } = context;
  const limit = (option: 'openPerPerson' | 'personPerDay' | 'serverPerDay') => ({
    type: ApplicationCommandOptionType.Integer as const,
    ...described((texts) => texts.options[option]),
    min_value: 0,
    max_value: MOST_A_DAY,
  });
  const reset = {
    type: ApplicationCommandOptionType.Boolean as const,
    ...described((texts) => texts.options.reset),
  };
  const style = {
    type: ApplicationCommandOptionType.String as const,
    ...described((texts) => texts.options.usualStyle),
    autocomplete: true,
  };
  const server: APIApplicationCommandBasicOption[] = [
    {
      type: ApplicationCommandOptionType.Channel,
      ...described((texts) => texts.options.channel),
      channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement, ChannelType.GuildForum],
    },
    {
      type: ApplicationCommandOptionType.String,
      ...described((texts) => texts.options.allowedStyle),
      autocomplete: true,
    },
    {
      type: ApplicationCommandOptionType.Integer,
      ...described((texts) => texts.options.largestSize),
      choices: sizesOf(config.limits).map((value) => ({ name: `${value} px`, value })),
    },
    limit('openPerPerson'),
    limit('personPerDay'),
    limit('serverPerDay'),
    { type: ApplicationCommandOptionType.Role, ...described((texts) => texts.options.stylesRole) },
    reset,
  ];
  return {
    definition: {
      type: ApplicationCommandType.ChatInput,
      ...described((texts) => texts.commands.settings),
      ...EVERYWHERE,
      options: [
        {
          type: ApplicationCommandOptionType.Subcommand,
          ...described((texts) => texts.settings.mine),
          options: [style, ...controlOptions(config.limits, LASTING_QUALITIES), reset],
        },
        {
          type: ApplicationCommandOptionType.Subcommand,
          ...described((texts) => texts.settings.server),
          options: server,
        },
      ],
    },

    async complete(interaction) {
      return (await presetsHere(interaction.guildId, context))
        .search(interaction.options.getFocused(), 25)
        .map((preset) => choice(preset, interaction.locale));
    },

    async run(interaction) {
      const texts = textsFor(interaction.locale);
      const view =
        interaction.options.getSubcommand() === 'server'
          ? guildSettingsView(await changeGuild(interaction, context), config.limits, texts)
          : userSettingsView(await changeUser(interaction, context), texts);
      await interaction.reply({
        flags: [MessageFlags.Ephemeral, MessageFlags.IsComponentsV2],
        components: view,
        allowedMentions: { parse: [] },
      });
    },
  };

  async function changeUser(interaction: ChatInputCommandInteraction, { log }: BotContext) {
    const userId = interaction.user.id;
    const { options } = interaction;
    if (options.getBoolean(en.options.reset.name) === true) {
      await records.setUserSettings(userId, null);
      return {};
    }
    const style = options.getString(en.options.usualStyle.name);
    const { strength, brush, colours, size, quality, private: hidden } = readControls(interaction);
    const chosen: UserSettings = {
      ...(style === null
        ? {}
        : { style: (await presetsHere(interaction.guildId, context)).require(style).manifest.name }),
      ...(strength === null ? {} : { strength }),
      ...(brush === null ? {} : { brush }),
      ...(colours === null ? {} : { colours }),
      ...(size === null ? {} : { size }),
      ...(quality === null ? {} : { quality }),
      ...(hidden === null ? {} : { private: hidden }),
    };
    const before = await records.userSettings(userId);
    if (Object.keys(chosen).length === 0) return before;
    const after = { ...before, ...chosen };
    await records.setUserSettings(userId, after);
    log.info({ user: userId }, 'changed their settings');
    return after;
  }

  async function changeGuild(interaction: ChatInputCommandInteraction, { log }: BotContext) {
    const { guildId, options } = interaction;
    if (guildId === null) throw new AppError('SERVER_ONLY');
    if (interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) !== true) {
      throw new AppError('SETTINGS_NOT_YOURS');
    }
    if (options.getBoolean(en.options.reset.name) === true) {
      await records.setGuildSettings(guildId, null);
      return records.guildSettings(guildId);
    }
    const channel = options.getChannel(en.options.channel.name);
    const allowed = options.getString(en.options.allowedStyle.name);
    const role = options.getRole(en.options.stylesRole.name);
    const before = await records.guildSettings(guildId);
    const { stylesRole: _, ...others } = before;
    const after = withLimits(
      {
        // Named once more it is nobody's but the managers'.
        ...(role?.id === before.stylesRole ? others : before),
        ...(role === null || role.id === before.stylesRole ? {} : { stylesRole: role.id }),
        ...(channel === null ? {} : { channels: toggled(before.channels, channel.id) }),
        ...(allowed === null
          ? {}
          : { presets: toggled(before.presets, presets.require(allowed).manifest.name) }),
      },
      {
        maxSize: options.getInteger(en.options.largestSize.name),
        openPerUser: options.getInteger(en.options.openPerPerson.name),
        userPerDay: options.getInteger(en.options.personPerDay.name),
        guildPerDay: options.getInteger(en.options.serverPerDay.name),
      },
    );
    if (JSON.stringify(after) === JSON.stringify(before)) return before;
    await records.setGuildSettings(guildId, after);
    log.info({ guild: guildId, user: interaction.user.id }, 'changed a server’s settings');
    return after;
  }
}

/** Added where it is not, taken away where it is. */
function toggled(list: readonly string[], item: string): string[] {
  return list.includes(item) ? list.filter((one) => one !== item) : [...list, item];
}

type Limit = 'maxSize' | 'openPerUser' | 'userPerDay' | 'guildPerDay';

/** Null leaves a limit as it is, 0 takes it away. */
function withLimits(settings: GuildSettings, limits: Readonly<Record<Limit, number | null>>): GuildSettings {
  const changed: GuildSettings = { ...settings };
  for (const [name, value] of Object.entries(limits) as [Limit, number | null][]) {
    if (value === 0) delete changed[name];
    else if (value !== null) changed[name] = value;
  }
  return changed;
}
