import type { Job } from '../../jobs/job.js';
import type { Texts } from '../texts/texts.js';
import { COLOURS, container, picture, plain, text, type View } from './components.js';

/** @param file the name of the attached comparison. */
export function compareView(job: Job, file: string, texts: Texts): View {
  const { title } = job.request.preset;
  return [
    container(
      COLOURS.finished,
      picture(file, texts.compare.alt(title), { spoiler: job.spoiler }),
      text(`-# ${texts.compare.title(plain(title))}`),
    ),
  ];
}
