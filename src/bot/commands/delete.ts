import { type ButtonInteraction, PermissionFlagsBits } from 'discord.js';
import { AppError } from '../../errors.js';
import { isFinal } from '../../jobs/job.js';
import type { BotContext } from '../context.js';
import { DELETE } from '../views/job-buttons.js';
import type { Button } from './command.js';

/** Removes a picture for good, message, files and all: for whose it is, and for those who moderate the channel. */
export function deleteButton({ store, blobs, log }: BotContext): Button {
  return {
    prefix: DELETE,
    async press(interaction, jobId) {
      const job = await store.get(jobId);
      // A second press, or a message whose job went long ago: it is the message that is in the way.
      if (job === null && !moderates(interaction)) throw new AppError('JOB_UNKNOWN');
      if (job !== null && job.userId !== interaction.user.id && !moderates(interaction)) {
        throw new AppError('JOB_NOT_YOURS');
      }
      await interaction.deferUpdate();
      await interaction.deleteReply();
      if (job === null || !isFinal(job)) return;
      await store.erase([job.id], (hash) => blobs.removeNow(hash), false);
      log.info({ job: jobId, user: interaction.user.id }, 'deleted a picture');
    },
  };
}

function moderates({ memberPermissions }: ButtonInteraction): boolean {
  return memberPermissions?.has(PermissionFlagsBits.ManageMessages) ?? false;
}
