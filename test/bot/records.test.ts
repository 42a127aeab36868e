import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REST } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Janitor } from '../../src/bot/janitor.js';
import { BlobStore } from '../../src/jobs/blobs.js';
import type { GuildPreset } from '../../src/jobs/guild-preset.js';
import type { Job } from '../../src/jobs/job.js';
import type { Records } from '../../src/jobs/records.js';
import { openRecords } from '../../src/jobs/sqlite-records.js';
import { openJobStore } from '../../src/jobs/sqlite-store.js';
import type { JobStore } from '../../src/jobs/store.js';
import { createLogger } from '../../src/logger.js';
import { REQUEST, RESULT } from '../jobs/fixtures.js';
import { EditServer } from './support/edit-server.js';
import { ORIGIN } from './support/jobs.js';
import { flat, photo } from './support/pictures.js';

const DAY_MS = 24 * 60 * 60_000;

let data: string;
let server: EditServer;
let store: JobStore;
let records: Records;
let blobs: BlobStore;
let now: number;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'gramarye-records-'));
  server = await EditServer.open();
  now = Date.now();
  store = openJobStore(join(data, 'jobs.db'), { clock: () => now });
  records = openRecords(join(data, 'jobs.db'), { clock: () => now });
  blobs = new BlobStore(join(data, 'pictures'));
});
afterEach(async () => {
  await Promise.all([store.close(), records.close(), server.close()]);
  await rm(data, { recursive: true, force: true });
});

describe('what is kept', () => {
  it('of answers that are owed: those that can still be given, and not those of jobs', async () => {
    const deferral = { applicationId: '1', locale: 'zh-CN', expiresAt: now + 1000 };
    await records.addDeferral({ ...deferral, token: 'kept' });
    await records.addDeferral({ ...deferral, token: 'settled' });
    await records.addDeferral({ ...deferral, token: 'late', expiresAt: now });
    await records.addDeferral({ ...deferral, token: ORIGIN.token ?? '' });
    await records.settleDeferral('settled');
    await addJob('ada');
    expect(await records.openDeferrals()).toEqual([{ ...deferral, token: 'kept' }]);
  });

  it('of settings: what was set, each for whom', async () => {
    expect(await records.userSettings('ada')).toEqual({});
    await records.setUserSettings('ada', { style: 'ink-wash', private: true });
    expect(await records.userSettings('ada')).toEqual({ style: 'ink-wash', private: true });
    expect(await records.userSettings('ben')).toEqual({});
    await records.setUserSettings('ada', null);
    expect(await records.userSettings('ada')).toEqual({});
    await records.setGuildSettings('1', { channels: ['2'], presets: [], maxSize: 512 });
    expect(await records.guildSettings('1')).toEqual({ channels: ['2'], presets: [], maxSize: 512 });
    expect(await records.guildSettings('2')).toEqual({ channels: [], presets: [] });
  });

  it('of who is shut out', async () => {
    await records.block({ kind: 'user', id: 'ada' });
    await records.block({ kind: 'guild', id: '1' });
    expect(await records.isBlocked('ada', null)).toBe(true);
    expect(await records.isBlocked('ben', '1')).toBe(true);
    expect(await records.isBlocked('ben', null)).toBe(false);
    expect(await records.isBlocked('1', 'ada')).toBe(false);
    expect(await records.unblock({ kind: 'user', id: 'ada' })).toBe(true);
    expect(await records.unblock({ kind: 'user', id: 'ada' })).toBe(false);
    expect(await records.blocks()).toEqual([{ kind: 'guild', id: '1' }]);
  });
});

describe('the janitor', () => {
  it('removes everything of somebody who asked, and nothing that is somebody else’s too', async () => {
    const shared = await blobs.put(await photo());
    const own = await blobs.put(await flat('#102030'));
    const draft = await blobs.put(await flat('#405060'));
    const result = await blobs.put(await flat('#708090'));
    const preview = await blobs.put(await flat('#a0b0c0'));
    const hers = await addJob('ada', { contentHash: own, messageId: '31' });
    await finish(result);
    const queued = await addJob('ada', { contentHash: shared, messageId: '32' });
    const his = await addJob('ben', { contentHash: shared, messageId: '33' });
    await records.addDraft({ userId: 'ada', contentHash: draft, spoiler: false });
    await records.setUserSettings('ada', { private: true });
    const [painting, another] = [
      await blobs.put(await flat('#203040')),
      await blobs.put(await flat('#304050')),
    ];
    await records.addGuildPreset(guildPreset('ada', painting), 9);
    await records.addGuildPreset(guildPreset('ben', another), 9);
    // What an engine was writing when it was told to stop: nothing knows of it any more.
    const left = await blobs.put(await flat('#d0e0f0'));
    await age(left);
    const janitor = makeJanitor({ graceMs: 20_000 });

    await records.askErasure('ada');
    await store.cancelAll('ada');
    await janitor.pass();
    expect(await store.get(hers.id)).not.toBeNull();
    now += 20_000;
    await janitor.pass();

    expect(await store.get(hers.id)).toBeNull();
    expect(await store.get(queued.id)).toBeNull();
    expect(await store.get(his.id)).not.toBeNull();
    expect(await store.presetsOfUser('ada')).toEqual([]);
    expect(await records.draftsOf('ada')).toEqual([]);
    expect(await records.userSettings('ada')).toEqual({});
    expect(await records.erasures()).toEqual([]);
    expect(await records.guildPresetsBy('ada')).toEqual([]);
    expect(await records.guildPresetsBy('ben')).toHaveLength(1);
    expect(await has(painting, another)).toEqual([false, true]);
    expect(await has(own, draft, result, left)).toEqual([false, false, false, false]);
    expect(await has(shared, preview)).toEqual([true, true]);
    // Their messages are deleted too, and only theirs.
    expect(server.deleted.map((path) => path.split('/').at(-1)).sort()).toEqual(['31', '32']);
    expect(await records.unwantedMessages(10)).toEqual([]);
    // The engine hears of it: it may keep something made from these.
    const forgotten = await records.forgottenSince(0);
    const names = (kind: string) => forgotten.filter((one) => one.kind === kind).map(({ name }) => name);
    expect(names('job').sort()).toEqual([hers.id, queued.id].sort());
    expect(names('picture')).toEqual(expect.arrayContaining([own, draft, result, left]));
    expect(names('picture')).not.toContain(shared);
    expect(await records.forgottenSince(forgotten.at(-1)?.seq ?? 0)).toEqual([]);

    // The last of them goes, and so does the picture.
    await store.cancel(his.id);
    await store.erase([his.id], (hash) => blobs.removeNow(hash), false);
    expect(await has(shared)).toEqual([false]);
  });

  it('a job asked for after they asked to be forgotten goes too', async () => {
    const janitor = makeJanitor({ graceMs: 20_000 });
    await records.askErasure('ada');
    const late = await addJob('ada');
    now += 20_000;
    await janitor.pass();
    expect(await store.get(late.id)).toBeNull();
  });

  it('removes pictures past their time and keeps the job, then the job; messages are left alone', async () => {
    const content = await blobs.put(await photo());
    const result = await blobs.put(await flat('#708090'));
    const job = await addJob('ada', { contentHash: content });
    await finish(result);
    now += 29 * DAY_MS;
    await makeJanitor().pass();
    expect(await has(content, result)).toEqual([true, true]);
    now += 2 * DAY_MS;
    await makeJanitor().pass();
    expect(await has(content, result)).toEqual([false, false]);
    expect((await store.get(job.id))?.state).toBe('succeeded');
    now += 366 * DAY_MS;
    await makeJanitor().pass();
    expect(await store.get(job.id)).toBeNull();
    expect(server.deleted).toEqual([]);
  });

  it('keeps a picture past its time that a newer job has', async () => {
    const content = await blobs.put(await photo());
    await addJob('ada', { contentHash: content });
    await finish(await blobs.put(await flat('#708090')));
    now += 31 * DAY_MS;
    await addJob('ben', { contentHash: content });
    await makeJanitor().pass();
    expect(await has(content)).toEqual([true]);
  });

  it('goes on when Discord has trouble, and does not try for ever what is gone', async () => {
    const job = await addJob('ada', { messageId: '31' });
    await store.cancel(job.id);
    await store.erase([job.id], (hash) => blobs.removeNow(hash), true);
    server.replies.push({ status: 403, code: 50001 });
    await makeJanitor().pass();
    expect(server.deleted).toHaveLength(1);
    expect(await records.unwantedMessages(10)).toEqual([]);
  });
});

describe('quotas', () => {
  it('of a day count what was painted, not what failed or was never begun', async () => {
    const quota = { openPerUser: 10, userPerDay: 2 };
    const first = await addJob('ada', {}, quota);
    const claimed = await store.claim('w', 1000);
    await store.fail({ id: first.id, worker: 'w', attempt: claimed?.attempt ?? 0 }, 'ENGINE_FAILED', {});
    await store.cancel((await addJob('ada', {}, quota)).id);
    await addJob('ada', {}, quota);
    await addJob('ada', {}, quota);
    await expect(addJob('ada', {}, quota)).rejects.toMatchObject({ code: 'JOB_QUOTA_DAY' });
    await addJob('ben', {}, quota);
    now += DAY_MS;
    await addJob('ada', {}, quota);
  });

  it('of a server count everybody’s, and only there', async () => {
    const quota = { openPerUser: 10, openPerGuild: 2, guildPerDay: 3, openPerMember: 1 };
    await addJob('ada', { guildId: '1' }, quota);
    await expect(addJob('ada', { guildId: '1' }, quota)).rejects.toMatchObject({ code: 'JOB_QUOTA' });
    await addJob('ada', { guildId: '2' }, quota);
    await addJob('ben', { guildId: '1' }, quota);
    await expect(addJob('cyd', { guildId: '1' }, quota)).rejects.toMatchObject({ code: 'GUILD_QUOTA' });
    for (let n = 0; n < 3; n++) await finish(await blobs.put(await flat('#708090')));
    await addJob('cyd', { guildId: '1' }, quota);
    await expect(addJob('dan', { guildId: '1' }, quota)).rejects.toMatchObject({ code: 'GUILD_QUOTA_DAY' });
  });

  it('nothing new is taken, and nothing waiting is begun, while the host drains', async () => {
    const job = await addJob('ada');
    await store.setDraining(true);
    await expect(addJob('ben')).rejects.toMatchObject({ code: 'DRAINING' });
    expect(await store.claim('w', 1000)).toBeNull();
    await store.setDraining(false);
    expect((await store.claim('w', 1000))?.id).toBe(job.id);
  });
});

function makeJanitor(options: { graceMs?: number } = {}): Janitor {
  const rest = new REST({ api: server.api }).setToken('bot-token');
  const log = createLogger({ level: 'silent', format: 'json', name: 'test' });
  const clock = () => now;
  return new Janitor({
    store,
    records,
    blobs,
    rest,
    log,
    clock,
    pictureDays: 30,
    historyDays: 365,
    ...options,
  });
}

function addJob(
  userId: string,
  change: { contentHash?: string; messageId?: string; guildId?: string } = {},
  quota = { openPerUser: 100 },
): Promise<Job> {
  const { contentHash = 'c'.repeat(64), messageId = '30', guildId = '1' } = change;
  const origin = { ...ORIGIN, messageId, guildId };
  return store.enqueue({ userId, origin, contentHash, request: REQUEST }, quota);
}

function guildPreset(authorId: string, picture: string): GuildPreset {
  const settings = { title: authorId, description: '', strength: 1, brush: 1, colours: 'style' } as const;
  return { ...settings, guildId: '1', name: authorId, authorId, pictures: [picture] };
}

/** The job whose turn it is, painted. */
async function finish(resultHash: string): Promise<void> {
  const job = await store.claim('w', 1000);
  await store.succeed({ id: job?.id ?? '', worker: 'w', attempt: job?.attempt ?? 0 }, resultHash, RESULT);
}

const has = (...hashes: string[]) => Promise.all(hashes.map((hash) => blobs.has(hash)));

async function age(hash: string): Promise<void> {
  const then = new Date(Date.now() - 60_000);
  await utimes(blobs.path(hash), then, then);
}
