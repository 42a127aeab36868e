import { DiscordAPIError, HTTPError, REST } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { describeError, failureOf, isStaleInteraction } from '../../src/bot/discord-errors.js';

const URL_WITH_TOKEN = 'https://discord.com/api/v10/webhooks/1/secret-token/messages/@original';

function apiError(code: number, status: number): DiscordAPIError {
  return new DiscordAPIError({ code, message: 'no' }, code, status, 'PATCH', URL_WITH_TOKEN, {
    files: [{ name: 'a.png', data: Buffer.from('pixels') }],
    body: { content: 'secret-content' },
  });
}

describe('a failed request', () => {
  it.each([
    [50027, 401, 'token'],
    [10015, 404, 'token'],
    [40005, 413, 'too-large'],
    [0, 413, 'too-large'],
    [10008, 404, 'gone'],
    [10003, 404, 'gone'],
    [50001, 403, 'gone'],
    [50083, 400, 'gone'],
    [50035, 400, 'refused'],
    [0, 401, 'transient'],
    [0, 429, 'transient'],
  ] as const)('with code %i and status %i is %s', (code, status, failure) => {
    expect(failureOf(apiError(code, status))).toBe(failure);
  });

  it('on the way there or back can be tried again', () => {
    expect(failureOf(new HTTPError(502, 'Bad Gateway', 'PATCH', URL_WITH_TOKEN, {}))).toBe('transient');
    expect(failureOf(Object.assign(new Error('closed'), { code: 'UND_ERR_SOCKET' }))).toBe('transient');
    expect(failureOf(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }))).toBe('transient');
    expect(failureOf(new DOMException('too long', 'AbortError'))).toBe('transient');
    expect(
      failureOf(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'EAI_AGAIN' }) })),
    ).toBe('transient');
  });

  it('for want of the bot’s token, which discord.js forgets after a 401, waits for the next start', async () => {
    const rest = new REST({ api: 'http://127.0.0.1:9' });
    const refusal: unknown = await rest.get('/users/@me').catch((error: unknown) => error);
    expect(failureOf(refusal)).toBe('transient');
  });

  it('that is our own mistake is not tried for ever', () => {
    expect(failureOf(new TypeError('x is not a function'))).toBe('refused');
    expect(failureOf(Object.assign(new Error('bad'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBe('refused');
  });

  it('knows an interaction that is over', () => {
    expect(isStaleInteraction(apiError(10062, 404))).toBe(true);
    expect(isStaleInteraction(apiError(40060, 400))).toBe(true);
    expect(isStaleInteraction(apiError(10008, 404))).toBe(false);
  });

  it('is logged without its address, its body and its files', () => {
    const wrapped = new Error('outer', { cause: apiError(50035, 400) });
    const logged = JSON.stringify(describeError(wrapped));
    expect(logged).toContain('50035');
    expect(logged).not.toContain('secret');
    expect(logged).not.toContain('pixels');
    expect(logged).not.toContain('webhooks');
  });
});
