/**
 * Every failure a person can meet, in one table: its code, the sentence they read, and whether trying the
 * same thing again can help. Sentences say what to do next. `{name}` parts are filled from `details`.
 */
const TABLE = {
  // Pictures people send
  PICTURE_MISSING: ['Attach a picture to repaint: a PNG, JPEG, WebP, GIF, AVIF or TIFF file.', false],
  PICTURE_NOT_A_PICTURE: [
    'That file is not a picture I can read. Send a PNG, JPEG, WebP, GIF, AVIF or TIFF file.',
    false,
  ],
  PICTURE_SVG: ['SVG drawings cannot be repainted. Export it as PNG and send that.', false],
  PICTURE_DAMAGED: ['That picture is damaged or cut off. Try saving or exporting it again.', false],
  PICTURE_TOO_LARGE: [
    'That picture has too many pixels ({width}×{height}). The most is {limit} megapixels: make it smaller and send it again.',
    false,
  ],
  PICTURE_TOO_SMALL: [
    'That picture is too small ({width}×{height}). It needs at least {limit} pixels a side.',
    false,
  ],
  PICTURE_TOO_HEAVY: ['That file is larger than {limit} MB. Send a smaller one.', false],
  PICTURE_SOURCE: ['Pictures can only be taken from Discord attachments. Attach the file itself.', false],
  PICTURE_NOT_IN_MESSAGE: [
    'There is no picture attached to that message. Choose one with a PNG, JPEG, WebP, GIF, AVIF or TIFF file.',
    false,
  ],
  PICTURE_EXPIRED: [
    'That photo is not kept any more, so nothing new can be made of it. Send it again with /stylize.',
    false,
  ],
  PICTURE_DOWNLOAD: ['The picture could not be downloaded from Discord. Please send it again.', true],
  // Presets and options
  PRESET_UNKNOWN: ['There is no style called “{name}”. Choose one of: {some}.', false],
  PRESET_MISTYPED: ['There is no style called “{name}”. Did you mean “{meant}”?', false],
  PRESET_INVALID: ['{file}: {problem}', false],
  PRESET_FETCH: ['{problem}', true],
  PRESET_PACK: ['The package could not be made: {problem}', false],
  PRESET_HOOKS_INVALID: [
    'The style “{name}” has a fault: its code cannot be loaded. It has been noted; choose another style meanwhile.',
    false,
  ],
  PRESET_HOOK_FAILED: [
    'The style “{name}” has a fault: its hook “{hook}” failed. It has been noted; choose another style meanwhile.',
    false,
  ],
  PRESET_HOOK_PICTURE: [
    'The style “{name}” has a fault: its hook “{hook}” gave back no picture. It has been noted; choose another style meanwhile.',
    false,
  ],
  PRESET_HOOK_SLOW: [
    'The style “{name}” has a fault: its hook “{hook}” took longer than {limit} s and was stopped. Choose another style meanwhile.',
    false,
  ],
  PRESET_HOOK_MEMORY: [
    'The style “{name}” has a fault: its hook “{hook}” took too much memory and was stopped. Choose a smaller size or another style.',
    false,
  ],
  PRESET_HOOKS_GONE: [
    'The style “{name}” has code of its own, and that is not here any more, so this picture cannot be painted as it was asked for. Choose another style with /stylize.',
    false,
  ],
  PRESET_HOOKS_CHANGED: [
    'The code of the style “{name}” has been changed since, so this picture cannot be painted as it was. Ask for a new one with /stylize.',
    false,
  ],
  PRESET_NO_NETWORK: [
    'The style “{name}” has no fast network, so it cannot be painted in a second. Choose another quality.',
    false,
  ],
  OPTION_INVALID: ['{option}: {problem}', false],
  STYLE_MISSING: [
    'Choose a style, or attach a style picture of your own. /styles shows what there is.',
    false,
  ],
  STYLES_TOO_MANY: [
    'That is more than can be blended: take two styles at most, made of {limit} pictures in all.',
    false,
  ],
  MIX_ALONE: ['A mix needs two styles: choose a second one, or attach a style picture of your own.', false],
  // Jobs
  JOB_UNKNOWN: ['That picture job is not kept any more.', false],
  JOB_ASKED_ALREADY: ['You have asked for that already; it is on its way.', false],
  VARIATION_NOTHING: ['That would change nothing: it is as far as it goes already.', false],
  JOB_NOT_FINISHED: ['That picture is not finished. Wait until it is.', true],
  JOB_NOT_YOURS: ['Only the person who started this picture can do that.', false],
  JOB_QUOTA: [
    'You already have {count} pictures waiting or in progress. The most is {limit}: wait for one to finish.',
    true,
  ],
  JOB_QUOTA_DAY: [
    'That is your {limit} pictures for today. Ask again tomorrow; those that failed did not count.',
    true,
  ],
  GUILD_QUOTA: [
    'This server already has {count} pictures waiting or in progress. The most is {limit}: wait for one to finish.',
    true,
  ],
  GUILD_QUOTA_DAY: ['This server has had its {limit} pictures for today. Ask again tomorrow.', true],
  CHANNEL_NOT_ALLOWED: ['Pictures are not painted in this channel. Use one of these: {channels}.', false],
  PRESET_NOT_ALLOWED: ['The style “{name}” is not used on this server. /styles shows those that are.', false],
  SETTINGS_NOT_YOURS: ['Only those who may manage this server can change its settings.', false],
  SERVER_ONLY: ['That is for a server. Use it in one of its channels.', false],
  GUILD_PRESETS_FULL: [
    'This server has {count} styles of its own, and {limit} is the most. Remove one with /preset remove.',
    false,
  ],
  GUILD_PRESETS_NOT_YOURS: [
    'Adding styles here is for those who may manage this server, or for the role they name with /settings server.',
    false,
  ],
  GUILD_PRESET_NOT_YOURS: [
    'Only who added that style, or those who may manage this server, can change or remove it.',
    false,
  ],
  GUILD_PRESET_UNKNOWN: [
    'This server has no style of its own called “{name}”. /preset list shows those it has.',
    false,
  ],
  BLOCKED: ['The person who runs this bot has shut you or this server out.', false],
  AGE_RESTRICTED: ['That picture was made in an age-restricted channel and is only shown in one.', false],
  DRAINING: ['I am about to be restarted, so I take nothing new just now. Try again in a few minutes.', true],
  JOB_CRASHED: [
    'Painting this picture failed several times, so it was stopped. Try a smaller size or another picture.',
    false,
  ],
  // The machine
  ENGINE_BACKEND: ['No working TensorFlow.js backend was found: {problem}', false],
  ENGINE_FAILED: ['Something went wrong while painting. It has been noted; please try again.', true],
  ENGINE_MEMORY: ['This machine has too little memory for that size. Choose a smaller size.', false],
  GPU_INSTALL: ['The CUDA libraries could not be installed: {problem}', true],
  WEIGHTS_MISSING: ['The weights for “{name}” are not on this machine. {hint}', false],
  WEIGHTS_DOWNLOAD: ['The weights for “{name}” could not be fetched: {problem} {hint}', true],
  WEIGHTS_DAMAGED: ['The weights for “{name}” cannot be used: {problem} {hint}', false],
  NETWORK_UNUSABLE: [
    'The fast network {path} cannot be used: {problem}. Train it anew with “gramarye train”, or put the right file back.',
    false,
  ],
  TRAINING_PICTURES: ['{folder}: {problem}', false],
  DISK_FULL: [
    'The disk of the machine that runs me is full. Nothing was lost; tell the person who runs this bot.',
    true,
  ],
  DATA_UNWRITABLE: [
    'Cannot write to the data folder {path}: {problem}. Choose another with DATA_DIR or fix its permissions.',
    false,
  ],
  DATABASE_NEWER: [
    'The database {path} was made by a newer Gramarye (schema {found}, this one knows {known}). Update Gramarye, or point DATA_DIR elsewhere.',
    false,
  ],
  DATABASE_DAMAGED: [
    'The database {path} cannot be read: {problem}. Restore a backup or move it away.',
    false,
  ],
  CONFIG_INVALID: ['Configuration is not valid:\n{problem}', false],
  FILE_MISSING: ['No such file: {path}', false],
  FILE_UNWRITABLE: ['Cannot write {path}: {problem}', false],
  // Discord
  DISCORD_TOKEN_MISSING: ['DISCORD_TOKEN is not set.', false],
  DISCORD_TOKEN_INVALID: [
    'Discord does not know this DISCORD_TOKEN. Make a new one at https://discord.com/developers/applications → your application → Bot → Reset Token, and put it in .env.',
    false,
  ],
  DISCORD_LOGIN: ['Discord refused the login: {problem}', false],
  BOT_PERMISSIONS: [
    'I may not do that in this channel. Ask someone who manages the server to allow me: {permissions}.',
    false,
  ],
  BOT_RESTARTED: ['I was restarted before that was begun. Please ask again.', true],
  COMMAND_UNKNOWN: ['I do not know that one any more. Try again in a minute, or use /stylize.', false],
  PORT_TAKEN: ['Port {port} is taken by another program. Choose another with --port.', false],
  INTERRUPTED: ['Stopped.', false],
  INTERNAL: ['Something went wrong. It has been noted; please try again.', true],
} as const satisfies Record<string, readonly [sentence: string, retryable: boolean]>;

export type ErrorCode = keyof typeof TABLE;
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** All codes, for the docs and the test that keeps them the same. */
export const ERROR_CODES = Object.keys(TABLE) as readonly ErrorCode[];

/** An error with a code from the table and a sentence fit for the person who meets it. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(errorSentence(code, details), options);
    this.code = code;
    this.details = details;
  }

  /** The sentence to show: what happened and what to do. Never holds paths of the host unless it is for the host. */
  get userMessage(): string {
    return this.message;
  }

  get retryable(): boolean {
    return isRetryable(this.code);
  }
}

/** Whether trying the same thing again can help. */
export function isRetryable(code: ErrorCode): boolean {
  return TABLE[code][1];
}

/** The sentence of a code, its `{name}` parts filled from `details`. */
export function errorSentence(code: ErrorCode, details: ErrorDetails = {}): string {
  return fillSentence(TABLE[code][0], details);
}

/** A sentence with its `{name}` parts filled; unknown parts stay visible. */
export function fillSentence(sentence: string, details: ErrorDetails): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, key: string) => String(details[key] ?? whole));
}

export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(TABLE, value);
}

/** Any thrown value as an AppError; what is not one already becomes `fallback` with the original as its cause. */
export function asAppError(thrown: unknown, fallback: ErrorCode = 'INTERNAL'): AppError {
  if (thrown instanceof AppError) return thrown;
  if (hasErrno(thrown, 'ENOSPC', 'EFBIG', 'EDQUOT')) return new AppError('DISK_FULL', {}, { cause: thrown });
  return new AppError(fallback, {}, { cause: thrown });
}

/** Whether a thrown value is a system error with one of these errno names. */
export function hasErrno(thrown: unknown, ...names: string[]): boolean {
  return thrown instanceof Error && 'code' in thrown && names.includes(String(thrown.code));
}

/** For the `default` of a switch over a union: a compile error while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
