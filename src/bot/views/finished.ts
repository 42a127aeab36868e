import { userMention } from 'discord.js';
import { DEFAULT_CONTROLS, type JobRequest, type SucceededJob } from '../../jobs/job.js';
import { duration, type Texts } from '../texts/texts.js';
import { COLOURS, container, picture, plain, text, type View } from './components.js';
import { endButtons } from './job-buttons.js';

/**
 * How the result travels: as it is, encoded smaller for the upload limit, or not at all, because it is not kept any
 * more or because no encoding fits.
 */
export type ResultFile =
  | { readonly kind: 'attached'; readonly file: string; readonly reduced: boolean }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unsendable' };

/** @param maxSize the largest size there is here, for the buttons. */
export function finishedView(job: SucceededJob, result: ResultFile, maxSize: number, texts: Texts): View {
  const title = job.request.preset.title;
  const { width, height, seconds } = job.result;
  const lines = [
    `### ${plain(title)}`,
    ...(result.kind === 'gone' ? [texts.finished.gone] : []),
    ...(result.kind === 'unsendable' ? [texts.finished.unsendable] : []),
    `-# ${texts.finished.facts(width, height, duration(seconds, texts))} · ${texts.finished.by(userMention(job.userId))}`,
    ...chosenLine(job.request, texts),
    ...(result.kind === 'attached' && result.reduced ? [`-# ${texts.finished.reduced}`] : []),
  ];
  return [
    container(
      COLOURS.finished,
      ...(result.kind === 'attached'
        ? [picture(result.file, texts.altResult(title), { spoiler: job.spoiler })]
        : []),
      text(lines.join('\n')),
      ...endButtons(job, maxSize, texts),
    ),
  ];
}

/** What was chosen where it is not the usual: so that a picture can be told from its sisters. */
function chosenLine(request: JobRequest, { chosen }: Texts): string[] {
  const words = [
    ...(request.strength === 1 ? [] : [chosen.strength(shortNumber(request.strength))]),
    ...(request.brush === DEFAULT_CONTROLS.brush ? [] : [chosen.brush(shortNumber(request.brush))]),
    ...(request.colours === 'style' ? [] : [chosen[request.colours]]),
    ...(request.quality === 'balanced' ? [] : [chosen[request.quality]]),
  ];
  return words.length === 0 ? [] : [`-# ${words.join(' · ')}`];
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(2)));
}
