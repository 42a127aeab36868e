import { describe, expect, it } from 'vitest';
import type { LoggedRequest } from '../../src/sandbox/api.js';
import { EXCEPTIONS, hasOpenApi, openApiProblems } from './openapi.js';

const GOOD: LoggedRequest = {
  index: 0,
  at: '2026-01-01T00:00:00.000Z',
  method: 'POST',
  route: '/users/@me/channels',
  path: '/users/@me/channels',
  query: '',
  contentType: 'application/json',
  body: { recipient_id: '1' },
  files: [],
  status: 404,
  response: { code: 10013, message: 'Unknown User' },
  milliseconds: 1,
  injected: false,
};

describe.skipIf(!hasOpenApi)(
  'the check against Discord’s own description (../shared/discord-openapi.json)',
  () => {
    it('accepts what fits', () => {
      expect(openApiProblems([GOOD])).toEqual([]);
    });

    it.each<[string, Partial<LoggedRequest>]>([
      ['an answer without its fields', { response: { code: 10013 } }],
      ['an answer of another shape', { status: 200, response: { id: 'not a snowflake' } }],
      ['a request that was accepted and should not be', { body: { recipient_id: {} }, status: 200 }],
      ['a route that Discord does not have', { route: '/users/@me/dreams' }],
      ['a body beside 204', { route: '/channels/{channel_id}/typing', status: 204, response: {} }],
    ])('names %s', (_what, change) => {
      expect(openApiProblems([{ ...GOOD, ...change }])).not.toEqual([]);
    });

    it('takes words as the codes of field errors, and numbers as those of errors', () => {
      const errors = {
        recipient_id: { _errors: [{ code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }] },
      };
      const refusal = { code: 50035, message: 'Invalid Form Body', errors };
      expect(openApiProblems([{ ...GOOD, status: 400, response: refusal }])).toEqual([]);
      expect(
        openApiProblems([{ ...GOOD, status: 400, response: { ...refusal, code: 'words' } }]),
      ).toHaveLength(1);
    });

    it('keeps its exceptions few and reasoned', () => {
      expect(EXCEPTIONS.map((exception) => exception.name)).toEqual([
        'codes of field errors are words',
        'default_member_permissions is a string',
      ]);
    });
  },
);
