import { userMention } from 'discord.js';
import type { SucceededJob } from '../../jobs/job.js';
import { duration, type Texts } from '../texts/texts.js';
import { COLOURS, container, picture, plain, text, type View } from './components.js';

/**
 * How the result travels: as it is, encoded smaller for the upload limit, or not at all, because it is not kept any
 * more or because no encoding fits.
 */
export type ResultFile =
  | { readonly kind: 'attached'; readonly file: string; readonly reduced: boolean }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unsendable' };

export function finishedView(job: SucceededJob, result: ResultFile, texts: Texts): View {
  const title = job.request.preset.title;
  const { width, height, seconds } = job.result;
  const lines = [
    `### ${plain(title)}`,
    ...(result.kind === 'gone' ? [texts.finished.gone] : []),
    ...(result.kind === 'unsendable' ? [texts.finished.unsendable] : []),
    `-# ${texts.finished.facts(width, height, duration(seconds, texts))} · ${texts.finished.by(userMention(job.userId))}`,
    ...(result.kind === 'attached' && result.reduced ? [`-# ${texts.finished.reduced}`] : []),
  ];
  return [
    container(
      COLOURS.finished,
      ...(result.kind === 'attached' ? [picture(result.file, texts.altResult(title))] : []),
      text(lines.join('\n')),
    ),
  ];
}
