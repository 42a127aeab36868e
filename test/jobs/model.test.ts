import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFinal, type Job, nextState } from '../../src/jobs/job.js';
import { WINDOW_MS } from '../../src/jobs/operations/queue-order.js';
import type { Claim, JobStore } from '../../src/jobs/store.js';
import { HASH, NO_QUOTA, newJob, RESULT, type TestStore, temporaryStore } from './fixtures.js';

/*
 * The queue's laws, over any sequence of what engines, the bot and time can do to it. The model is a few lines: each
 * job's state by `nextState`, and who holds it. Engines use a connection of their own, as they do in life.
 */

const LEASE = 1000;
const PROGRESS = { octave: 1, octaves: 1, step: 1, steps: 2, fraction: 0.5, loss: 1, secondsLeft: null };

interface ModelJob {
  readonly user: string;
  claimedAt: number | null;
  state: Job['state'];
  crashes: number;
  attempt: number;
  revision: number;
  holder: { readonly worker: number; readonly attempt: number; leaseEnds: number } | null;
}

interface Model {
  /** In order of arrival. */
  readonly jobs: Map<string, ModelJob>;
  /** Every claim ever given, also those that are void by now. */
  readonly claims: Claim[];
  lastRevision: number;
}

interface Real extends TestStore {
  readonly engines: readonly JobStore[];
}

type Command = fc.AsyncCommand<Model, Real>;

const WORKERS = 2;
const storeOf = (real: Real, claim: Claim): JobStore => real.engines[Number(claim.worker)] ?? real.store;

/** Reads everything back and holds it to the model and to the laws. */
async function agree(model: Model, real: Real): Promise<void> {
  for (const [id, expected] of model.jobs) {
    const job = await real.store.get(id);
    expect(job).toMatchObject({
      state: expected.state,
      crashes: expected.crashes,
      attempt: expected.attempt,
    });
    if (job === null) continue;
    if (job.state === 'running') expect(job.worker).toBe(String(expected.holder?.worker));
    // A revision is given once, and only ever grows.
    expect(job.revision).toBeGreaterThanOrEqual(expected.revision);
    expected.revision = job.revision;
  }
  const last = await real.store.lastRevision();
  expect(last).toBeGreaterThanOrEqual(model.lastRevision);
  const revisions = (await real.store.changedSince(0)).map((job) => job.revision);
  expect(new Set(revisions).size).toBe(model.jobs.size);
  expect(Math.max(0, ...revisions)).toBeLessThanOrEqual(last);
  model.lastRevision = last;
}

function holds(model: Model, claim: Claim): ModelJob | null {
  const job = model.jobs.get(claim.id);
  const held = job?.holder?.worker === Number(claim.worker) && job.holder.attempt === claim.attempt;
  return job !== undefined && held ? job : null;
}

/** What an expired lease does, to the model. */
function reap(model: Model, now: number): number {
  const expired = [...model.jobs.values()].filter((job) => (job.holder?.leaseEnds ?? Infinity) <= now);
  for (const job of expired) move(job, 'crash');
  return expired.length;
}

function move(job: ModelJob, event: Parameters<typeof nextState>[1]): boolean {
  const next = nextState(job.state, event, job.crashes);
  if (next === null) return false;
  if (event === 'crash') job.crashes++;
  job.state = next;
  if (next !== 'running') job.holder = null;
  return true;
}

class Enqueue implements Command {
  constructor(readonly user: string) {}
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const { id, revision } = await real.store.enqueue(newJob(this.user), NO_QUOTA);
    expect(model.jobs.has(id)).toBe(false);
    const { user } = this;
    const state = 'queued';
    model.jobs.set(id, { user, claimedAt: null, state, crashes: 0, attempt: 0, revision, holder: null });
    await agree(model, real);
  }
  toString = () => `enqueue ${this.user}`;
}

class Take implements Command {
  constructor(readonly worker: number) {}
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const first = await firstWaiting(model, real);
    reap(model, real.clock.now);
    const job = await real.engines[this.worker]?.claim(String(this.worker), LEASE);
    const waiting = [...model.jobs.values()].filter(({ state }) => state === 'queued');
    if (!job) {
      expect(waiting).toEqual([]);
      return;
    }
    const known = model.jobs.get(job.id);
    // Never run twice at once: what is claimed was waiting, and had no holder.
    expect(known).toMatchObject({ state: 'queued', holder: null });
    if (first !== null) expect(job.id).toBe(first);
    if (known === undefined) return;
    // The law of fairness: no job starts while one of an earlier round waits.
    const rounds = waiting.map((other) => roundOf(model, other, real.clock.now));
    expect(roundOf(model, known, real.clock.now)).toBe(Math.min(...rounds));
    expect(job.attempt).toBe(known.attempt + 1);
    move(known, 'claim');
    known.claimedAt = real.clock.now;
    known.attempt = job.attempt;
    known.holder = {
      worker: this.worker,
      attempt: job.attempt,
      leaseEnds: real.clock.now + LEASE,
    };
    model.claims.push({ id: job.id, worker: job.worker, attempt: job.attempt });
    await agree(model, real);
  }
  toString = () => `claim by ${this.worker}`;
}

/** How many earlier jobs of its user wait, run, or were begun within the hour. */
function roundOf(model: Model, job: ModelJob, now: number): number {
  const all = [...model.jobs.values()];
  const earlier = all.slice(0, all.indexOf(job)).filter(({ user }) => user === job.user);
  return earlier.filter(
    ({ state, claimedAt }) =>
      state === 'queued' || state === 'running' || (claimedAt ?? Number.NEGATIVE_INFINITY) > now - WINDOW_MS,
  ).length;
}

/** Who is at place 0 of the queue, where no lease is about to run out and change that. */
async function firstWaiting(model: Model, real: Real): Promise<string | null> {
  const { now } = real.clock;
  if ([...model.jobs.values()].some(({ holder }) => (holder?.leaseEnds ?? Infinity) <= now)) return null;
  const places = new Map<number | null, string>();
  for (const id of model.jobs.keys()) places.set(await real.store.position(id), id);
  return places.get(0) ?? null;
}

const REPORTS = {
  heartbeat: (store: JobStore, claim: Claim) => store.heartbeat(claim, LEASE),
  holds: (store: JobStore, claim: Claim) => store.holds(claim),
  progress: (store: JobStore, claim: Claim) => store.progress(claim, PROGRESS, null),
  succeed: (store: JobStore, claim: Claim) => store.succeed(claim, HASH, RESULT),
  fail: (store: JobStore, claim: Claim) => store.fail(claim, 'ENGINE_FAILED', {}),
  release: (store: JobStore, claim: Claim) => store.release(claim),
  crash: (store: JobStore, claim: Claim) => store.crash(claim),
};

/** Any report under any claim ever given: it counts exactly when that claim still holds. */
class Report implements Command {
  constructor(
    readonly what: keyof typeof REPORTS,
    readonly which: number,
  ) {}
  /** Those it chooses from. */
  claims(model: Readonly<Model>): readonly Claim[] {
    return model.claims;
  }
  check = (model: Readonly<Model>) => this.claims(model).length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const claims = this.claims(model);
    const claim = claims[this.which % claims.length];
    if (claim === undefined) return;
    const job = holds(model, claim);
    expect(await REPORTS[this.what](storeOf(real, claim), claim)).toBe(job !== null);
    if (job?.holder) {
      if (this.what === 'heartbeat') job.holder.leaseEnds = real.clock.now + LEASE;
      else if (this.what !== 'holds' && this.what !== 'progress') expect(move(job, this.what)).toBe(true);
    }
    await agree(model, real);
  }
  toString = () => `${this.what} with claim ${this.which}`;
}

/** A report under a claim that holds. */
class LiveReport extends Report {
  override claims(model: Readonly<Model>): readonly Claim[] {
    return model.claims.filter((claim) => holds(model, claim) !== null);
  }
}

class Cancel implements Command {
  constructor(readonly which: number) {}
  check = ({ jobs }: Readonly<Model>) => jobs.size > 0;
  async run(model: Model, real: Real): Promise<void> {
    const [id, job] = [...model.jobs][this.which % model.jobs.size] ?? [];
    if (id === undefined || job === undefined) return;
    const before = await real.store.get(id);
    const after = await real.store.cancel(id);
    // Final is final, to the last column.
    if (before !== null && isFinal(before)) expect(after).toEqual(before);
    move(job, 'cancel');
    expect(after?.state).toBe(job.state);
    await agree(model, real);
  }
  toString = () => `cancel ${this.which}`;
}

class Wait implements Command {
  constructor(readonly ms: number) {}
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    real.clock.now += this.ms;
    await agree(model, real);
  }
  toString = () => `wait ${this.ms} ms`;
}

class Reap implements Command {
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    expect(await real.store.reapExpired()).toBe(reap(model, real.clock.now));
    await agree(model, real);
  }
  toString = () => 'reap';
}

const take = fc.nat(WORKERS - 1).map((worker) => new Take(worker));
const report = fc
  .tuple(fc.constantFrom(...objectKeys(REPORTS)), fc.nat(30))
  .map(([what, which]) => new Report(what, which));
// Arrivals, claims and reports more often than the rest: most that can go wrong is between them.
const enqueue = fc.constantFrom('ada', 'bob', 'eve').map((user) => new Enqueue(user));
const EVERYTHING = [
  ...[enqueue, enqueue],
  ...[take, take, report, report, report, report],
  fc.nat(30).map((which) => new Cancel(which)),
  fc.constantFrom(1, LEASE / 2, LEASE, WINDOW_MS / 2).map((ms) => new Wait(ms)),
  fc.constant(new Reap()),
];

/** What moves the queue, and little else: histories in which people have had different numbers of pictures. */
const QUEUEING = [
  ...[enqueue, enqueue, enqueue, take, take, take],
  ...(['succeed', 'succeed', 'release', 'crash'] as const).map((what) =>
    fc.nat(WORKERS).map((which) => new LiveReport(what, which)),
  ),
  fc.nat(30).map((which) => new Cancel(which)),
  fc.constantFrom(1, WINDOW_MS / 2).map((ms) => new Wait(ms)),
];

function objectKeys<T extends object>(object: T): (keyof T)[] {
  return Object.keys(object) as (keyof T)[];
}

describe('the queue', () => {
  it.each([
    ['anything', EVERYTHING],
    ['arrivals, claims, ends and jobs put back', QUEUEING],
  ])('keeps its laws under any sequence of %s', async (_, commands) => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (history) => {
        const test = temporaryStore();
        const engines = Array.from({ length: WORKERS }, () => test.another());
        const setup = () => ({
          model: { jobs: new Map(), claims: [], lastRevision: 0 },
          real: { ...test, engines },
        });
        await fc.asyncModelRun(setup, history);
        await Promise.all([test.store, ...engines].map((store) => store.close()));
      }),
      { numRuns: 40 },
    );
  });
});

describe('nextState', () => {
  const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
  const EVENTS = ['claim', 'release', 'crash', 'succeed', 'fail', 'cancel'] as const;

  it('leads nowhere from an end', () => {
    for (const state of STATES.slice(2)) {
      for (const event of EVENTS) expect(nextState(state, event)).toBeNull();
    }
  });

  it('gives a waiting job to nobody but who claims it', () => {
    const ways = EVENTS.filter((event) => nextState('queued', event) !== null);
    expect(ways).toEqual(['claim', 'cancel']);
  });
});
