import { ApplicationCommandType, MessageFlags } from 'discord.js';
import type { Job } from '../../jobs/job.js';
import { promiseAnswer } from '../answers.js';
import type { BotContext } from '../context.js';
import { describeError } from '../discord-errors.js';
import { textsFor } from '../texts/texts.js';
import { HISTORY_LENGTH, type HistoryEntry, historyView } from '../views/history.js';
import type { Command } from './command.js';
import { described } from './naming.js';
import { EVERYWHERE } from './stylize.js';

/** `/history`: the asker's own jobs, newest first, for their eyes only. */
export function historyCommand(context: BotContext): Command {
  const { store } = context;
  return {
    definition: {
      type: ApplicationCommandType.ChatInput,
      ...described((texts) => texts.commands.history),
      ...EVERYWHERE,
    },

    async run(interaction) {
      await promiseAnswer(interaction, context, { private: true });
      const jobs = await store.listByUser(interaction.user.id, { limit: HISTORY_LENGTH + 1 });
      const entries: HistoryEntry[] = [];
      const files: { name: string; attachment: Buffer }[] = [];
      for (const job of jobs.slice(0, HISTORY_LENGTH)) {
        const thumbnail = await thumbnailOf(job, context);
        const name = `${job.id}.webp`;
        if (thumbnail !== null) files.push({ name, attachment: thumbnail });
        entries.push({ job, file: thumbnail === null ? null : name });
      }
      await interaction.editReply({
        flags: MessageFlags.IsComponentsV2,
        components: historyView(entries, jobs.length > HISTORY_LENGTH, textsFor(interaction.locale)),
        files,
        allowedMentions: { parse: [] },
      });
    },
  };
}

async function thumbnailOf(job: Job, { thumbnails, log }: BotContext): Promise<Buffer | null> {
  const hash = job.state === 'succeeded' ? job.resultHash : job.previewHash;
  if (hash === null) return null;
  return thumbnails.ofBlob(hash).catch((error: unknown) => {
    log.warn({ job: job.id, error: describeError(error) }, 'no thumbnail of a picture');
    return null;
  });
}
