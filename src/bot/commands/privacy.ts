import { ApplicationCommandOptionType, ApplicationCommandType, ButtonStyle, MessageFlags } from 'discord.js';
import { AppError } from '../../errors.js';
import { promiseAnswer } from '../answers.js';
import type { BotContext } from '../context.js';
import { exportEverything } from '../export/export.js';
import { originOf } from '../places.js';
import { textsFor } from '../texts/texts.js';
import { button, buttons, COLOURS, container, text } from '../views/components.js';
import { exportView } from '../views/export.js';
import type { Button, Command } from './command.js';
import { described } from './naming.js';
import { EVERYWHERE } from './stylize.js';

const FORGET = 'forget-me';
/** A message has room for ten files. */
const FILES_AT_ONCE = 10;

/** `/privacy`: all that is kept about somebody, to have or to be rid of. */
export function privacyCommand(context: BotContext): Command {
  return {
    definition: {
      type: ApplicationCommandType.ChatInput,
      ...described((texts) => texts.commands.privacy),
      ...EVERYWHERE,
      options: [
        { type: ApplicationCommandOptionType.Subcommand, ...described((texts) => texts.privacy.export) },
        { type: ApplicationCommandOptionType.Subcommand, ...described((texts) => texts.privacy.delete) },
      ],
    },
    // What is kept about somebody is theirs, whatever they did.
    forBlocked: true,
    async run(interaction) {
      const texts = textsFor(interaction.locale);
      if (interaction.options.getSubcommand() === 'delete') {
        await interaction.reply({
          flags: [MessageFlags.Ephemeral, MessageFlags.IsComponentsV2],
          components: [
            container(
              COLOURS.failed,
              text(`### ${texts.privacy.sure}\n${texts.privacy.consequences}`),
              buttons(button(FORGET, texts.privacy.confirm, { style: ButtonStyle.Danger })),
            ),
          ],
          allowedMentions: { parse: [] },
        });
        return;
      }
      const answer = await promiseAnswer(interaction, context, { private: true });
      const { attachmentSizeLimit } = originOf(
        interaction,
        { id: answer.messageId, private: true },
        answer.receivedAt,
      );
      const parts = await exportEverything(interaction.user.id, attachmentSizeLimit, context);
      for (let first = 0; first < parts.length; first += FILES_AT_ONCE) {
        const files = parts.slice(first, first + FILES_AT_ONCE);
        const message = {
          components: exportView(
            files.map(({ name }) => name),
            texts,
          ),
          files: [...files],
          allowedMentions: { parse: [] },
        };
        if (first === 0) await interaction.editReply({ ...message, flags: MessageFlags.IsComponentsV2 });
        else {
          const flags = [MessageFlags.Ephemeral, MessageFlags.IsComponentsV2] as const;
          await interaction.followUp({ ...message, flags: [...flags] });
        }
      }
    },
  };
}

/** Yes, everything. Pressed twice it is asked twice, which is the same. */
export function forgetButton({ store, records, log }: BotContext): Button {
  return {
    prefix: FORGET,
    forBlocked: true,
    async press(interaction) {
      const texts = textsFor(interaction.locale);
      const userId = interaction.user.id;
      if (interaction.message.interactionMetadata?.user.id !== userId) throw new AppError('JOB_NOT_YOURS');
      await records.askErasure(userId);
      await store.cancelAll(userId);
      log.info('somebody asked for everything about them to be removed');
      await interaction.update({
        components: [container(COLOURS.plain, text(`### ${texts.privacy.underWay}\n${texts.privacy.soon}`))],
      });
    },
  };
}
