import type { Job } from '../../jobs/job.js';
import { duration, type Texts } from '../texts/texts.js';
import { COLOURS, container, plain, text, type View } from './components.js';
import { messageLinkOf } from './message-link.js';

export interface QueueEntry {
  readonly job: Job;
  /** How many jobs are before it; null when it is being painted. */
  readonly ahead: number | null;
}

/** @param typicalMs what a picture took of late; null when that is not known, and then nothing is promised. */
export function queueView(
  counts: { readonly queued: number; readonly running: number },
  mine: readonly QueueEntry[],
  typicalMs: number | null,
  texts: Texts,
): View {
  const facts = [
    texts.queue.counts(counts.running, counts.queued),
    ...(typicalMs === null ? [] : [texts.queue.typical(duration(typicalMs / 1000, texts))]),
  ];
  const rows = mine.map(({ job, ahead }) => {
    const state =
      ahead === null ? texts.history.states.running : place(ahead, counts.running, typicalMs, texts);
    return [`**${plain(job.request.preset.title)}**: ${state}`, ...messageLinkOf(job, texts)].join(' · ');
  });
  const list = rows.length === 0 ? texts.queue.none : rows.join('\n');
  return [container(COLOURS.plain, text(`### ${texts.queue.title}\n${facts.join(' ')}`), text(list))];
}

function place(ahead: number, running: number, typicalMs: number | null, texts: Texts): string {
  const words = ahead === 0 ? texts.waiting.next : texts.waiting.ahead(ahead);
  const seconds = secondsToStart(ahead, running, typicalMs);
  return seconds === null ? words : `${words} ${texts.waiting.start(duration(seconds, texts))}`;
}

/**
 * When a waiting job is likely to start, in seconds: those before it, and half of those being painted, at what a picture
 * took of late, shared by as many engines as are painting. Null when nothing was measured.
 */
export function secondsToStart(ahead: number, running: number, typicalMs: number | null): number | null {
  if (typicalMs === null || running === 0) return null;
  return ((ahead + 0.5 * running) / running) * (typicalMs / 1000);
}
