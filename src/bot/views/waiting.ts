import type { QueuedJob } from '../../jobs/job.js';
import type { Texts } from '../texts/texts.js';
import { COLOURS, container, plain, text, type View } from './components.js';
import { openButtons } from './job-buttons.js';

/**
 * @param ahead how many jobs are before this one; null when that is not known.
 * @param parked whether this is the last edit that can be made until somebody presses “Show result”.
 */
export function waitingView(job: QueuedJob, ahead: number | null, parked: boolean, texts: Texts): View {
  const place = ahead === null || ahead === 0 ? texts.waiting.next : texts.waiting.ahead(ahead);
  return [
    container(
      COLOURS.waiting,
      text(`### ${plain(job.request.preset.title)}\n${place}${parked ? `\n${texts.running.parked}` : ''}`),
      openButtons(job, texts),
    ),
  ];
}
