import type { JobProgress, RunningJob } from '../../jobs/job.js';
import { duration, type Texts } from '../texts/texts.js';
import { COLOURS, container, picture, plain, text, type View } from './components.js';
import { openButtons } from './job-buttons.js';
import { progressBar } from './progress-bar.js';

/**
 * @param file the name of the attached picture so far, or null while there is none.
 * @param parked whether this is the last edit that can be made until somebody presses “Show result”.
 */
export function runningView(job: RunningJob, file: string | null, parked: boolean, texts: Texts): View {
  const title = job.request.preset.title;
  return [
    container(
      COLOURS.running,
      ...(file === null ? [] : [picture(file, texts.altProgress(title), { spoiler: job.spoiler })]),
      text(`### ${plain(title)}\n${status(job.progress, texts)}${parked ? `\n${texts.running.parked}` : ''}`),
      openButtons(job, texts),
    ),
  ];
}

function status(progress: JobProgress | null, texts: Texts): string {
  if (progress === null) return texts.running.starting;
  const facts = [
    texts.running.step(progress.octave, progress.octaves, progress.step, progress.steps),
    ...(progress.secondsLeft === null ? [] : [texts.running.left(duration(progress.secondsLeft, texts))]),
  ];
  return `${progressBar(progress.fraction)}\n-# ${facts.join(' · ')}`;
}
