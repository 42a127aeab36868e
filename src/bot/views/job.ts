import type { Job } from '../../jobs/job.js';
import type { Texts } from '../texts/texts.js';
import { cancelledView } from './cancelled.js';
import type { View } from './components.js';
import { failedView } from './failed.js';
import { finishedView, type ResultFile } from './finished.js';
import { runningView } from './running.js';
import { waitingView } from './waiting.js';

/** What a job's message needs beside the job. */
export interface JobSurroundings {
  /** How many jobs are before a waiting one; null when not known. */
  readonly ahead: number | null;
  /** Name of the attached picture so far, or null. */
  readonly preview: string | null;
  readonly result: ResultFile;
  /** The largest size there is here. */
  readonly maxSize: number;
  /** Whether nothing more can be shown until somebody presses “Show result”. */
  readonly parked: boolean;
  /** When a waiting job is likely to start, in seconds; null when not known. */
  readonly secondsToStart: number | null;
}

/** The message of a job, in whatever state it is. */
export function jobView(job: Job, around: JobSurroundings, texts: Texts): View {
  switch (job.state) {
    case 'queued':
      return waitingView(job, around, texts);
    case 'running':
      return runningView(job, around.preview, around.parked, texts);
    case 'succeeded':
      return finishedView(job, around.result, around.maxSize, texts);
    case 'failed':
      return failedView(job, around.maxSize, texts);
    case 'cancelled':
      return cancelledView(job, around.preview, around.maxSize, texts);
  }
}
