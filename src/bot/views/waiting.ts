import type { QueuedJob } from '../../jobs/job.js';
import { duration, type Texts } from '../texts/texts.js';
import { COLOURS, container, plain, text, type View } from './components.js';
import { openButtons } from './job-buttons.js';

interface Surroundings {
  /** How many jobs are before this one; null when that is not known. */
  readonly ahead: number | null;
  /** When it is likely to start; null when that is not known. */
  readonly secondsToStart: number | null;
  /** Whether this is the last edit that can be made until somebody presses “Show result”. */
  readonly parked: boolean;
}

export function waitingView(job: QueuedJob, around: Surroundings, texts: Texts): View {
  const { ahead, secondsToStart, parked } = around;
  const place = ahead === null || ahead === 0 ? texts.waiting.next : texts.waiting.ahead(ahead);
  const start = secondsToStart === null ? '' : ` ${texts.waiting.start(duration(secondsToStart, texts))}`;
  return [
    container(
      COLOURS.waiting,
      text(
        `### ${plain(job.request.preset.title)}\n${place}${start}${parked ? `\n${texts.running.parked}` : ''}`,
      ),
      openButtons(job, texts),
    ),
  ];
}
