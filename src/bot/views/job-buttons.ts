import { type APIActionRowComponent, type APIButtonComponent, ButtonStyle } from 'discord.js';
import type { FinalJob, Job } from '../../jobs/job.js';
import type { Texts } from '../texts/texts.js';
import { VARIATIONS, type Variation, vary } from '../variations.js';
import { button, buttons } from './components.js';

/** What the custom ids of a job's buttons begin with; the job's id follows. */
export const CANCEL = 'cancel';
export const SHOW = 'show';
export const COMPARE = 'compare';
export const DELETE = 'delete';
export const HISTORY_DELETE = 'hist-delete';

type Row = APIActionRowComponent<APIButtonComponent>;

/** The buttons of a job that waits or runs. */
export function openButtons(job: Job, texts: Texts): Row {
  return buttons(button(`${CANCEL}:${job.id}`, texts.buttons.cancel), ...showButton(job, texts));
}

/** The buttons of a job that has ended: all of them where there is a picture. */
export function endButtons(
  job: FinalJob,
  maxSize: number,
  texts: Texts,
  where: 'message' | 'history' = 'message',
): Row[] {
  const prefix = where === 'message' ? DELETE : HISTORY_DELETE;
  const remove = button(`${prefix}:${job.id}`, texts.buttons.delete, { style: ButtonStyle.Danger });
  // In the history it would tie the job to the history's message.
  const show = where === 'message' ? showButton(job, texts) : [];
  if (job.state !== 'succeeded') return [buttons(variationButton(job, 'again', maxSize, texts), remove)];
  return [
    buttons(...VARIATIONS.map((variation) => variationButton(job, variation, maxSize, texts))),
    buttons(button(`${COMPARE}:${job.id}`, texts.buttons.compare), remove, ...show),
  ];
}

/** A message that only the interaction's token can edit gets a button: a press brings a new one. */
function showButton(job: Job, texts: Texts): APIButtonComponent[] {
  if (job.origin === null || job.origin.botCanEdit) return [];
  return [button(`${SHOW}:${job.id}`, texts.buttons.show, { style: ButtonStyle.Primary })];
}

function variationButton(job: Job, variation: Variation, maxSize: number, texts: Texts): APIButtonComponent {
  const disabled = vary(job.request, variation, { seed: 0, maxSize }) === null;
  return button(`${variation}:${job.id}`, label(variation, texts), { disabled });
}

function label(variation: Variation, { buttons: words }: Texts): string {
  return variation === 'original-colours' ? words.originalColours : words[variation];
}
