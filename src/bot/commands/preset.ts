import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  PermissionFlagsBits,
  type RepliableInteraction,
} from 'discord.js';
import { AppError } from '../../errors.js';
import type { GuildPreset } from '../../jobs/guild-preset.js';
import type { Hash } from '../../jobs/job.js';
import { MAX_DESCRIPTION } from '../../presets/preset.js';
import type { Presets } from '../../presets/presets.js';
import { PresetRegistry } from '../../presets/registry.js';
import { fold } from '../../presets/search.js';
import { promiseAnswer } from '../answers.js';
import type { BotContext } from '../context.js';
import { guildStyle, SERVER } from '../guild-style.js';
import { checkPicture, declared, takePicture } from '../intake.js';
import { prepareStylePictures } from '../style-picture/prepare.js';
import { type Texts, textsFor } from '../texts/texts.js';
import { OWN_STYLES_PAGE } from '../views/styles.js';
import type { Button, Command } from './command.js';
import { described } from './naming.js';
import { presetOptions, readManner, readPictures } from './preset-options.js';
import { stylesMessage } from './styles.js';
import { choice } from './stylize.js';

/** Styles a server may have of its own. */
export const MOST_GUILD_PRESETS = 50;
const MAX_CHOICES = 25;
const MAX_NAME = 30;

/** `/preset`: a server's own styles, added by those who may. For servers where the bot is a member. */
export function presetCommand(context: BotContext): Command {
  const { config, records, store, blobs, log } = context;
  return {
    definition: {
      type: ApplicationCommandType.ChatInput,
      ...described((texts) => texts.commands.preset),
      contexts: [InteractionContextType.Guild],
      integration_types: [ApplicationIntegrationType.GuildInstall],
      options: presetOptions(config.limits),
    },

    async complete(interaction: AutocompleteInteraction) {
      const own = await ownStyles(interaction.guildId ?? '', context);
      const found = own.search(interaction.options.getFocused(), MAX_CHOICES);
      return found.map((preset) => choice(preset, interaction.locale));
    },

    async run(interaction) {
      const { guildId, options } = interaction;
      if (guildId === null) throw new AppError('SERVER_ONLY');
      const texts = textsFor(interaction.locale);
      switch (options.getSubcommand()) {
        case 'add':
          return add(interaction, guildId, texts);
        case 'edit':
          return edit(interaction, guildId, texts);
        case 'remove':
          return remove(interaction, guildId, texts);
        default:
          await promiseAnswer(interaction, context, { private: true });
          await interaction.editReply(await ownStylesPage(interaction, 0, context));
      }
    },
  };

  async function add(interaction: ChatInputCommandInteraction, guildId: string, texts: Texts): Promise<void> {
    await checkMayAdd(interaction, guildId, context);
    const { title, ...manner } = readManner(interaction);
    if (title === undefined) throw new AppError('OPTION_INVALID', { option: 'title', problem: '?' });
    const sent = readPictures(interaction);
    for (const picture of sent) checkPicture(declared(picture), context);
    const there = await records.guildPresets(guildId);
    if (there.length >= MOST_GUILD_PRESETS) throw full(there.length);
    await promiseAnswer(interaction, context, { private: true });
    const wanted: GuildPreset = {
      description: texts.preset.described(interaction.user.displayName).slice(0, MAX_DESCRIPTION),
      strength: 1,
      brush: 1,
      colours: 'style',
      ...manner,
      title,
      guildId,
      name: nameFrom(title),
      authorId: interaction.user.id,
      pictures: await takeStylePictures(interaction),
    };
    // Named only here: somebody else may have added one of this title since, or at this very moment.
    const preset = await records.addGuildPreset(wanted, MOST_GUILD_PRESETS);
    log.info({ guild: guildId, user: preset.authorId, preset: preset.name }, 'a server has a style more');
    await show(interaction, preset, texts.preset.added(preset.title), texts);
  }

  async function edit(
    interaction: ChatInputCommandInteraction,
    guildId: string,
    texts: Texts,
  ): Promise<void> {
    const before = await chosen(interaction, guildId);
    const manner = readManner(interaction);
    const sent = readPictures(interaction);
    for (const picture of sent) checkPicture(declared(picture), context);
    await promiseAnswer(interaction, context, { private: true });
    const after: GuildPreset = {
      ...before,
      ...manner,
      ...(sent.length === 0 ? {} : { pictures: await takeStylePictures(interaction) }),
    };
    const replaced = await records.changeGuildPreset(after);
    if (replaced === null) throw unknown(before.name);
    await store.eraseOrphans(replaced, removeNow);
    log.info(
      { guild: guildId, user: interaction.user.id, preset: after.name },
      'a server’s style was changed',
    );
    await show(interaction, after, texts.preset.changed(after.title), texts);
  }

  async function remove(
    interaction: ChatInputCommandInteraction,
    guildId: string,
    texts: Texts,
  ): Promise<void> {
    const preset = await chosen(interaction, guildId);
    await promiseAnswer(interaction, context, { private: true });
    const pictures = await records.removeGuildPreset(guildId, preset.name);
    if (pictures === null) throw unknown(preset.name);
    await store.eraseOrphans(pictures, removeNow);
    log.info({ guild: guildId, user: interaction.user.id, preset: preset.name }, 'a server’s style is gone');
    await interaction.editReply(
      await stylesMessage([], 0, context, interaction.locale, {
        title: texts.preset.removed(preset.title),
        how: '',
        none: texts.preset.removedHow,
        pagePrefix: OWN_STYLES_PAGE,
      }),
    );
  }

  /** The style that an option names. Throws where there is none, or it is not theirs to change. */
  async function chosen(interaction: ChatInputCommandInteraction, guildId: string): Promise<GuildPreset> {
    const named = interaction.options.getString('style') ?? '';
    const own = await records.guildPresets(guildId);
    const bare = named.startsWith(SERVER) ? named.slice(SERVER.length) : named;
    const preset = own.find(({ name, title }) => name === bare || title === named);
    if (preset === undefined) throw unknown(named);
    if (manages(interaction) || preset.authorId === interaction.user.id) return preset;
    throw new AppError('GUILD_PRESET_NOT_YOURS');
  }

  /** Takes in what is attached; what was sent is not kept, only what we made of it. */
  async function takeStylePictures(interaction: ChatInputCommandInteraction): Promise<Hash[]> {
    const sent: Hash[] = [];
    for (const picture of readPictures(interaction)) {
      sent.push(await takePicture(declared(picture), context));
    }
    try {
      return await prepareStylePictures(sent, blobs);
    } finally {
      await store.eraseOrphans(sent, removeNow);
    }
  }

  function removeNow(hash: Hash): void {
    blobs.removeNow(hash);
  }

  async function show(
    interaction: ChatInputCommandInteraction,
    preset: GuildPreset,
    title: string,
    texts: Texts,
  ): Promise<void> {
    const { how, none } = texts.preset;
    const heading = { title, how, none, pagePrefix: OWN_STYLES_PAGE };
    const style = guildStyle(preset, blobs);
    await interaction.editReply(await stylesMessage([style], 0, context, interaction.locale, heading));
  }
}

/** Turns the page of `/preset list`. */
export function ownStylesPageButton(context: BotContext): Button {
  return {
    prefix: OWN_STYLES_PAGE,
    async press(interaction, argument) {
      await interaction.deferUpdate();
      await interaction.editReply(await ownStylesPage(interaction, Number.parseInt(argument, 10), context));
    },
  };
}

async function ownStylesPage(interaction: RepliableInteraction, page: number, context: BotContext) {
  const { guildId, locale } = interaction;
  const texts = textsFor(locale);
  const own = await ownStyles(guildId ?? '', context);
  const { stylesRole } = await context.records.guildSettings(guildId ?? '');
  const who = stylesRole === undefined ? texts.preset.whoManages : texts.preset.whoHas(`<@&${stylesRole}>`);
  return stylesMessage(own.list(), page, context, locale, {
    title: texts.preset.title,
    how: `${texts.preset.how} ${who}`,
    none: `${texts.preset.none} ${who}`,
    pagePrefix: OWN_STYLES_PAGE,
  });
}

async function ownStyles(guildId: string, { records, blobs }: BotContext): Promise<Presets> {
  const own = await records.guildPresets(guildId);
  return new PresetRegistry(
    own.map((preset) => guildStyle(preset, blobs)),
    [],
  );
}

function manages(interaction: ChatInputCommandInteraction): boolean {
  return interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false;
}

/** Throws GUILD_PRESETS_NOT_YOURS. The role of everybody has the server's own id, and nobody's list names it. */
async function checkMayAdd(
  interaction: ChatInputCommandInteraction,
  guildId: string,
  { records }: BotContext,
): Promise<void> {
  if (manages(interaction)) return;
  const { stylesRole } = await records.guildSettings(guildId);
  const roles = interaction.inRawGuild()
    ? interaction.member.roles
    : interaction.inCachedGuild()
      ? [...interaction.member.roles.cache.keys()]
      : [];
  if (stylesRole !== undefined && [guildId, ...roles].includes(stylesRole)) return;
  throw new AppError('GUILD_PRESETS_NOT_YOURS');
}

/** A name from a title: `quiet-harbour`. */
function nameFrom(title: string): string {
  const words = fold(title).flatMap((word) => word.match(/[a-z0-9]+/g) ?? []);
  return words.join('-').slice(0, MAX_NAME).replace(/-+$/, '') || 'style';
}

function full(count: number): AppError {
  return new AppError('GUILD_PRESETS_FULL', { count, limit: MOST_GUILD_PRESETS });
}

function unknown(name: string): AppError {
  return new AppError('GUILD_PRESET_UNKNOWN', { name: name.slice(0, 60) });
}
