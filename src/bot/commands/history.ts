import {
  ApplicationCommandType,
  type InteractionEditReplyOptions,
  MessageFlags,
  type RepliableInteraction,
} from 'discord.js';
import { AppError } from '../../errors.js';
import { isFinal, type Job } from '../../jobs/job.js';
import { promiseAnswer } from '../answers.js';
import type { BotContext } from '../context.js';
import { describeError } from '../discord-errors.js';
import { composeJobMessage } from '../job-message.js';
import { isAgeRestricted, originOf } from '../places.js';
import { textsFor } from '../texts/texts.js';
import {
  ALL,
  HISTORY_FILTER,
  HISTORY_LENGTH,
  HISTORY_OPEN,
  HISTORY_PAGE,
  type HistoryEntry,
  historyView,
  openedView,
} from '../views/history.js';
import { HISTORY_DELETE } from '../views/job-buttons.js';
import type { Button, Command, Select } from './command.js';
import { described } from './naming.js';
import { EVERYWHERE } from './stylize.js';

/** `/history`: the asker's own jobs, newest first, for their eyes only. */
export function historyCommand(context: BotContext): Command {
  return {
    definition: {
      type: ApplicationCommandType.ChatInput,
      ...described((texts) => texts.commands.history),
      ...EVERYWHERE,
    },
    async run(interaction) {
      await promiseAnswer(interaction, context, { private: true });
      await interaction.editReply(await historyPage(interaction, 0, null, context));
    },
  };
}

/** Turns the page: `page:preset`, the preset left empty for all. */
export function historyPageButton(context: BotContext): Button {
  return {
    prefix: HISTORY_PAGE,
    async press(interaction, argument) {
      const [page = '', preset = ''] = argument.split(':');
      await interaction.deferUpdate();
      const wanted = Number.parseInt(page, 10);
      await interaction.editReply(await historyPage(interaction, wanted, preset || null, context));
    },
  };
}

export function historyFilterSelect(context: BotContext): Select {
  return {
    prefix: HISTORY_FILTER,
    async choose(interaction, _, value) {
      await interaction.deferUpdate();
      await interaction.editReply(await historyPage(interaction, 0, value === ALL ? null : value, context));
    },
  };
}

/** Opens one picture of a page, large, with everything that can be done with it. */
export function historyOpenSelect(context: BotContext): Select {
  const { store, blobs, config } = context;
  return {
    prefix: HISTORY_OPEN,
    async choose(interaction, back, jobId) {
      const receivedAt = context.clock();
      const job = await ownJob(jobId, interaction, context);
      if (isHiddenHere(job, interaction)) throw new AppError('AGE_RESTRICTED');
      await interaction.deferUpdate();
      const { attachmentSizeLimit: limit } = originOf(interaction, { id: null, private: true }, receivedAt);
      const ahead = job.state === 'queued' ? await store.position(job.id) : null;
      const { maxSize } = config.limits;
      const around = { blobs, limit, ahead, maxSize, secondsToStart: null, parked: false };
      const shown = {
        ...job,
        origin: job.origin === null ? null : { ...job.origin, locale: interaction.locale },
      };
      const { view, file } = await composeJobMessage(shown, around);
      await interaction.editReply({
        flags: MessageFlags.IsComponentsV2,
        components: openedView(view, job, back, maxSize, textsFor(interaction.locale)),
        files: file === null ? [] : [{ name: file.name, attachment: file.data }],
        attachments: [],
        allowedMentions: { parse: [] },
      });
    },
  };
}

/** Removes a picture from the history, and its message from its channel. */
export function historyDeleteButton(context: BotContext): Button {
  const { store, blobs, log } = context;
  return {
    prefix: HISTORY_DELETE,
    async press(interaction, jobId) {
      const job = await ownJob(jobId, interaction, context).catch((error: unknown) => {
        // Pressed twice: it is gone already, and the page shows that.
        if (error instanceof AppError && error.code === 'JOB_UNKNOWN') return null;
        throw error;
      });
      if (job !== null && !isFinal(job)) throw new AppError('JOB_NOT_FINISHED');
      await interaction.deferUpdate();
      await store.erase([jobId], (hash) => blobs.removeNow(hash), true);
      if (job !== null) log.info({ job: jobId, user: job.userId }, 'deleted a picture');
      await interaction.editReply(await historyPage(interaction, 0, null, context));
    },
  };
}

async function ownJob(
  jobId: string,
  interaction: RepliableInteraction,
  { store }: Pick<BotContext, 'store'>,
): Promise<Job> {
  const job = await store.get(jobId);
  if (job === null) throw new AppError('JOB_UNKNOWN');
  if (job.userId !== interaction.user.id) throw new AppError('JOB_NOT_YOURS');
  return job;
}

async function historyPage(
  interaction: RepliableInteraction,
  wanted: number,
  preset: string | null,
  context: BotContext,
): Promise<InteractionEditReplyOptions> {
  const { store } = context;
  const presets = await store.presetsOfUser(interaction.user.id);
  const counted = presets.filter(({ name }) => preset === null || name === preset);
  const pages = Math.max(1, Math.ceil(counted.reduce((sum, { count }) => sum + count, 0) / HISTORY_LENGTH));
  // A page that is not there any more, since jobs were removed, is the last one.
  const page = Math.min(pages - 1, Math.max(0, Number.isNaN(wanted) ? 0 : wanted));
  const jobs = await store.listByUser(interaction.user.id, {
    limit: HISTORY_LENGTH,
    skip: page * HISTORY_LENGTH,
    preset,
  });
  const entries: HistoryEntry[] = [];
  const files: { name: string; attachment: Buffer }[] = [];
  for (const job of jobs) {
    const hidden = isHiddenHere(job, interaction);
    const thumbnail = hidden ? null : await thumbnailOf(job, context);
    const name = `${job.id}.webp`;
    if (thumbnail !== null) files.push({ name, attachment: thumbnail });
    entries.push({ job, hidden, file: thumbnail === null ? null : name });
  }
  return {
    flags: MessageFlags.IsComponentsV2,
    components: historyView(entries, { page, pages, preset, presets }, textsFor(interaction.locale)),
    files,
    attachments: [],
    allowedMentions: { parse: [] },
  };
}

/** What was made in an age-restricted channel is shown in such channels and in direct messages. */
function isHiddenHere(job: Job, interaction: RepliableInteraction): boolean {
  const restricted = job.origin?.ageRestricted ?? false;
  return restricted && interaction.inGuild() && !isAgeRestricted(interaction);
}

async function thumbnailOf(job: Job, { thumbnails, log }: BotContext): Promise<Buffer | null> {
  const hash = job.state === 'succeeded' ? job.resultHash : job.previewHash;
  if (hash === null) return null;
  return thumbnails.ofBlob(hash).catch((error: unknown) => {
    log.warn({ job: job.id, error: describeError(error) }, 'no thumbnail of a picture');
    return null;
  });
}
