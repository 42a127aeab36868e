import { errorSentence } from '../../errors.js';
import type { FailedJob } from '../../jobs/job.js';
import type { Texts } from '../texts/texts.js';
import { COLOURS, container, text, type View } from './components.js';

export function failedView(job: FailedJob, texts: Texts): View {
  return problemView(errorSentence(job.errorCode, job.errorDetails), texts);
}

/** Any clear sentence about what went wrong and what to do. */
export function problemView(sentence: string, texts: Texts): View {
  return [container(COLOURS.failed, text(`### ${texts.failed.title}\n${sentence}`))];
}
