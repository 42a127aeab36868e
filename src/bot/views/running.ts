import type { JobProgress, RunningJob } from '../../jobs/job.js';
import { duration, type Texts } from '../texts/texts.js';
import { cancelButton } from './cancel-button.js';
import { buttons, COLOURS, container, picture, plain, text, type View } from './components.js';
import { progressBar } from './progress-bar.js';

/** @param file the name of the attached picture so far, or null while there is none. */
export function runningView(job: RunningJob, file: string | null, texts: Texts): View {
  const title = job.request.preset.title;
  return [
    container(
      COLOURS.running,
      ...(file === null ? [] : [picture(file, texts.altProgress(title))]),
      text(`### ${plain(title)}\n${status(job.progress, texts)}`),
      buttons(cancelButton(job.id, texts)),
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
