import type { APIButtonComponent } from 'discord.js';
import type { Texts } from '../texts/texts.js';
import { button } from './components.js';

export const CANCEL = 'cancel';

export function cancelButton(jobId: string, texts: Texts): APIButtonComponent {
  return button(`${CANCEL}:${jobId}`, texts.buttons.cancel);
}
