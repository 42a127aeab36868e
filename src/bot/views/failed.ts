import type { APITextDisplayComponent } from 'discord.js';
import { isRetryable } from '../../errors.js';
import type { FailedJob } from '../../jobs/job.js';
import { publicSentence } from '../public-sentence.js';
import type { Texts } from '../texts/texts.js';
import { COLOURS, container, text, type View } from './components.js';
import { endButtons } from './job-buttons.js';

/** @param maxSize the largest size there is here, for the buttons. */
export function failedView(job: FailedJob, maxSize: number, texts: Texts): View {
  const words = problemText(publicSentence(job.errorCode, job.errorDetails, texts), texts);
  // Where trying again can help, there is a button for it.
  const retry = isRetryable(job.errorCode) ? endButtons(job, maxSize, texts) : [];
  return [container(COLOURS.failed, words, ...retry)];
}

/** Any clear sentence about what went wrong and what to do. */
export function problemView(sentence: string, texts: Texts): View {
  return [container(COLOURS.failed, problemText(sentence, texts))];
}

function problemText(sentence: string, texts: Texts): APITextDisplayComponent {
  return text(`### ${texts.failed.title}\n${sentence}`);
}
