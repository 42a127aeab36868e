import { AppError } from '../../errors.js';
import type { Job } from '../../jobs/job.js';
import { hooksAsKept } from '../../presets/find.js';
import { snapshotPreset } from '../../presets/snapshot.js';
import { promiseAnswer } from '../answers.js';
import type { BotContext } from '../context.js';
import { startJob } from '../intake.js';
import { isAgeRestricted, originOf } from '../places.js';
import { placeRules } from '../rules.js';
import { textsFor } from '../texts/texts.js';
import { VARIATIONS, type Variation, vary } from '../variations.js';
import type { Button } from './command.js';
import { newSeed } from './stylize.js';

/** Again, Stronger, Softer, Original colours, Larger: a new picture of the same photo, with one thing changed. */
export function variationButtons(context: BotContext): Button[] {
  return VARIATIONS.map((variation) => ({
    prefix: variation,
    async press(interaction, jobId) {
      const rules = await placeRules(interaction, context, textsFor(interaction.locale));
      const job = await context.store.get(jobId);
      if (job === null) throw new AppError('JOB_UNKNOWN');
      if (job.userId !== interaction.user.id) throw new AppError('JOB_NOT_YOURS');
      if (job.origin?.ageRestricted && interaction.inGuild() && !isAgeRestricted(interaction)) {
        throw new AppError('AGE_RESTRICTED');
      }
      await checkKept(job, context);
      const { hooks } = job.request.preset;
      // Now, rather than when the picture's turn comes.
      if (hooks !== undefined) await hooksAsKept(context.presets.get(hooks.preset), hooks);
      const { maxSize, quota } = rules;
      const request = vary(job.request, variation, { seed: newSeed(), maxSize });
      // The button was shown disabled; a limit may have changed since.
      if (request === null) throw new AppError('VARIATION_NOTHING');
      const cause = causeOf(job, variation);
      if (await context.store.isAsked(job.userId, cause)) throw new AppError('JOB_ASKED_ALREADY');

      const answer = await promiseAnswer(interaction, context, { private: job.origin?.private ?? false });
      await startJob(
        {
          userId: interaction.user.id,
          origin: originOf(interaction, { id: answer.messageId, private: answer.private }, answer.receivedAt),
          contentHash: job.contentHash,
          request,
          spoiler: job.spoiler,
          cause,
        },
        quota,
        context,
      );
    },
  }));
}

function causeOf(job: Job, variation: Variation): string {
  return `${variation}:${job.id}`;
}

/** Throws PICTURE_EXPIRED where the photo, or a style picture that no preset can bring back, is not kept any more. */
async function checkKept(job: Job, { blobs, presets }: BotContext): Promise<void> {
  const missing = async () => {
    const hashes = [job.contentHash, ...job.request.styles.map(({ hash }) => hash)];
    const kept = await Promise.all(hashes.map((hash) => blobs.has(hash)));
    return kept.includes(false);
  };
  if (!(await missing())) return;
  const preset = presets.get(job.request.preset.name);
  if (preset !== null) await snapshotPreset(preset, blobs, '');
  if (await missing()) throw new AppError('PICTURE_EXPIRED');
}
