import {
  ApplicationCommandType,
  type InteractionEditReplyOptions,
  MessageFlags,
  type RepliableInteraction,
} from 'discord.js';
import type { Preset } from '../../presets/preset.js';
import { promiseAnswer } from '../answers.js';
import type { BotContext } from '../context.js';
import { describeError } from '../discord-errors.js';
import { presetsHere } from '../guild-style.js';
import { allowedPresets } from '../rules.js';
import { textsFor } from '../texts/texts.js';
import {
  STYLES_PAGE,
  STYLES_PER_PAGE,
  type StyleEntry,
  type StylesHeading,
  stylesView,
} from '../views/styles.js';
import type { Button, Command } from './command.js';
import { described } from './naming.js';
import { EVERYWHERE } from './stylize.js';

/** `/styles`: all styles with their pictures, a page at a time. */
export function stylesCommand(context: BotContext): Command {
  return {
    definition: {
      type: ApplicationCommandType.ChatInput,
      ...described((texts) => texts.commands.styles),
      ...EVERYWHERE,
    },

    async run(interaction) {
      await promiseAnswer(interaction, context, { private: true });
      await interaction.editReply(await stylesPage(context, 0, interaction));
    },
  };
}

/** Turns the page of `/styles`. */
export function stylesPageButton(context: BotContext): Button {
  return {
    prefix: STYLES_PAGE,
    async press(interaction, argument) {
      await interaction.deferUpdate();
      await interaction.editReply(await stylesPage(context, Number.parseInt(argument, 10), interaction));
    },
  };
}

async function stylesPage(
  context: BotContext,
  wanted: number,
  { guildId, locale }: RepliableInteraction,
): Promise<InteractionEditReplyOptions> {
  const guild = guildId === null ? null : await context.records.guildSettings(guildId);
  const all = allowedPresets((await presetsHere(guildId, context)).list(), guild);
  const { title, how, none } = textsFor(locale).styles;
  return stylesMessage(all, wanted, context, locale, { title, how, none, pagePrefix: STYLES_PAGE });
}

/** A page of these styles with their pictures. `wanted` counts from 0. */
export async function stylesMessage(
  all: readonly Preset[],
  wanted: number,
  { thumbnails, log }: BotContext,
  locale: string,
  heading: StylesHeading,
): Promise<InteractionEditReplyOptions> {
  const pages = Math.max(1, Math.ceil(all.length / STYLES_PER_PAGE));
  // A page that is not there any more, since presets were removed, is the last one.
  const page = Math.min(pages - 1, Math.max(0, Number.isNaN(wanted) ? 0 : wanted));
  const shown = all.slice(page * STYLES_PER_PAGE, (page + 1) * STYLES_PER_PAGE);
  const entries: StyleEntry[] = [];
  const files: { name: string; attachment: Buffer }[] = [];
  for (const { manifest, stylePaths, previewPath } of shown) {
    const path = previewPath ?? stylePaths[0];
    const thumbnail =
      path === undefined
        ? null
        : await thumbnails.ofFile(path).catch((error: unknown) => {
            log.warn({ preset: manifest.name, error: describeError(error) }, 'no thumbnail of a style');
            return null;
          });
    const name = `${manifest.name.replaceAll('/', '.')}.webp`;
    if (thumbnail !== null) files.push({ name, attachment: thumbnail });
    entries.push({ manifest, file: thumbnail === null ? null : name });
  }
  return {
    flags: MessageFlags.IsComponentsV2,
    components: stylesView(entries, { page, pages }, heading, textsFor(locale), locale),
    files,
    attachments: [],
    allowedMentions: { parse: [] },
  };
}
