import type { FailedJob } from '../../jobs/job.js';
import { publicSentence } from '../public-sentence.js';
import type { Texts } from '../texts/texts.js';
import { COLOURS, container, text, type View } from './components.js';

export function failedView(job: FailedJob, texts: Texts): View {
  return problemView(publicSentence(job.errorCode, job.errorDetails), texts);
}

/** Any clear sentence about what went wrong and what to do. */
export function problemView(sentence: string, texts: Texts): View {
  return [container(COLOURS.failed, text(`### ${texts.failed.title}\n${sentence}`))];
}
