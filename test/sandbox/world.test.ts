import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Files } from '../../src/sandbox/messages/files.js';
import { storedFilename } from '../../src/sandbox/messages/media.js';
import { RateLimits } from '../../src/sandbox/rest/rate-limits.js';
import type { ErrorTree } from '../../src/sandbox/rest/rest-error.js';
import { invalidForm } from '../../src/sandbox/rest/rest-error.js';
import { makeWorld } from '../../src/sandbox/world/fixtures.js';
import { EVERYONE, PERMISSIONS, permissionsIn } from '../../src/sandbox/world/permissions.js';
import { Snowflakes, snowflakeTime } from '../../src/sandbox/world/snowflake.js';

const YEAR_2026 = 1_767_225_600_000;

describe('snowflakes', () => {
  it('grow, and never repeat, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 300 }), (steps) => {
        let now = YEAR_2026;
        const ids = new Snowflakes(() => now);
        let last = 0n;
        for (const step of steps) {
          now += step;
          const id = BigInt(ids.next());
          expect(id).toBeGreaterThan(last);
          last = id;
        }
      }),
    );
  });

  it('say when they were made, also the 5000th of one millisecond', () => {
    const ids = new Snowflakes(() => YEAR_2026);
    expect(snowflakeTime(ids.next())).toBe(YEAR_2026);
    const many = new Set(Array.from({ length: 5000 }, () => ids.next()));
    expect(many.size).toBe(5000);
  });
});

describe('permissions', () => {
  it('follow Discord’s order: everyone, roles, then the channel’s exceptions, the member’s last', () => {
    const ids = new Snowflakes(() => YEAR_2026);
    const world = makeWorld(ids, () => YEAR_2026);
    const channel = [...world.channels.values()].find((candidate) => candidate.name === 'studio');
    const guild = world.guilds.get(channel?.guildId ?? '');
    const ben = [...world.users.values()].find((user) => user.username === 'ben');
    if (channel === undefined || guild === undefined || ben === undefined) throw new Error('no fixture');
    const bits = () => permissionsIn(guild, channel, ben.id);
    expect(bits()).toBe(EVERYONE);
    channel.overwrites.push({ id: guild.id, type: 'role', allow: 0n, deny: PERMISSIONS.SEND_MESSAGES });
    expect(bits() & PERMISSIONS.SEND_MESSAGES).toBe(0n);
    channel.overwrites.push({ id: ben.id, type: 'member', allow: PERMISSIONS.SEND_MESSAGES, deny: 0n });
    expect(bits()).toBe(EVERYONE);
    channel.overwrites.push({ id: ben.id, type: 'member', allow: 0n, deny: PERMISSIONS.VIEW_CHANNEL });
    expect(bits()).toBe(0n);
    // The owner may do everything, a stranger nothing.
    expect(permissionsIn(guild, channel, guild.ownerId) & PERMISSIONS.ADMINISTRATOR).not.toBe(0n);
    expect(permissionsIn(guild, channel, '1')).toBe(0n);
  });
});

describe('rate limits', () => {
  it('let no more than so many through in any window', () => {
    const limit = { requests: 3, windowMs: 100 };
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60 }), { maxLength: 100 }), (steps) => {
        let now = 0;
        const limits = new RateLimits(() => now);
        const allowed: number[] = [];
        for (const step of steps) {
          now += step;
          const verdict = limits.take(limit, 'route', 'major', false);
          if (verdict.allowed) allowed.push(now);
          else expect(verdict.retryAfterSeconds).toBeLessThanOrEqual(0.1);
        }
        // Windows are fixed, so that two of them can meet: twice the limit is the most in any stretch of one.
        for (const at of allowed) {
          expect(allowed.filter((other) => other >= at && other < at + 100).length).toBeLessThanOrEqual(6);
        }
      }),
    );
  });

  it('hold the whole bot to fifty a second', () => {
    const limits = new RateLimits(() => 0);
    const verdicts = Array.from({ length: 51 }, (_, index) => limits.take(null, `route ${index}`, '', true));
    expect(verdicts.filter((verdict) => verdict.allowed)).toHaveLength(50);
    expect(verdicts.at(-1)).toMatchObject({ global: true, headers: { 'X-RateLimit-Global': 'true' } });
  });
});

it('gathers the complaints about a form under their fields, beside each other', () => {
  const error = invalidForm([
    { path: ['a', 0, 'b'], code: 'X', message: 'x' },
    { path: ['a', 0, 'b'], code: 'Y', message: 'y' },
    { path: ['a'], code: 'Z', message: 'z' },
  ]);
  expect(error.body()).toEqual({
    code: 50035,
    message: 'Invalid Form Body',
    errors: {
      a: {
        _errors: [{ code: 'Z', message: 'z' }],
        '0': {
          b: {
            _errors: [
              { code: 'X', message: 'x' },
              { code: 'Y', message: 'y' },
            ],
          },
        },
      },
    } satisfies ErrorTree,
  });
});

it.each([
  ['my photo.png', 'my_photo.png'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\pictures\\a.png', 'a.png'],
  ['Grüße 🎨.jpg', 'Grüße_.jpg'],
  ['.hidden', 'hidden'],
  ['🎨', 'unknown'],
])('stores “%s” as “%s”', (given, stored) => {
  expect(storedFilename(given)).toBe(stored);
});

describe('files', () => {
  it('stay as long as a message has them, and five minutes longer', async () => {
    let now = YEAR_2026;
    const ids = new Snowflakes(() => now);
    const world = makeWorld(ids, () => now);
    const files = new Files({ world, ids, now: () => now });
    const owner = { id: '1', ephemeral: false };
    const measured = await files.measure({ filename: 'a.txt', bytes: Buffer.from('a') }, owner);
    expect(world.attachments.size).toBe(0);
    files.keep([measured]);
    files.drop([measured]);
    now += 4 * 60_000;
    files.drop([]);
    expect([...world.attachments.keys()]).toEqual([measured.id]);
    now += 2 * 60_000;
    files.drop([]);
    expect(world.attachments.size).toBe(0);
  });
});
