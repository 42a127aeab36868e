import type { QueuedJob } from '../../jobs/job.js';
import type { Texts } from '../texts/texts.js';
import { cancelButton } from './cancel-button.js';
import { buttons, COLOURS, container, plain, text, type View } from './components.js';

/** @param ahead how many jobs are before this one; null when that is not known. */
export function waitingView(job: QueuedJob, ahead: number | null, texts: Texts): View {
  const place = ahead === null || ahead === 0 ? texts.waiting.next : texts.waiting.ahead(ahead);
  return [
    container(
      COLOURS.waiting,
      text(`### ${plain(job.request.preset.title)}\n${place}`),
      buttons(cancelButton(job.id, texts)),
    ),
  ];
}
