import { DiscordAPIError, HTTPError, RESTJSONErrorCodes } from 'discord.js';

/**
 * What a failed request to Discord means for the message it was about:
 * `transient` the same request may work later; `token` the interaction token is over, the bot's own rights may do;
 * `too-large` the file is over the limit here; `gone` there is no message to edit any more, or no right to;
 * `refused` Discord will not take this request, however often it is sent.
 */
export type Failure = 'transient' | 'token' | 'too-large' | 'gone' | 'refused';

const CODES: ReadonlyMap<number, Failure> = new Map([
  [RESTJSONErrorCodes.InvalidWebhookToken, 'token'],
  [RESTJSONErrorCodes.UnknownWebhook, 'token'],
  [RESTJSONErrorCodes.UnknownInteraction, 'token'],
  [RESTJSONErrorCodes.RequestEntityTooLarge, 'too-large'],
  [RESTJSONErrorCodes.UnknownChannel, 'gone'],
  [RESTJSONErrorCodes.UnknownGuild, 'gone'],
  [RESTJSONErrorCodes.UnknownMessage, 'gone'],
  [RESTJSONErrorCodes.MissingAccess, 'gone'],
  [RESTJSONErrorCodes.MissingPermissions, 'gone'],
  [RESTJSONErrorCodes.InvalidActionOnArchivedThread, 'gone'],
  [RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser, 'gone'],
]);

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof DiscordAPIError) {
    const known = CODES.get(Number(thrown.code));
    if (known !== undefined) return known;
    if (thrown.status === 413) return 'too-large';
    // 401 with the bot's own token: it was reset. The next start, with the new one, brings the message up to date.
    return thrown.status === 401 || thrown.status === 429 || thrown.status >= 500 ? 'transient' : 'refused';
  }
  if (thrown instanceof HTTPError || isWithoutToken(thrown)) return 'transient';
  return isNetworkError(thrown) ? 'transient' : 'refused';
}

/** Whether an interaction was answered too late (3 s), or by somebody else already: nothing is left to say to it. */
export function isStaleInteraction(thrown: unknown): boolean {
  return (
    thrown instanceof DiscordAPIError &&
    (thrown.code === RESTJSONErrorCodes.UnknownInteraction ||
      thrown.code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged)
  );
}

/** After a 401 discord.js forgets the bot's token and refuses, by itself, every later request that needs it. */
function isWithoutToken(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.startsWith('Expected token to be set');
}

/** Connections that break have a system or undici code; a request that takes too long is aborted. */
export function isNetworkError(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown.name === 'AbortError' || thrown.name === 'TimeoutError') return true;
  if ('code' in thrown && /^(?:E(?!RR_)[A-Z_]+|UND_ERR_\w+)$/.test(String(thrown.code))) return true;
  return thrown.cause !== undefined && isNetworkError(thrown.cause);
}

/**
 * An error as it may be logged. discord.js keeps the request on its errors: the address holds the interaction token
 * and the body whole pictures, so only what is named here ever reaches a log.
 */
export function describeError(thrown: unknown): Record<string, unknown> {
  if (thrown instanceof DiscordAPIError) {
    const { code, status, method, message } = thrown;
    return { type: 'DiscordAPIError', code, status, method, message };
  }
  if (thrown instanceof HTTPError) {
    const { status, method, message } = thrown;
    return { type: 'HTTPError', status, method, message };
  }
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: String(thrown) };
  return {
    type: thrown.name,
    message: thrown.message,
    ...('code' in thrown ? { code: thrown.code } : {}),
    stack: thrown.stack,
    ...(thrown.cause === undefined ? {} : { cause: describeError(thrown.cause) }),
  };
}
