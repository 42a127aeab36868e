import { ApplicationCommandType, MessageFlags } from 'discord.js';
import { isFinal } from '../../jobs/job.js';
import { promiseAnswer } from '../answers.js';
import type { BotContext } from '../context.js';
import { textsFor } from '../texts/texts.js';
import { type QueueEntry, queueView } from '../views/queue.js';
import type { Command } from './command.js';
import { described } from './naming.js';
import { EVERYWHERE } from './stylize.js';

/** More than anybody may have open by default. */
const MOST = 20;

/** `/queue`: how much there is to do, and where one's own pictures stand. */
export function queueCommand(context: BotContext): Command {
  const { store } = context;
  return {
    definition: {
      type: ApplicationCommandType.ChatInput,
      ...described((texts) => texts.commands.queue),
      ...EVERYWHERE,
    },
    async run(interaction) {
      await promiseAnswer(interaction, context, { private: true });
      const open = (await store.listByUser(interaction.user.id, { limit: MOST })).filter(
        (job) => !isFinal(job),
      );
      const mine: QueueEntry[] = [];
      for (const job of open.reverse()) mine.push({ job, ahead: await store.position(job.id) });
      await interaction.editReply({
        flags: MessageFlags.IsComponentsV2,
        components: queueView(
          await store.counts(),
          mine,
          await store.typicalMs(),
          textsFor(interaction.locale),
        ),
        allowedMentions: { parse: [] },
      });
    },
  };
}
