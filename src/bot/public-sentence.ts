import { type ErrorCode, type ErrorDetails, errorSentence, fillSentence } from '../errors.js';
import type { Texts } from './texts/texts.js';

/** Sentences that name files, settings or the like: of use to who runs the bot, and nobody else's business. */
export const FOR_THE_HOST: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PRESET_INVALID',
  'PRESET_PACK',
  'PRESET_FETCH',
  'ENGINE_BACKEND',
  'WEIGHTS_MISSING',
  'WEIGHTS_DAMAGED',
  'WEIGHTS_DOWNLOAD',
  'NETWORK_UNUSABLE',
  'TRAINING_PICTURES',
  'DATA_UNWRITABLE',
  'DATABASE_NEWER',
  'DATABASE_DAMAGED',
  'CONFIG_INVALID',
  'GPU_INSTALL',
  'FILE_MISSING',
  'FILE_UNWRITABLE',
  'DISCORD_TOKEN_MISSING',
  'DISCORD_TOKEN_INVALID',
  'DISCORD_LOGIN',
]);

/** The sentence of an error for people on Discord, in their language. */
export function publicSentence(code: ErrorCode, details: ErrorDetails, texts: Texts): string {
  const shown = FOR_THE_HOST.has(code) ? 'INTERNAL' : code;
  const translated = texts.errors[shown];
  return translated === undefined ? errorSentence(shown, details) : fillSentence(translated, details);
}
