import { describe, expect, it } from 'vitest';
import type { AppError } from '../../src/errors.js';
import { type DiscordOrigin, type JobProgress, MAX_CRASHES, type RunningJob } from '../../src/jobs/job.js';
import type { Claim, JobStore } from '../../src/jobs/store.js';
import { HASH, NO_QUOTA, newJob, RESULT, temporaryStore } from './fixtures.js';

const LEASE = 30_000;

const ORIGIN: DiscordOrigin = {
  guildId: '100',
  channelId: '200',
  messageId: null,
  applicationId: '300',
  token: 'secret',
  tokenExpiresAt: 1_700_000_900_000,
  attachmentSizeLimit: 10_485_760,
  locale: 'en-GB',
  private: true,
  botCanEdit: false,
  ageRestricted: true,
};

const PROGRESS: JobProgress = {
  octave: 1,
  octaves: 3,
  step: 4,
  steps: 60,
  fraction: 0.1,
  loss: 5.5,
  secondsLeft: null,
};

async function claimed(store: JobStore, worker = 'w1'): Promise<RunningJob & { claim: Claim }> {
  const job = await store.claim(worker, LEASE);
  if (job === null) throw new Error('nothing to claim');
  return { ...job, claim: { id: job.id, worker: job.worker, attempt: job.attempt } };
}

describe('a job in the store', () => {
  it('comes back as it was given', async () => {
    const { store, clock } = temporaryStore();
    const given = newJob('ada', { origin: ORIGIN });
    const job = await store.enqueue(given, NO_QUOTA);
    expect(job).toMatchObject({ ...given, state: 'queued', attempt: 0, createdAt: clock.now });
    expect(job.id).toMatch(/^[\w-]{12}$/);
    expect(await store.get(job.id)).toEqual(job);
    expect(await store.get('nobody')).toBeNull();
  });

  it('is painted once: claimed, reported on, finished', async () => {
    const { store, clock } = temporaryStore();
    await store.enqueue(newJob(), NO_QUOTA);
    const { claim, ...job } = await claimed(store);
    expect(job).toMatchObject({ state: 'running', attempt: 1, leaseExpiresAt: clock.now + LEASE });
    expect(await store.claim('w2', LEASE)).toBeNull();

    expect(await store.progress(claim, PROGRESS, HASH)).toBe(true);
    expect(await store.progress(claim, { ...PROGRESS, step: 5 }, null)).toBe(true);
    expect(await store.get(job.id)).toMatchObject({ progress: { step: 5 }, previewHash: HASH });

    clock.now += 5000;
    expect(await store.succeed(claim, HASH, RESULT)).toBe(true);
    expect(await store.get(job.id)).toMatchObject({
      state: 'succeeded',
      resultHash: HASH,
      result: RESULT,
      engineMs: 5000,
      finishedAt: clock.now,
    });
    expect(await store.succeed(claim, HASH, RESULT)).toBe(false);
    expect(await store.release(claim)).toBe(false);
  });

  it('goes to another engine when its lease runs out, and the first is refused from then on', async () => {
    const { store, clock } = temporaryStore();
    await store.enqueue(newJob(), NO_QUOTA);
    const first = await claimed(store, 'w1');
    clock.now += LEASE - 1;
    expect(await store.heartbeat(first.claim, LEASE)).toBe(true);
    clock.now += LEASE - 1;
    expect(await store.claim('w2', LEASE)).toBeNull();
    clock.now += 1;
    const second = await claimed(store, 'w2');
    expect(second).toMatchObject({ id: first.id, attempt: 2, crashes: 1 });
    for (const refused of [
      store.holds(first.claim),
      store.heartbeat(first.claim, LEASE),
      store.progress(first.claim, PROGRESS, null),
      store.succeed(first.claim, HASH, RESULT),
      store.fail(first.claim, 'PICTURE_DAMAGED', {}),
      store.release(first.claim),
      store.crash(first.claim),
    ]) {
      expect(await refused).toBe(false);
    }
    expect(await store.holds(second.claim)).toBe(true);
  });

  it('is refused to the same engine once it has claimed it anew', async () => {
    const { store } = temporaryStore();
    await store.enqueue(newJob(), NO_QUOTA);
    const first = await claimed(store);
    await store.release(first.claim);
    const second = await claimed(store);
    expect(second.id).toBe(first.id);
    expect(await store.succeed(first.claim, HASH, RESULT)).toBe(false);
    expect(await store.succeed(second.claim, HASH, RESULT)).toBe(true);
  });

  it('is given up with a clear word when it has killed three engines', async () => {
    const { store } = temporaryStore();
    const { id } = await store.enqueue(newJob(), NO_QUOTA);
    for (let crash = 1; crash <= MAX_CRASHES; crash++) {
      expect(await store.crash((await claimed(store)).claim)).toBe(true);
    }
    expect(await store.get(id)).toMatchObject({
      state: 'failed',
      errorCode: 'JOB_CRASHED',
      crashes: MAX_CRASHES,
    });
    expect(await store.claim('w1', LEASE)).toBeNull();
  });

  it('is handed back any number of times without blame', async () => {
    const { store } = temporaryStore();
    const { id } = await store.enqueue(newJob(), NO_QUOTA);
    for (let i = 0; i < 10; i++) expect(await store.release((await claimed(store)).claim)).toBe(true);
    expect(await store.get(id)).toMatchObject({ state: 'queued', attempt: 10, crashes: 0 });
  });

  it('fails with its code and details', async () => {
    const { store } = temporaryStore();
    await store.enqueue(newJob(), NO_QUOTA);
    const { claim, id } = await claimed(store);
    await store.fail(claim, 'PICTURE_TOO_SMALL', { width: 3, height: 4, limit: 16 });
    expect(await store.get(id)).toMatchObject({
      state: 'failed',
      errorCode: 'PICTURE_TOO_SMALL',
      errorDetails: { width: 3, height: 4, limit: 16 },
    });
  });

  it('can be cancelled while waiting and while running, and stays so', async () => {
    const { store } = temporaryStore();
    const one = await store.enqueue(newJob(), NO_QUOTA);
    expect(await store.cancel(one.id)).toMatchObject({ state: 'cancelled' });
    await store.enqueue(newJob(), NO_QUOTA);
    const { claim, id } = await claimed(store);
    expect(await store.cancel(id)).toMatchObject({ state: 'cancelled' });
    expect(await store.holds(claim)).toBe(false);
    expect(await store.succeed(claim, HASH, RESULT)).toBe(false);
    expect(await store.cancel(id)).toMatchObject({ state: 'cancelled' });
    expect(await store.cancel('nobody')).toBeNull();
  });
});

describe('quotas', () => {
  it('count waiting and running jobs of the one user', async () => {
    const { store } = temporaryStore();
    const quota = { openPerUser: 2 };
    await store.enqueue(newJob('ada'), quota);
    const { claim } = await claimed(store);
    await store.enqueue(newJob('ada'), quota);
    const refused = store.enqueue(newJob('ada'), quota);
    await expect(refused).rejects.toMatchObject({
      code: 'JOB_QUOTA',
      details: { count: 2, limit: 2 },
    } satisfies Partial<AppError>);
    await store.enqueue(newJob('bob'), quota);
    await store.fail(claim, 'PICTURE_DAMAGED', {});
    await store.enqueue(newJob('ada'), quota);
    expect(await store.counts()).toEqual({ queued: 3, running: 0 });
  });
});

describe('the order of the queue', () => {
  const order = async (store: JobStore, ids: string[]): Promise<(number | null)[]> =>
    Promise.all(ids.map((id) => store.position(id)));

  /** The waiting ones of these, first to last. */
  const places = async (store: JobStore, ids: string[]): Promise<string[]> => {
    const found = await order(store, ids);
    return ids
      .filter((_, index) => found[index] !== null)
      .sort((a, b) => (found[ids.indexOf(a)] ?? 0) - (found[ids.indexOf(b)] ?? 0));
  };

  it('is of arrival for one user', async () => {
    const { store } = temporaryStore();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await store.enqueue(newJob(), NO_QUOTA)).id);
    expect(await order(store, ids)).toEqual([0, 1, 2]);
    expect((await claimed(store)).id).toBe(ids[0]);
    expect(await order(store, ids)).toEqual([null, 0, 1]);
  });

  it('lets somebody new in before the rest of a heap', async () => {
    const { store, clock } = temporaryStore();
    const heap: string[] = [];
    for (let i = 0; i < 4; i++) heap.push((await store.enqueue(newJob('ada'), NO_QUOTA)).id);
    const first = await claimed(store);
    const late = (await store.enqueue(newJob('bob'), NO_QUOTA)).id;
    // Even in the same millisecond: bob has nothing running.
    expect(await store.position(late)).toBe(0);
    clock.now += 1000;
    await store.succeed(first.claim, HASH, RESULT);
    expect(await order(store, [late, ...heap])).toEqual([0, null, 1, 2, 3]);
    expect((await claimed(store)).id).toBe(late);
  });

  it('gives job k + 1 to nobody while job k of somebody waits', async () => {
    const { store, clock } = temporaryStore();
    const numbers = new Map<string, string>();
    for (const user of ['ada', 'bob', 'eve']) {
      for (let k = 0; k < 4; k++) {
        numbers.set((await store.enqueue(newJob(user), NO_QUOTA)).id, `${user} ${k}`);
      }
    }
    const told = [...(await places(store, [...numbers.keys()]))].map((id) => numbers.get(id));
    const painted: (string | undefined)[] = [];
    for (let n = 0; n < numbers.size; n++) {
      const job = await claimed(store);
      painted.push(numbers.get(job.id));
      // Ada's are small: by engine time alone she would have all four before bob's second.
      clock.now += job.userId === 'ada' ? 1000 : 60_000;
      await store.succeed(job.claim, HASH, RESULT);
    }
    const rounds = painted.map((name) => Number(name?.split(' ')[1]));
    expect(rounds).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    // Nobody was told anything else, for as long as all take the same time.
    expect(told.map((name) => name?.split(' ')[1])).toEqual(painted.map((name) => name?.split(' ')[1]));
  });

  it('goes by engine time among those who had as many pictures', async () => {
    const { store, clock } = temporaryStore();
    for (const [user, spent] of [
      ['big', 100_000],
      ['small', 1000],
    ] as const) {
      await store.enqueue(newJob(user), NO_QUOTA);
      const { claim } = await claimed(store);
      clock.now += spent;
      await store.succeed(claim, HASH, RESULT);
    }
    await store.enqueue(newJob('big'), NO_QUOTA);
    await store.enqueue(newJob('small'), NO_QUOTA);
    expect((await claimed(store)).userId).toBe('small');
  });

  it('keeps the place of a job that was put back', async () => {
    const { store, clock } = temporaryStore();
    const ids: string[] = [];
    for (let k = 0; k < 3; k++) ids.push((await store.enqueue(newJob('ada'), NO_QUOTA)).id);
    const first = await claimed(store, 'w1');
    await claimed(store, 'w2');
    clock.now += 1000;
    await store.enqueue(newJob('bob'), NO_QUOTA);
    expect((await claimed(store, 'w3')).userId).toBe('bob');
    const bobs = await store.enqueue(newJob('bob'), NO_QUOTA);
    expect(await order(store, [...ids, bobs.id])).toEqual([null, null, 1, 0]);
    await store.release(first.claim);
    // It is job 0 still, though another of hers has begun since; bob's is his job 1, and her last is her job 2.
    expect(await order(store, [...ids, bobs.id])).toEqual([0, null, 2, 1]);
    expect((await claimed(store, 'w1')).id).toBe(first.id);
    expect((await claimed(store, 'w4')).userId).toBe('bob');
  });

  it('counts a cancelled job only where an engine had begun it', async () => {
    const { store } = temporaryStore();
    const unbegun = await store.enqueue(newJob('ada'), NO_QUOTA);
    const next = await store.enqueue(newJob('ada'), NO_QUOTA);
    await store.enqueue(newJob('bob'), NO_QUOTA);
    await store.cancel(unbegun.id);
    const begun = await claimed(store);
    expect(begun.id).toBe(next.id);
    await store.cancel(begun.id);
    const late = await store.enqueue(newJob('ada'), NO_QUOTA);
    expect((await claimed(store)).userId).toBe('bob');
    const bobs = await store.enqueue(newJob('bob'), NO_QUOTA);
    // Both have had one by now, and bob's is under way.
    expect(await order(store, [late.id, bobs.id])).toEqual([0, 1]);
  });

  it('forgets what somebody had after an hour', async () => {
    const { store, clock } = temporaryStore();
    await store.enqueue(newJob('ada'), NO_QUOTA);
    const { claim } = await claimed(store);
    clock.now += 10_000;
    await store.succeed(claim, HASH, RESULT);
    clock.now += 3_600_000;
    await store.enqueue(newJob('ada'), NO_QUOTA);
    await store.enqueue(newJob('bob'), NO_QUOTA);
    expect((await claimed(store)).userId).toBe('ada');
  });

  it('spreads two engines over two users', async () => {
    const { store } = temporaryStore();
    for (const user of ['ada', 'ada', 'bob']) await store.enqueue(newJob(user), NO_QUOTA);
    expect((await claimed(store, 'w1')).userId).toBe('ada');
    expect((await claimed(store, 'w2')).userId).toBe('bob');
  });
});

describe('the feed of changes', () => {
  it('shows every change by anybody, once, in order', async () => {
    const { store, another } = temporaryStore();
    const reader = another();
    let version = await reader.version();
    const moved = async (): Promise<boolean> => {
      const before = version;
      version = await reader.version();
      return version !== before;
    };
    expect(await moved()).toBe(false);
    const one = await store.enqueue(newJob(), NO_QUOTA);
    expect(await moved()).toBe(true);
    const start = await reader.lastRevision();
    expect(start).toBe(one.revision);
    const two = await store.enqueue(newJob('bob'), NO_QUOTA);
    const { claim } = await claimed(store);
    expect((await reader.changedSince(start)).map((job) => [job.id, job.state])).toEqual([
      [two.id, 'queued'],
      [one.id, 'running'],
    ]);
    expect(await moved()).toBe(true);
    // Changes of one's own show as well.
    await reader.cancel(two.id);
    expect(await moved()).toBe(true);
    // An engine being alive, or the bot's own notes, are nothing to show anybody.
    const last = await reader.lastRevision();
    await store.heartbeat(claim, LEASE);
    await store.setMessage(one.id, { channelId: '1', messageId: '2' });
    await store.markDelivered(one.id, last, false);
    expect(await reader.changedSince(last)).toEqual([]);
    // Looking for work where there is none is not a change.
    await moved();
    await store.reapExpired();
    await store.claim('w3', LEASE);
    expect(await moved()).toBe(false);
  });

  it('gives each of several expired leases a revision', async () => {
    const { store, clock } = temporaryStore();
    for (const user of ['ada', 'bob']) await store.enqueue(newJob(user), NO_QUOTA);
    await claimed(store, 'w1');
    await claimed(store, 'w2');
    const last = await store.lastRevision();
    clock.now += LEASE;
    expect(await store.reapExpired()).toBe(2);
    const changed = await store.changedSince(last);
    expect(changed.map((job) => job.revision)).toEqual([last + 1, last + 2]);
    // A dead engine's time is counted until its lease ran out.
    expect(changed.map((job) => job.engineMs)).toEqual([LEASE, LEASE]);
  });
});

describe('what the bot keeps', () => {
  it('finds Discord jobs whose end was not shown yet', async () => {
    const { store, clock } = temporaryStore();
    await store.enqueue(newJob(), NO_QUOTA);
    const { id } = await store.enqueue(newJob('bob', { origin: ORIGIN }), NO_QUOTA);
    await store.setMessage(id, { channelId: '201', messageId: '400' });
    expect(await store.undelivered()).toMatchObject([
      { id, origin: { channelId: '201', messageId: '400', token: 'secret' } },
    ]);
    await store.markDelivered(id, 5, false);
    await store.markDelivered(id, 4, false);
    expect(await store.undelivered()).toMatchObject([{ id, deliveredRevision: 5, deliveredAt: null }]);
    await store.markDelivered(id, 6, true);
    expect(await store.undelivered()).toEqual([]);
    expect(await store.get(id)).toMatchObject({ deliveredAt: clock.now });
  });

  it('forgets interaction tokens when they expire', async () => {
    const { store, clock } = temporaryStore();
    const { id } = await store.enqueue(newJob('ada', { origin: ORIGIN }), NO_QUOTA);
    expect(await store.expireTokens()).toBe(0);
    clock.now = 1_700_000_900_000;
    expect(await store.expireTokens()).toBe(1);
    expect(await store.expireTokens()).toBe(0);
    expect((await store.get(id))?.origin?.token).toBeNull();
  });

  it('lists a user’s jobs newest first, in pages', async () => {
    const { store } = temporaryStore();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      ids.unshift((await store.enqueue(newJob('ada'), NO_QUOTA)).id);
      await store.enqueue(newJob('bob'), NO_QUOTA);
    }
    const first = await store.listByUser('ada', { limit: 2 });
    const second = await store.listByUser('ada', { limit: 10, skip: 2 });
    expect([...first, ...second].map((job) => job.id)).toEqual(ids);
    expect(await store.listByUser('ada', { limit: 10, preset: 'ink-wash' })).toHaveLength(5);
    expect(await store.listByUser('ada', { limit: 10, preset: 'other' })).toEqual([]);
    expect(await store.presetsOfUser('ada')).toEqual([{ name: 'ink-wash', title: 'Ink wash', count: 5 }]);
  });

  it('keeps facts', async () => {
    const { store } = temporaryStore();
    expect(await store.getFact('commands')).toBeNull();
    await store.setFact('commands', 'one');
    await store.setFact('commands', 'two');
    expect(await store.getFact('commands')).toBe('two');
  });
});
