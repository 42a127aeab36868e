import { hyperlink, messageLink } from 'discord.js';
import type { Job } from '../../jobs/job.js';
import type { Texts } from '../texts/texts.js';

/** A link to a job's message, where there is one that can be opened. */
export function messageLinkOf({ origin }: Job, texts: Texts): string[] {
  // A private message is in nobody's channel, and its link leads nowhere.
  if (origin?.messageId == null || origin.private) return [];
  const url =
    origin.guildId === null
      ? messageLink(origin.channelId, origin.messageId)
      : messageLink(origin.channelId, origin.messageId, origin.guildId);
  return [hyperlink(texts.history.open, url)];
}
