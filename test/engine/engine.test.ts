import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Job, JobRequest } from '../../src/jobs/job.js';
import { type LogLine, Program } from '../bot/support/processes.js';
import { NO_QUOTA, newJob, temporaryFolder } from '../jobs/fixtures.js';
import { childPid, isRunning, LONG, Studio, TRIVIAL, timeUntil } from './support/studio.js';

/*
 * Engines as they run in life: processes of their own from dist/, each with its child, on a SQLite file, painting real
 * (if small) pictures.
 */

const LIMIT = 180_000;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the engine's last checkpoint line says. */
function lastCheckpoint(engine: Program): { octave: number; step: number } {
  const line = engine.lines.findLast(({ msg }) => msg === 'checkpoint kept');
  return { octave: Number(line?.octave), step: Number(line?.step) };
}

/** What an engine says of one job. */
function says(id: string, msg: string): (line: LogLine) => boolean {
  return (line) => line.msg === msg && line.job === id;
}

/** Paints until a checkpoint is kept and some work was done after it. */
async function untilSomethingCanBeLost(studio: Studio, engine: Program, id: string): Promise<Job> {
  await engine.line(says(id, 'checkpoint kept'));
  const kept = lastCheckpoint(engine);
  return studio.until(
    id,
    ({ progress }) =>
      progress !== null &&
      (progress.octave > kept.octave || (progress.octave === kept.octave && progress.step > kept.step)),
  );
}

const leftovers = (studio: Studio): string[] => [
  ...(existsSync(studio.checkpoints) ? readdirSync(studio.checkpoints) : []),
  ...(existsSync(studio.spool) ? readdirSync(studio.spool) : []),
];

describe('an engine', () => {
  // To start one takes longer than most of what is tested: it lives until the test that ends it.
  let studio: Studio;
  let engine: Program;
  beforeAll(() => {
    const shared = Studio.shared();
    studio = shared.studio;
    engine = studio.engine();
    return shared.close;
  });

  it('paints, shows the picture so far, and leaves nothing but the result', { timeout: LIMIT }, async () => {
    const { id } = await studio.enqueue(LONG);
    const halfway = await studio.until(id, ({ previewHash }) => previewHash !== null);
    expect(halfway).toMatchObject({ state: 'running', progress: { octaves: 2, steps: 100 } });
    const job = await studio.end(id);
    expect(job).toMatchObject({
      state: 'succeeded',
      attempt: 1,
      crashes: 0,
      result: { width: 96, height: 72, extractor: 'wavelet', backend: 'onnxruntime', device: 'cpu' },
    });
    if (job.state !== 'succeeded') return;
    expect(job.result.lossLast).toBeLessThan(job.result.lossFirst ?? 0);
    expect(job.engineMs).toBeGreaterThanOrEqual(1000 * job.result.seconds - 1000);
    await timeUntil(() => leftovers(studio).length === 0);
  });

  it('goes on after a job that cannot be done', { timeout: LIMIT }, async () => {
    const { request } = await studio.enqueue(TRIVIAL);
    const text = await studio.blobs.put(Buffer.from('Dear Sir or Madam'));
    const bad = await studio.store.enqueue(newJob('bob', { contentHash: text, request }), NO_QUOTA);
    const gone = await studio.store.enqueue(
      newJob('eve', { contentHash: 'f'.repeat(64), request }),
      NO_QUOTA,
    );
    const odd = await studio.enqueue({ ...TRIVIAL, overrides: { octaves: 'many' } });
    const good = await studio.enqueue(TRIVIAL);
    expect(await studio.end(bad.id)).toMatchObject({ state: 'failed', errorCode: 'PICTURE_NOT_A_PICTURE' });
    expect(await studio.end(gone.id)).toMatchObject({ state: 'failed', errorCode: 'JOB_UNKNOWN' });
    expect(await studio.end(odd.id)).toMatchObject({ state: 'failed', errorCode: 'OPTION_INVALID' });
    expect(await studio.end(good.id)).toMatchObject({ state: 'succeeded' });
    // The same child painted all of it: nothing was wrong with it.
    expect(new Set(engine.lines.filter(({ name }) => name === 'child').map(({ pid }) => pid)).size).toBe(1);
  });

  it('paints by every control of a request', { timeout: LIMIT }, async () => {
    const plain = await studio.end((await studio.enqueue(TRIVIAL)).id);
    const controls: Partial<JobRequest>[] = [
      { brush: 0.25 },
      { colours: 'luminance' },
      { colours: 'matched' },
      { start: 1 },
      { smoothness: 100 },
      { quality: 'best' },
      { strength: 20 },
      { seed: 77 },
    ];
    const jobs: Job[] = [];
    for (const changes of controls) jobs.push(await studio.enqueue({ ...TRIVIAL, ...changes }));
    for (const [i, { id }] of jobs.entries()) {
      const changed = await studio.pixels(await studio.end(id));
      expect(changed.equals(await studio.pixels(plain)), JSON.stringify(controls[i])).toBe(false);
    }
  });

  it('is free within two seconds of a cancel', { timeout: LIMIT }, async () => {
    const { id } = await studio.enqueue(LONG);
    await studio.until(id, ({ progress }) => progress !== null);
    const child = await childPid(engine);
    expect(await studio.store.cancel(id)).toMatchObject({ state: 'cancelled' });
    expect(await timeUntil(() => !isRunning(child))).toBeLessThan(2000);
    const next = await studio.enqueue(TRIVIAL);
    expect(await studio.end(next.id)).toMatchObject({ state: 'succeeded' });
    expect(await studio.store.get(id)).toMatchObject({ state: 'cancelled' });
    await timeUntil(() => leftovers(studio).length === 0);
  });

  it('hands its job back within two seconds of SIGTERM, with a checkpoint', { timeout: LIMIT }, async () => {
    const { id } = await studio.enqueue(LONG);
    await studio.until(id, ({ progress }) => (progress?.step ?? 0) >= 8);
    const child = await childPid(engine, 2);
    const start = performance.now();
    expect(await engine.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(await studio.store.get(id)).toMatchObject({ state: 'queued', attempt: 1, crashes: 0 });
    expect(readdirSync(studio.checkpoints)).toEqual([id]);
    expect(isRunning(child)).toBe(false);

    const next = studio.engine();
    const resumed = await next.line('going on from a checkpoint');
    expect(resumed).toMatchObject(lastCheckpoint(engine));
    expect(await studio.end(id)).toMatchObject({ state: 'succeeded', attempt: 2, crashes: 0 });
    await timeUntil(() => leftovers(studio).length === 0);
    // It has nothing to do now, and ends as well.
    expect(await next.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

describe('a job goes on from its last checkpoint, to the very same picture,', () => {
  let studio: Studio;
  /** The one that went on when the first was killed, and the children that it has had. */
  let engine: Program;
  let children = 1;
  beforeAll(() => {
    const shared = Studio.shared();
    studio = shared.studio;
    return shared.close;
  });

  it('when its engine is killed', { timeout: LIMIT }, async () => {
    const first = studio.engine();
    const { id } = await studio.enqueue(LONG);
    await untilSomethingCanBeLost(studio, first, id);
    const child = await childPid(first);
    expect(await first.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    // Nobody is left to tell the child: it notices by itself.
    await timeUntil(() => !isRunning(child));

    engine = studio.engine();
    const resumed = await engine.line('going on from a checkpoint');
    expect(resumed).toMatchObject({ job: id, attempt: 2, ...lastCheckpoint(first) });
    const job = await studio.end(id);
    expect(job).toMatchObject({ state: 'succeeded', attempt: 2, crashes: 1 });
    await timeUntil(() => leftovers(studio).length === 0);

    const again = await studio.end((await studio.enqueue(LONG)).id);
    expect(again).toMatchObject({ state: 'succeeded', attempt: 1 });
    expect(await studio.pixels(job)).toEqual(await studio.pixels(again));
  });

  it('when its mathematics is killed', { timeout: LIMIT }, async () => {
    const { id } = await studio.enqueue(LONG);
    await untilSomethingCanBeLost(studio, engine, id);
    process.kill(await childPid(engine, children++), 'SIGKILL');
    await engine.line(says(id, 'the mathematics died'));
    const kept = lastCheckpoint(engine);
    expect(await engine.line(says(id, 'going on from a checkpoint'))).toMatchObject({ attempt: 2, ...kept });
    expect(await studio.end(id)).toMatchObject({ state: 'succeeded', attempt: 2, crashes: 1 });
  });

  it('but not for ever: one that kills three times is given up', { timeout: LIMIT }, async () => {
    const { id } = await studio.enqueue(LONG);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await studio.until(id, (job) => job.state === 'running' && job.attempt === attempt);
      process.kill(await childPid(engine, children++), 'SIGKILL');
    }
    expect(await studio.end(id)).toMatchObject({ state: 'failed', errorCode: 'JOB_CRASHED', crashes: 3 });
    // And nobody behind it waits.
    expect(await studio.end((await studio.enqueue(TRIVIAL)).id)).toMatchObject({ state: 'succeeded' });
    await timeUntil(() => leftovers(studio).length === 0);
  });

  it('unless the checkpoint is damaged: then from the beginning', { timeout: LIMIT }, async () => {
    const { id } = await studio.enqueue(LONG);
    await engine.line(says(id, 'checkpoint kept'));
    await engine.end();
    writeFileSync(join(studio.checkpoints, id), 'damaged');
    const next = studio.engine();
    await next.line(({ msg }) => msg.startsWith('this checkpoint cannot be used'));
    expect(await studio.end(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
  });
});

describe('two engines on one database', () => {
  it('paint 80 pictures, none lost and none twice', { timeout: LIMIT }, async () => {
    const studio = new Studio();
    const COUNT = 80;
    const ids = new Set<string>();
    for (let n = 0; n < COUNT; n++)
      ids.add((await studio.enqueue({ ...TRIVIAL, seed: n }, `user ${n % 5}`)).id);
    const engines = [1, 2].map(() => studio.engine({ ENGINE_LEASE_SECONDS: '60' }));
    await timeUntil(async () => {
      const { queued, running } = await studio.store.counts();
      return queued + running === 0;
    }, LIMIT);
    await Promise.all(engines.map((engine) => engine.end()));

    const jobs = await studio.store.changedSince(0);
    expect(jobs).toHaveLength(COUNT);
    for (const job of jobs) expect(job).toMatchObject({ state: 'succeeded', attempt: 1, crashes: 0 });
    // What the engines say they did: each job begun once and finished once, by the same engine.
    const told = (msg: string): LogLine[] =>
      engines.flatMap(({ lines }) => lines.filter((line) => line.msg === msg));
    const who = (lines: LogLine[]): Map<string, number> =>
      new Map(lines.map(({ job, pid }) => [String(job), Number(pid)]));
    const begun = told('painting');
    const finished = told('painted');
    expect([begun.length, finished.length]).toEqual([COUNT, COUNT]);
    expect(new Set(who(begun).keys())).toEqual(ids);
    expect(who(finished)).toEqual(who(begun));
    expect(new Set(who(begun).values()).size).toBe(2);
  });
});

describe('what a host can meet', () => {
  it('a full disk: the job says so, nothing is left by half', { timeout: LIMIT }, async () => {
    const data = temporaryFolder();
    new Studio(data);
    const studio = new Studio(data);
    // No file may grow past 300 KiB; the picture will, and so would a checkpoint.
    const engine = spawn('sh', ['-c', 'ulimit -f 600 && exec "$0" dist/engine/main.js', process.execPath], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, DATA_DIR: data, DISCORD_TOKEN: '', LOG_FORMAT: 'json' },
      stdio: 'ignore',
    });
    const ended = once(engine, 'exit');
    try {
      // Noise does not compress.
      const large = { size: 400, start: 1, overrides: { octaves: [400], iterations: [1] } };
      const { id } = await studio.enqueue(large);
      expect(await studio.end(id)).toMatchObject({ state: 'failed', errorCode: 'DISK_FULL' });
      await timeUntil(() => leftovers(studio).length === 0);
      const small = await studio.enqueue(TRIVIAL);
      expect(await studio.end(small.id)).toMatchObject({ state: 'succeeded' });
      const files = readdirSync(join(data, 'pictures'), { recursive: true });
      expect(files.filter((name) => String(name).endsWith('.tmp'))).toEqual([]);
    } finally {
      engine.kill('SIGTERM');
      await ended;
    }
  });

  it('a data folder that cannot be written: one sentence, no stack', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const engine = new Program('engine', { DATA_DIR: join(file, 'data') });
    expect(await engine.exit()).toBe(1);
    expect(engine.output).toMatch(/^Cannot write to the data folder .*Choose another with DATA_DIR.*\n$/);
  });

  it('a database of a newer version: one sentence, no stack', async () => {
    const data = temporaryFolder();
    const db = new Sqlite(join(data, 'gramarye.db'));
    db.pragma('user_version = 999');
    db.close();
    const engine = new Program('engine', { DATA_DIR: data });
    expect(await engine.exit()).toBe(1);
    expect(engine.output).toMatch(/^The database .* was made by a newer Gramarye .*\n$/);
  });

  it.each([
    [
      'vgg91',
      /^Configuration is not valid:\n {2}ENGINE_EXTRACTOR: there is no extractor called “vgg91”.*vgg19/,
    ],
    ['vgg19', /^The weights for “vgg19” are not on this machine\. Run: gramarye weights fetch vgg19$/m],
  ])('an extractor that cannot be: one sentence, and no job is claimed (%s)', async (name, sentence) => {
    const studio = new Studio();
    const { id } = await studio.enqueue(TRIVIAL);
    const engine = studio.engine({ ENGINE_EXTRACTOR: name });
    expect(await engine.exit()).toBe(78);
    expect(engine.output).toMatch(sentence);
    expect(engine.output).not.toMatch(/^\s+at /m);
    expect(await studio.store.get(id)).toMatchObject({ state: 'queued', attempt: 0 });
  });

  it('a machine that cannot compute as asked: one sentence, and no job is claimed', async () => {
    const studio = new Studio();
    const { id } = await studio.enqueue(TRIVIAL);
    const engine = studio.engine({ ENGINE_BACKEND: 'tensorflow', ENGINE_DEVICE: 'webgpu' });
    expect(await engine.exit()).toBe(78);
    expect(engine.output).toContain('No working TensorFlow.js backend was found: tensorflow has no device');
    expect(engine.output).not.toMatch(/^\s+at /m);
    expect(await studio.store.get(id)).toMatchObject({ state: 'queued', attempt: 0 });
  });
});
