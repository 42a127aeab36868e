import { setTimeout as sleep } from 'node:timers/promises';
import { type AttemptDependencies, attempt } from './attempt.js';
import type { Lab } from './lab.js';

export interface WorkerDependencies extends Omit<AttemptDependencies, 'lab'> {
  /** Tells this engine's claims from every other's. */
  readonly name: string;
  /** Starts the process that does the mathematics. */
  readonly startLab: () => Lab;
  /** A child that holds more bytes than this between jobs is replaced: libraries leak. */
  readonly memory: number;
}

/** How often to look whether anything changed in the database while there is nothing to do. */
const LOOK_MS = 150;
/** Leases run out without a change in the database, so ask for work this often all the same. */
const ASK_MS = 1000;
/** After an error that is not a job's, e.g. a database that cannot be written. */
const RECOVER_MS = 2000;

/**
 * Claims, paints and reports, one job after the other, until `stop` is aborted. The child is kept warm between jobs.
 * Throws ENGINE_BACKEND when nothing here can compute; then no job was claimed.
 */
export async function work(deps: WorkerDependencies): Promise<void> {
  const { store, log, stop } = deps;
  if (stop.aborted) return;
  let lab = deps.startLab();
  let painting = false;
  // A job under way first saves what there is; without one there is nothing to wait for.
  const endIdle = (): void => {
    if (!painting) void lab.kill();
  };
  stop.addEventListener('abort', endIdle);
  try {
    await lab.ready;
    log.info('waiting for pictures to paint');
    while (!stop.aborted) {
      try {
        if (!lab.alive || lab.memory > deps.memory) {
          await lab.kill();
          lab = deps.startLab();
          await lab.ready;
        }
        const version = await store.version();
        const job = await store.claim(deps.name, deps.leaseMs);
        if (job === null) {
          await changed(version, deps);
          continue;
        }
        painting = true;
        await attempt(job, { ...deps, lab });
      } catch (error) {
        if (stop.aborted) break;
        log.error({ err: error }, 'something is wrong around this engine; trying again soon');
        await lab.kill();
        await pause(RECOVER_MS, stop);
      } finally {
        painting = false;
      }
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    await lab.kill();
  }
}

/** Settles when the database is not at this version any more, or when it is time to ask anyway, or on `stop`. */
async function changed(version: number, { store, clock, stop }: WorkerDependencies): Promise<void> {
  const until = clock() + ASK_MS;
  while (!stop.aborted && clock() < until && (await store.version()) === version) await pause(LOOK_MS, stop);
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => {});
}
