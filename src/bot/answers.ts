import { MessageFlags, type REST, type RepliableInteraction, Routes } from 'discord.js';
import type { Deferral, Records } from '../jobs/records.js';
import type { Log } from '../logger.js';
import { describeError } from './discord-errors.js';
import { TOKEN_LIFE_MS } from './places.js';
import { publicSentence } from './public-sentence.js';
import { textsFor } from './texts/texts.js';
import { problemView } from './views/failed.js';

/** Where the promised answer will be. */
export interface PromisedAnswer {
  readonly messageId: string | null;
  /** By our clock. */
  readonly receivedAt: number;
  readonly private: boolean;
}

/**
 * Promises an answer (“is thinking…”), and notes that first, so that a bot that is killed before it answers leaves
 * nobody waiting: see `answerOwed`. The router settles the note once the interaction is dealt with.
 */
export async function promiseAnswer(
  interaction: RepliableInteraction,
  tools: { readonly records: Records; readonly clock: () => number },
  options: { readonly private: boolean },
): Promise<PromisedAnswer> {
  const receivedAt = tools.clock();
  const { token, applicationId, locale } = interaction;
  await tools.records.addDeferral({ token, applicationId, locale, expiresAt: receivedAt + TOKEN_LIFE_MS });
  const response = await interaction.deferReply({
    withResponse: true,
    ...(options.private ? { flags: MessageFlags.Ephemeral } : {}),
  });
  return { messageId: response.resource?.message?.id ?? null, receivedAt, private: options.private };
}

/** Tells those whom an earlier bot left waiting that they should ask again. */
export async function answerOwed(
  owed: readonly Deferral[],
  { rest, records, log }: { readonly rest: REST; readonly records: Records; readonly log: Log },
): Promise<void> {
  for (const { token, applicationId, locale } of owed) {
    const texts = textsFor(locale);
    const body = {
      flags: MessageFlags.IsComponentsV2,
      components: problemView(publicSentence('BOT_RESTARTED', {}, texts), texts),
      allowed_mentions: { parse: [] },
    };
    try {
      await rest.patch(Routes.webhookMessage(applicationId, token), { body, auth: false });
      log.info('told somebody that an earlier bot had not begun');
    } catch (error) {
      // Where that bot died before it promised anything, there is nothing to edit.
      log.info({ error: describeError(error) }, 'an answer that an earlier bot owed cannot be given');
    }
    await records.settleDeferral(token);
  }
}
