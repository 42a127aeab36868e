import type { CancelledJob } from '../../jobs/job.js';
import type { Texts } from '../texts/texts.js';
import { COLOURS, container, picture, plain, text, type View } from './components.js';
import { endButtons } from './job-buttons.js';

/** @param file the name of the attached last picture, or null when there was none yet. */
export function cancelledView(job: CancelledJob, file: string | null, maxSize: number, texts: Texts): View {
  const title = job.request.preset.title;
  const sentence = file === null ? texts.cancelled.text : texts.cancelled.soFar;
  return [
    container(
      COLOURS.cancelled,
      ...(file === null ? [] : [picture(file, texts.altProgress(title), { spoiler: job.spoiler })]),
      text(`### ${texts.cancelled.title(plain(title))}\n${sentence}`),
      ...endButtons(job, maxSize, texts),
    ),
  ];
}
