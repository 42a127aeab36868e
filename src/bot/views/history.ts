import { hyperlink, messageLink, TimestampStyles, time } from 'discord.js';
import type { Job } from '../../jobs/job.js';
import { publicSentence } from '../public-sentence.js';
import { duration, type Texts } from '../texts/texts.js';
import { COLOURS, container, plain, section, text, type View } from './components.js';

/** A section is three components with its text and thumbnail; a message has room for 40 in all. */
export const HISTORY_LENGTH = 10;

export interface HistoryEntry {
  readonly job: Job;
  /** Name of the attached thumbnail; null when there is no picture (any more). */
  readonly file: string | null;
}

/** @param more whether there are older ones that are not shown. */
export function historyView(entries: readonly HistoryEntry[], more: boolean, texts: Texts): View {
  if (entries.length === 0) {
    return [container(COLOURS.plain, text(`### ${texts.history.title}\n${texts.history.none}`))];
  }
  const rows = entries.map(({ job, file }) => {
    const content = describe(job, texts);
    return file === null
      ? text(content)
      : section(content, file, texts.altResult(job.request.preset.title), { spoiler: job.spoiler });
  });
  const note = more ? [text(`-# ${texts.history.more(entries.length)}`)] : [];
  return [container(COLOURS.plain, text(`### ${texts.history.title}`), ...rows, ...note)];
}

function describe(job: Job, texts: Texts): string {
  const facts = [
    texts.history.states[job.state],
    ...(job.state === 'succeeded'
      ? [`${job.result.width} × ${job.result.height} px`, duration(job.result.seconds, texts)]
      : []),
    time(Math.floor(job.createdAt / 1000), TimestampStyles.RelativeTime),
    ...link(job, texts),
  ];
  const reason = job.state === 'failed' ? `\n${publicSentence(job.errorCode, job.errorDetails, texts)}` : '';
  return `**${plain(job.request.preset.title)}**\n-# ${facts.join(' · ')}${reason}`;
}

function link(job: Job, texts: Texts): string[] {
  const { origin } = job;
  if (origin?.messageId == null) return [];
  const url =
    origin.guildId === null
      ? messageLink(origin.channelId, origin.messageId)
      : messageLink(origin.channelId, origin.messageId, origin.guildId);
  return [hyperlink(texts.history.open, url)];
}
