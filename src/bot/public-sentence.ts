import { type ErrorCode, type ErrorDetails, errorSentence } from '../errors.js';

/** Sentences that name files, settings or the like: of use to who runs the bot, and nobody else's business. */
const FOR_THE_HOST: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PRESET_INVALID',
  'ENGINE_BACKEND',
  'WEIGHTS_MISSING',
  'WEIGHTS_DAMAGED',
  'WEIGHTS_DOWNLOAD',
  'DATA_UNWRITABLE',
  'DATABASE_NEWER',
  'DATABASE_DAMAGED',
  'CONFIG_INVALID',
  'FILE_MISSING',
  'FILE_UNWRITABLE',
  'DISCORD_TOKEN_MISSING',
  'DISCORD_TOKEN_INVALID',
  'DISCORD_LOGIN',
]);

/** The sentence of an error for people on Discord. */
export function publicSentence(code: ErrorCode, details: ErrorDetails): string {
  return FOR_THE_HOST.has(code) ? errorSentence('INTERNAL') : errorSentence(code, details);
}
