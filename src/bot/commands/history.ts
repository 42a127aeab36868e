import {
  ApplicationIntegrationType,
  InteractionContextType,
  MessageFlags,
  SlashCommandBuilder,
} from 'discord.js';
import type { Job } from '../../jobs/job.js';
import type { BotContext } from '../context.js';
import { describeError } from '../discord-errors.js';
import { textsFor } from '../texts/texts.js';
import { HISTORY_LENGTH, type HistoryEntry, historyView } from '../views/history.js';
import type { Command } from './command.js';

/** `/history`: the asker's own jobs, newest first, for their eyes only. */
export function historyCommand(context: BotContext): Command {
  const { store } = context;
  return {
    definition: new SlashCommandBuilder()
      .setName('history')
      .setDescription(textsFor('en-US').commands.history.description)
      .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
      .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
      .toJSON(),

    async run(interaction) {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
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
