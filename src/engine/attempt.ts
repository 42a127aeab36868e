import { readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, asAppError } from '../errors.js';
import type { BlobStore } from '../jobs/blobs.js';
import { isFinal, type RunningJob } from '../jobs/job.js';
import type { Claim, JobStore } from '../jobs/store.js';
import type { Log } from '../logger.js';
import { type FindPreset, locateHooks, locateNetwork } from '../presets/find.js';
import type { EngineFiles } from './files.js';
import { ClaimLost, type Hold, holdClaim } from './hold.js';
import { type Lab, LabDied, type LabMessage, type Painted } from './lab.js';
import type { Task } from './protocol.js';
import { extractorFor, resolveRecipe } from './recipes.js';

export interface AttemptDependencies {
  readonly store: JobStore;
  readonly blobs: BlobStore;
  readonly files: EngineFiles;
  readonly lab: Lab;
  readonly log: Log;
  readonly clock: () => number;
  readonly leaseMs: number;
  readonly previewEveryMs: number;
  /** What `auto` in a request means here. */
  readonly extractor: string;
  /** Finds presets, for the code and the networks that some of them have. */
  readonly findPreset: FindPreset;
  /** Aborted when the engine is to end: save what there is and hand the job back. */
  readonly stop: AbortSignal;
}

/** Progress without a new picture is written no more often than this. */
const PROGRESS_MS = 500;
/** How long a last checkpoint may take when the engine ends. All of it must fit in two seconds. */
const SAVE_MS = 1200;
/** How long to wait before telling the end again to a database that cannot be written. */
const RETRY_MS = 1000;

/** The engine ends. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * One attempt at one claimed job, from its pictures to its end, whatever that is. Keeps the lease alive meanwhile.
 * Never throws for anything about the job itself; the lab may be dead afterwards.
 */
export async function attempt(job: RunningJob, deps: AttemptDependencies): Promise<void> {
  const claim: Claim = { id: job.id, worker: job.worker, attempt: job.attempt };
  const log = deps.log.child({ job: job.id, attempt: job.attempt });
  const { store, files } = deps;
  log.info({ user: job.userId, style: job.request.preset.name, size: job.request.size }, 'painting');
  const hold = holdClaim(claim, { ...deps, log });
  try {
    const spool = await files.open(claim);
    const task = await taskOf(job, spool, deps);
    const painted = await paint(task, claim, hold, { ...deps, log });
    await finish(claim, painted, { ...deps, log });
  } catch (error) {
    await settle(error, claim, { ...deps, log });
  } finally {
    hold.end();
    await files.close(claim);
    const after = await store.get(job.id);
    if (after === null || isFinal(after)) await files.dropCheckpoint(job.id);
  }
}

async function taskOf(job: RunningJob, spool: string, deps: AttemptDependencies): Promise<Task> {
  const { request } = job;
  const path = async (hash: string): Promise<string> => {
    if (!(await deps.blobs.has(hash))) throw new AppError('JOB_UNKNOWN');
    return deps.blobs.path(hash);
  };
  const styles: Task['styles'] = [];
  for (const { hash, ...style } of request.styles) styles.push({ ...style, path: await path(hash) });
  const recipe = resolveRecipe(request.recipe, request.overrides);
  const { hooks, network } = request.preset;
  const module = hooks === undefined ? null : await locateHooks(hooks, deps.findPreset);
  const file = network === undefined ? null : await locateNetwork(network, deps.findPreset);
  if (request.quality === 'fast' && file === null) {
    throw new AppError('PRESET_NO_NETWORK', { name: request.preset.title });
  }
  return {
    photo: await path(job.contentHash),
    styles,
    recipe: request.recipe,
    overrides: request.overrides,
    extractor: extractorFor(recipe, request, deps.extractor),
    size: request.size,
    strength: request.preset.strength * request.strength,
    seed: request.seed,
    brush: request.brush,
    colours: request.colours,
    start: request.start,
    smoothness: request.smoothness,
    quality: request.quality,
    ...(hooks === undefined || module === null ? {} : { hooks: { preset: hooks.preset, module } }),
    ...(network === undefined || file === null ? {} : { network: { path: file, digest: network.digest } }),
    spool,
    resume: await deps.files.checkpoint(job.id),
    previewEveryMs: deps.previewEveryMs,
  };
}

/** Paints until done, or until the claim is lost, or until the engine stops and the last checkpoint is kept. */
async function paint(
  task: Task,
  claim: Claim,
  hold: Hold,
  { store, blobs, files, lab, log, clock, stop }: AttemptDependencies,
): Promise<Painted> {
  const stopped = new AbortController();
  const stopNow = (): void => stopped.abort(new Stopped());
  let saving: NodeJS.Timeout | undefined;
  const save = (): void => {
    lab.save();
    saving = setTimeout(stopNow, SAVE_MS);
  };
  let told = 0;
  const listeners = {
    started: ({ resumed }: LabMessage<'started'>): void => {
      if (resumed !== null) log.info(resumed, 'going on from a checkpoint');
    },
    progress: async ({ op: _, preview, ...progress }: LabMessage<'progress'>): Promise<void> => {
      const now = clock();
      if (preview === null && now - told < PROGRESS_MS) return;
      told = now;
      await store.progress(claim, progress, preview === null ? null : await keepPicture(preview, blobs, log));
    },
    checkpoint: async ({ file, octave, step }: LabMessage<'checkpoint'>): Promise<void> => {
      if (!(await store.holds(claim))) return;
      await files.keepCheckpoint(claim.id, file);
      log.info({ octave, step }, 'checkpoint kept');
      if (saving !== undefined) stopNow();
    },
  };
  stop.addEventListener('abort', save);
  if (stop.aborted) save();
  try {
    return await lab.paint(task, listeners, AbortSignal.any([hold.lost, stopped.signal]));
  } finally {
    stop.removeEventListener('abort', save);
    clearTimeout(saving);
  }
}

/** A preview is worth a warning, not a job, when the disk is full. */
async function keepPicture(file: string, blobs: BlobStore, log: Log): Promise<string | null> {
  try {
    const hash = await blobs.put(await readFile(file));
    await rm(file, { force: true });
    return hash;
  } catch (error) {
    log.warn({ err: error }, 'this preview could not be kept');
    return null;
  }
}

async function finish(claim: Claim, painted: Painted, deps: AttemptDependencies): Promise<void> {
  const { store, blobs, log } = deps;
  const { file, ...figures } = painted;
  const { size: bytes } = await stat(file);
  const hash = await blobs.put(await readFile(file));
  if (!(await store.succeed(claim, hash, { ...figures, bytes }))) throw new ClaimLost();
  log.info({ seconds: painted.seconds, evaluations: painted.evaluations }, 'painted');
}

/** What became of an attempt that did not finish. */
async function settle(error: unknown, claim: Claim, deps: AttemptDependencies): Promise<void> {
  const { store, log, stop } = deps;
  if (error instanceof ClaimLost) {
    log.info('cancelled, or given to another engine');
  } else if (error instanceof Stopped || (error instanceof LabDied && stop.aborted)) {
    const released = await store.release(claim);
    log.info({ released }, 'handed back');
  } else if (error instanceof LabDied) {
    log.error({ problem: error.message }, 'the mathematics died');
    await tell(() => store.crash(claim), deps);
  } else {
    const known = asAppError(error, 'ENGINE_FAILED');
    const unforeseen = known.code === 'ENGINE_FAILED';
    if (unforeseen) log.error({ err: known.cause }, 'failed, and nobody foresaw how');
    else log.warn({ code: known.code }, known.message);
    await tell(() => store.fail(claim, known.code, known.details), deps);
  }
}

/** Tells the store how it ended; while that cannot be written (a full disk), again and again as long as a lease. */
async function tell(report: () => Promise<boolean>, deps: AttemptDependencies): Promise<void> {
  const { clock, leaseMs, log, stop } = deps;
  const giveUp = clock() + leaseMs;
  for (;;) {
    try {
      await report();
      return;
    } catch (error) {
      if (stop.aborted || clock() > giveUp) throw error;
      log.warn({ err: error }, 'the end of this attempt could not be noted yet');
      await sleep(RETRY_MS);
    }
  }
}
