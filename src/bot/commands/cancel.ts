import { AppError } from '../../errors.js';
import { isFinal } from '../../jobs/job.js';
import type { BotContext } from '../context.js';
import { CANCEL } from '../views/job-buttons.js';
import type { Button } from './command.js';

/** The Cancel button of a waiting or running job. A second press, or one that comes too late, changes nothing. */
export function cancelButtonPress({ store, log }: BotContext): Button {
  return {
    prefix: CANCEL,
    async press(interaction, jobId) {
      const job = await store.get(jobId);
      if (job === null) throw new AppError('JOB_UNKNOWN');
      if (job.userId !== interaction.user.id) throw new AppError('JOB_NOT_YOURS');
      // The message itself is the feed's to edit: it sees the change as it sees every other.
      await interaction.deferUpdate();
      if (isFinal(job)) return;
      await store.cancel(jobId);
      log.info({ job: jobId, user: interaction.user.id }, 'cancelled a picture');
    },
  };
}
