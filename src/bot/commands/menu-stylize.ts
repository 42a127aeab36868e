import {
  type APIAttachment,
  ApplicationCommandType,
  ComponentType,
  type Message,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
} from 'discord.js';
import { AppError } from '../../errors.js';
import { promiseAnswer } from '../answers.js';
import type { DeclaredAttachment } from '../attachments.js';
import type { BotContext } from '../context.js';
import { presetsHere } from '../guild-style.js';
import { checkPicture, declared, isSpoiler, startJob, takePicture } from '../intake.js';
import { originOf } from '../places.js';
import { allowedPresets, checkPreset, placeRules } from '../rules.js';
import { freezeStyles } from '../style-choice.js';
import { textsFor } from '../texts/texts.js';
import { CHOOSE_PAGE, CHOOSE_STYLE, chooseView } from '../views/choose.js';
import type { Button, MenuCommand, Select } from './command.js';
import { name } from './naming.js';
import { controls, EVERYWHERE } from './stylize.js';
import { withSettings } from './stylize-options.js';

/** “Stylize this picture”, in the menu of any message: takes its picture in, and asks for the style. */
export function stylizeMenu(context: BotContext): MenuCommand {
  const { records } = context;
  return {
    definition: {
      type: ApplicationCommandType.Message,
      ...name((texts) => texts.commands.menuStylize.name),
      ...EVERYWHERE,
    },
    async run(interaction: MessageContextMenuCommandInteraction) {
      const texts = textsFor(interaction.locale);
      const rules = await placeRules(interaction, context, texts);
      const found = firstPicture(interaction.targetMessage);
      if (found === null) throw new AppError('PICTURE_NOT_IN_MESSAGE');
      checkPicture(found.picture, context);
      await promiseAnswer(interaction, context, { private: true });
      const draft = await records.addDraft({
        userId: interaction.user.id,
        contentHash: await takePicture(found.picture, context),
        spoiler: found.spoiler,
      });
      await interaction.editReply({
        flags: MessageFlags.IsComponentsV2,
        components: chooseView(
          draft.id,
          allowedPresets((await presetsHere(interaction.guildId, context)).list(), rules.guild),
          0,
          texts,
          interaction.locale,
        ),
        allowedMentions: { parse: [] },
      });
    },
  };
}

/** Turns the page of the styles to choose from. */
export function choosePageButton(context: BotContext): Button {
  const { records } = context;
  return {
    prefix: CHOOSE_PAGE,
    async press(interaction, argument) {
      const [id = '', page = ''] = argument.split(':');
      if ((await records.getDraft(id)) === null) throw new AppError('PICTURE_EXPIRED');
      const texts = textsFor(interaction.locale);
      const { guild } = await placeRules(interaction, context, texts);
      const allowed = allowedPresets((await presetsHere(interaction.guildId, context)).list(), guild);
      const wanted = Number.parseInt(page, 10);
      await interaction.update({
        components: chooseView(id, allowed, wanted, texts, interaction.locale),
      });
    },
  };
}

/** The style is chosen: the picture is queued, in a message of its own. */
export function chooseStyleSelect(context: BotContext): Select {
  const { blobs, config, records } = context;
  return {
    prefix: CHOOSE_STYLE,
    async choose(interaction, draftId, value) {
      const texts = textsFor(interaction.locale);
      const rules = await placeRules(interaction, context, texts);
      const draft = await records.getDraft(draftId);
      if (draft === null || !(await blobs.has(draft.contentHash))) throw new AppError('PICTURE_EXPIRED');
      if (draft.userId !== interaction.user.id) throw new AppError('JOB_NOT_YOURS');
      const preset = (await presetsHere(interaction.guildId, context)).require(value);
      checkPreset(preset, rules.guild);
      const wishes = withSettings(NOTHING_SAID, rules.user);
      const cause = `draft:${draft.id}:${preset.manifest.name}`;
      if (await context.store.isAsked(draft.userId, cause)) throw new AppError('JOB_ASKED_ALREADY');
      const answer = await promiseAnswer(interaction, context, { private: wishes.private ?? false });
      const styles = await freezeStyles([{ preset }], 1, blobs, texts, interaction.locale);
      await startJob(
        {
          userId: draft.userId,
          origin: originOf(interaction, { id: answer.messageId, private: answer.private }, answer.receivedAt),
          contentHash: draft.contentHash,
          request: { ...styles, ...controls({ ...wishes, seed: null }, { ...config.limits, ...rules }) },
          spoiler: draft.spoiler,
          cause,
        },
        rules.quota,
        context,
      );
    },
  };
}

const NOTHING_SAID = {
  strength: null,
  brush: null,
  colours: null,
  size: null,
  quality: null,
  private: null,
} as const;

interface Found {
  readonly picture: DeclaredAttachment;
  readonly spoiler: boolean;
}

/** The first picture of a message: attached, shown by a component (as the bot's own are), or forwarded with it. */
export function firstPicture(message: Message): Found | null {
  for (const attachment of message.attachments.values()) {
    if (attachment.contentType?.startsWith('image/')) {
      return { picture: declared(attachment), spoiler: isSpoiler(attachment) };
    }
  }
  for (const component of message.components) {
    const found = shownPicture(component.toJSON());
    if (found !== null) return found;
  }
  const forwarded = message.messageSnapshots.first();
  for (const attachment of forwarded?.attachments.values() ?? []) {
    if (attachment.contentType?.startsWith('image/')) {
      return { picture: declared(attachment), spoiler: isSpoiler(attachment) };
    }
  }
  return null;
}

type Shown = ReturnType<Message['components'][number]['toJSON']>;

function shownPicture(component: Shown): Found | null {
  if (component.type === ComponentType.Container) {
    const items = component.components.map((part) => shownPicture(part)).filter((found) => found !== null);
    const spoiler = component.spoiler === true;
    const [first] = items;
    return first === undefined ? null : { ...first, spoiler: first.spoiler || spoiler };
  }
  if (component.type !== ComponentType.MediaGallery) return null;
  const [item] = component.items;
  if (item === undefined) return null;
  const { url, content_type: contentType = null } = item.media as Pick<APIAttachment, 'url' | 'content_type'>;
  const name = URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '';
  // How heavy it is, is counted while it is downloaded.
  return { picture: { url, name, size: 0, contentType }, spoiler: item.spoiler === true };
}
