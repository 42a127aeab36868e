import { MessageFlags } from 'discord.js';
import { AppError } from '../../errors.js';
import { promiseAnswer } from '../answers.js';
import { comparePictures } from '../compare/compare.js';
import type { BotContext } from '../context.js';
import { originOf } from '../places.js';
import { textsFor } from '../texts/texts.js';
import { compareView } from '../views/compare.js';
import { COMPARE } from '../views/job-buttons.js';
import type { Button } from './command.js';

/** Photo and result side by side, for the eyes of whose picture it is: nobody else has seen the photo. */
export function compareButton(context: BotContext): Button {
  const { store, blobs } = context;
  return {
    prefix: COMPARE,
    async press(interaction, jobId) {
      const job = await store.get(jobId);
      if (job === null) throw new AppError('JOB_UNKNOWN');
      if (job.userId !== interaction.user.id) throw new AppError('JOB_NOT_YOURS');
      if (job.state !== 'succeeded') throw new AppError('JOB_NOT_FINISHED');
      const kept = (await blobs.has(job.contentHash)) && (await blobs.has(job.resultHash));
      if (!kept) throw new AppError('PICTURE_EXPIRED');

      const answer = await promiseAnswer(interaction, context, { private: true });
      const { attachmentSizeLimit: limit } = originOf(
        interaction,
        { id: answer.messageId, private: true },
        answer.receivedAt,
      );
      const attachment = await comparePictures({
        photo: blobs.path(job.contentHash),
        result: blobs.path(job.resultHash),
        limit,
      });
      const name = `compare-${job.id}.webp`;
      await interaction.editReply({
        flags: MessageFlags.IsComponentsV2,
        components: compareView(job, name, textsFor(interaction.locale)),
        files: [{ name, attachment }],
        allowedMentions: { parse: [] },
      });
    },
  };
}
