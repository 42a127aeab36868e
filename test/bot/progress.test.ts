import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REST } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressFeed } from '../../src/bot/progress.js';
import { Turnstile } from '../../src/bot/turnstile.js';
import { BlobStore } from '../../src/jobs/blobs.js';
import type { DiscordOrigin, Job } from '../../src/jobs/job.js';
import { openJobStore } from '../../src/jobs/sqlite-store.js';
import type { JobStore } from '../../src/jobs/store.js';
import { createLogger } from '../../src/logger.js';
import { EditServer } from './support/edit-server.js';
import { ORIGIN, queued } from './support/jobs.js';
import { Painter } from './support/painter.js';
import { flat, grain } from './support/pictures.js';

const INTERVAL_MS = 300;
const BY_TOKEN = `/api/v10/webhooks/${ORIGIN.applicationId}/${ORIGIN.token}/messages/${ORIGIN.messageId}`;
const BY_RIGHT = `/api/v10/channels/${ORIGIN.channelId}/messages/${ORIGIN.messageId}`;

let data: string;
let server: EditServer;
/** The engine's connection; the bot has its own. */
let store: JobStore;
let botStore: JobStore;
let blobs: BlobStore;
let painter: Painter;
const feeds: ProgressFeed[] = [];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'gramarye-feed-'));
  server = await EditServer.open();
  store = openJobStore(join(data, 'jobs.db'), { clock: Date.now });
  botStore = openJobStore(join(data, 'jobs.db'), { clock: Date.now });
  blobs = new BlobStore(join(data, 'pictures'));
  painter = new Painter(store, blobs);
});
afterEach(async () => {
  await Promise.all(feeds.splice(0).map((feed) => feed.stop()));
  await Promise.all([store.close(), botStore.close(), server.close()]);
  await rm(data, { recursive: true, force: true });
});

describe('the message of a job', () => {
  it('goes from waiting through progress to the picture, with exactly one file at a time', async () => {
    const feed = await startFeed();
    feed.show(await enqueue());
    await edits(1);
    const job = await painter.take();
    await job.progress(0.5, await flat('#804020'));
    await until(() => server.edits.some(({ files }) => files.length === 1));
    await job.progress(0.6);
    await until(() => words().includes('60 %'));
    const result = await grain(64, 48);
    await job.succeed(result);
    await until(() => words().includes('64 × 48 px'));

    expect(words(0)).toContain('You are next');
    expect(server.edits[0]?.body.attachments).toEqual([]);
    const withPreview = server.edits.find(({ files }) => files.length === 1);
    expect(withPreview?.body.attachments).toEqual([{ id: '0', filename: 'ink-wash-so-far.png' }]);
    // The same picture with a new bar is kept by its id, not sent again.
    const kept = server.edits.find((_, index) => words(index).includes('60 %'));
    expect(kept?.files).toEqual([]);
    expect(kept?.body.attachments).toEqual([{ id: '1000', filename: 'ink-wash-so-far.png' }]);
    const last = server.edits.at(-1);
    expect(last?.files.map(({ bytes }) => bytes)).toEqual([result]);
    expect(last?.body.attachments).toEqual([{ id: '0', filename: `ink-wash-${job.job.id}.png` }]);
    for (const edit of server.edits) {
      expect(edit.path).toBe(BY_TOKEN);
      expect(edit.authorized).toBe(false);
      expect(edit.body.flags & 32768).toBe(32768);
      expect(edit.body.allowed_mentions).toEqual({ parse: [] });
      expect(edit.body).not.toHaveProperty('content');
      expect(edit.body).not.toHaveProperty('embeds');
    }
    await delivered(job.job.id);
  });

  it('is edited once an interval at the most, with the newest state; the end does not wait; nothing follows it', async () => {
    const feed = await startFeed();
    feed.show(await enqueue());
    const job = await painter.take();
    for (let step = 1; step <= 40; step++) {
      await job.progress(step / 41);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    const beforeEnd = server.edits.length;
    await job.succeed(await flat('#112233'));
    await until(() => words().includes('64 × 48 px'));
    await new Promise((resolve) => setTimeout(resolve, 3 * INTERVAL_MS));

    const times = server.edits.slice(0, beforeEnd).map(({ at }) => at);
    for (const [index, at] of times.slice(1).entries()) {
      expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(INTERVAL_MS - 5);
    }
    expect(beforeEnd).toBeGreaterThan(3);
    expect(beforeEnd).toBeLessThan(12);
    expect(words()).toContain('64 × 48 px');
    expect(server.edits.filter((_, index) => words(index).includes('64 × 48 px'))).toHaveLength(1);
  });

  it('brings the end at once, however long the interval', async () => {
    const feed = await startFeed(60_000);
    feed.show(await enqueue());
    await edits(1);
    const job = await painter.take();
    await job.succeed(await flat('#112233'));
    await until(() => words().includes('64 × 48 px'));
    expect(server.edits).toHaveLength(2);
  });

  it('says how the queue moves while it waits', async () => {
    const feed = await startFeed();
    feed.show(await enqueue({ userId: 'first', messageId: '31' }));
    feed.show(await enqueue({ userId: 'second', messageId: '32' }));
    await until(() => messageWords('32').includes('One picture is ahead of yours.'));
    const job = await painter.take();
    await until(() => messageWords('32').includes('You are next'));
    expect(job.job.userId).toBe('first');
  });
});

describe('what goes wrong on the way', () => {
  it('the token is over: the bot’s own rights go on, and the token is not tried again', async () => {
    const feed = await startFeed();
    feed.show(await enqueue());
    await edits(1);
    server.replies.push({ status: 401, code: 50027 });
    const job = await painter.take();
    await until(() => server.edits.length >= 3);
    await job.succeed(await flat('#445566'));
    await delivered(job.job.id);
    expect(server.edits.map(({ path }) => path)).toEqual([BY_TOKEN, BY_TOKEN, BY_RIGHT, BY_RIGHT]);
    expect(server.edits.slice(2).every(({ authorized }) => authorized)).toBe(true);
  });

  it('the token’s time is over: it is not even tried', async () => {
    const feed = await startFeed();
    feed.show(await enqueue({ tokenExpiresAt: Date.now() - 1 }));
    await edits(1);
    expect(server.edits[0]?.path).toBe(BY_RIGHT);
  });

  it('Discord is down: the final picture is tried until it is there', async () => {
    const feed = await startFeed();
    feed.show(await enqueue());
    await edits(1);
    const job = await painter.take();
    await edits(2);
    // discord.js itself tries four times; the fifth is ours, after a wait.
    server.replies.push(...Array.from({ length: 5 }, () => ({ status: 502 })));
    await job.succeed(await flat('#778899'));
    await delivered(job.job.id);
    expect(server.edits).toHaveLength(2 + 5 + 1);
    expect(server.edits.at(-1)?.files).toHaveLength(1);
  });

  it('the message is over an hour old: it is edited seldom, and the end comes when Discord lets it', async () => {
    const feed = await startFeed(INTERVAL_MS, () => Date.now() + 2 * 60 * 60_000);
    feed.show(await enqueue());
    await edits(1);
    const job = await painter.take();
    for (let step = 1; step < 8; step++) {
      await job.progress(step / 8);
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS / 2));
    }
    expect(server.edits).toHaveLength(1);
    const tooMany = { status: 429, code: 30046, retryAfter: 1 };
    server.replies.push(tooMany, tooMany);
    const result = await grain(96, 96);
    await job.succeed(result);
    await delivered(job.job.id);
    const ends = server.edits.slice(1);
    expect(ends.map(({ path }) => path)).toEqual([BY_RIGHT, BY_RIGHT, BY_RIGHT]);
    for (const { files } of ends) expect(files.map(({ bytes }) => bytes)).toEqual([result]);
    expect((ends[2]?.at ?? 0) - (ends[0]?.at ?? 0)).toBeGreaterThanOrEqual(2000);
  });

  it('the file is over the limit after all: a smaller one follows at once', async () => {
    const feed = await startFeed();
    feed.show(await enqueue());
    await edits(1);
    const job = await painter.take();
    await edits(2);
    server.replies.push({ status: 413, code: 40005 });
    const result = await grain(96, 96);
    await job.succeed(result);
    await delivered(job.job.id);
    const [refused, smaller] = server.edits.slice(-2).map(({ files }) => files[0]);
    expect(refused?.bytes).toEqual(result);
    expect(smaller?.name).toMatch(/\.webp$/);
    expect(smaller?.bytes.length).toBeLessThan(0.7 * result.length);
    expect(words()).toContain('a little smaller');
  });

  it.each([
    ['message', 10008],
    ['channel', 10003],
  ])('the %s is gone: no more edits, now or after a restart', async (_, code) => {
    const feed = await startFeed();
    feed.show(await enqueue());
    await edits(1);
    server.replies.push({ status: 404, code });
    const job = await painter.take();
    await delivered(job.job.id);
    await job.progress(0.5);
    await job.succeed(await flat('#99aabb'));
    await new Promise((resolve) => setTimeout(resolve, 2 * INTERVAL_MS));
    expect(server.edits).toHaveLength(2);
    expect(await botStore.undelivered()).toEqual([]);
  });

  it('Discord refuses the final message: given up after three times, not tried for ever', async () => {
    const feed = await startFeed();
    feed.show(await enqueue());
    await edits(1);
    const job = await painter.take();
    await edits(2);
    server.replies.push(...Array.from({ length: 9 }, () => ({ status: 400, code: 50035 })));
    await job.succeed(await flat('#bbccdd'));
    await delivered(job.job.id);
    expect(server.edits).toHaveLength(2 + 3);
  });
});

describe('a message that only the token can edit', () => {
  it('says how to go on before the token ends, and is left alone then; a new token brings it back', async () => {
    const feed = await startFeed();
    const job = await enqueue({ botCanEdit: false, private: true, tokenExpiresAt: Date.now() + 46_000 });
    feed.show(job);
    await edits(1);
    expect(words()).not.toContain('Press “Show result”');
    await until(() => words().includes('Press “Show result”'));
    await delivered(job.id);
    const before = server.edits.length;
    await (await painter.take()).succeed(await flat('#112233'));
    await new Promise((resolve) => setTimeout(resolve, 2 * INTERVAL_MS));
    expect(server.edits).toHaveLength(before);

    const origin = { ...ORIGIN, private: true, botCanEdit: false, token: 'another-token' };
    const shown = await botStore.reattach(job.id, { ...origin, tokenExpiresAt: Date.now() + 900_000 });
    expect(shown).not.toBeNull();
    if (shown !== null) await feed.reattach(shown);
    await delivered(job.id);
    expect(words()).toContain('64 × 48 px');
    expect(server.edits.at(-1)?.path).toContain('/another-token/');
  });
});

describe('after a restart', () => {
  it('jobs of before are picked up: those that ended meanwhile get their picture, delivered ones are left alone', async () => {
    const first = await startFeed();
    const done = await enqueue({ userId: 'first', messageId: '31' });
    first.show(done);
    await (await painter.take()).succeed(await flat('#010203'));
    await delivered(done.id);
    const open = await enqueue({ userId: 'second', messageId: '32' });
    first.show(open);
    await until(() => messageWords('32') !== '');
    const job = await painter.take();
    await until(() => messageWords('32').includes('Mixing the colours'));
    await first.stop();

    const before = server.edits.length;
    await job.progress(0.7, await flat('#040506'));
    const result = await flat('#070809');
    await job.succeed(result);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    expect(server.edits).toHaveLength(before);

    await startFeed();
    await delivered(open.id);
    expect(server.edits).toHaveLength(before + 1);
    expect(server.edits.at(-1)?.path).toContain('/messages/32');
    expect(server.edits.at(-1)?.files[0]?.bytes).toEqual(result);
  });
});

async function startFeed(intervalMs = INTERVAL_MS, clock = Date.now): Promise<ProgressFeed> {
  const rest = new REST({ api: server.api }).setToken('bot-token');
  const log = createLogger({ level: 'silent', format: 'json', name: 'test' });
  const feed = new ProgressFeed({
    store: botStore,
    blobs,
    rest,
    log,
    clock,
    intervalMs,
    maxSize: 1024,
    turns: new Turnstile(),
  });
  await feed.start();
  feeds.push(feed);
  return feed;
}

function enqueue(change: Partial<DiscordOrigin> & { userId?: string } = {}): Promise<Job> {
  const { userId = 'ada', ...origin } = change;
  const { contentHash, request } = queued();
  return botStore.enqueue(
    { userId, origin: { ...ORIGIN, tokenExpiresAt: Date.now() + 900_000, ...origin }, contentHash, request },
    { openPerUser: 3 },
  );
}

/** All words of the edit at an index, or of the last one. */
function words(index = server.edits.length - 1): string {
  return JSON.stringify(server.edits[index]?.body.components ?? '');
}

/** All words of the last edit of a message. */
function messageWords(messageId: string): string {
  const index = server.edits.findLastIndex(({ path }) => path.endsWith(`/messages/${messageId}`));
  return index === -1 ? '' : words(index);
}

const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 10_000, interval: 20 });
const edits = (count: number) => until(() => server.edits.length >= count);
const delivered = (id: string) =>
  vi.waitFor(async () => expect((await botStore.get(id))?.deliveredAt).not.toBeNull(), {
    timeout: 15_000,
    interval: 20,
  });
