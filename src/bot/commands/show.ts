import { AppError } from '../../errors.js';
import type { BotContext } from '../context.js';
import { originOf } from '../places.js';
import { SHOW } from '../views/job-buttons.js';
import type { Button } from './command.js';

/**
 * “Show result”, on messages that only an interaction's token can edit: the press brings a token of its own, good for
 * fifteen minutes more, and the message goes on from where the job is.
 */
export function showButton({ store, feed, clock }: BotContext): Button {
  return {
    prefix: SHOW,
    async press(interaction, jobId) {
      const receivedAt = clock();
      const job = await store.get(jobId);
      if (job === null) throw new AppError('JOB_UNKNOWN');
      if (job.userId !== interaction.user.id) throw new AppError('JOB_NOT_YOURS');
      await interaction.deferUpdate();
      const message = { id: interaction.message.id, private: job.origin?.private ?? true };
      const shown = await store.reattach(jobId, originOf(interaction, message, receivedAt));
      if (shown !== null) await feed.reattach(shown);
    },
  };
}
