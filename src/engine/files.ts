import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrno } from '../errors.js';
import { isFinal } from '../jobs/job.js';
import type { Claim, JobStore } from '../jobs/store.js';

/**
 * The engine's files besides pictures: a spool folder for each attempt, and each open job's newest checkpoint.
 * Both folders are on one file system, so that a checkpoint is moved from one to the other in one step.
 */
export class EngineFiles {
  readonly #spool: string;
  readonly #checkpoints: string;

  constructor(paths: { readonly spool: string; readonly checkpoints: string }) {
    this.#spool = paths.spool;
    this.#checkpoints = paths.checkpoints;
  }

  /** Makes an empty folder for an attempt, and removes those of earlier attempts, whose engines died. */
  async open(claim: Claim): Promise<string> {
    for (const name of await list(this.#spool)) {
      if (name.startsWith(`${claim.id}.`))
        await rm(join(this.#spool, name), { recursive: true, force: true });
    }
    const folder = this.#folder(claim);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async close(claim: Claim): Promise<void> {
    await rm(this.#folder(claim), { recursive: true, force: true });
  }

  /** A job's newest checkpoint, or null. */
  async checkpoint(id: string): Promise<string | null> {
    const path = this.#checkpoint(id);
    return (await stat(path).catch(() => null)) === null ? null : path;
  }

  /** Makes a finished file the job's newest checkpoint. */
  async keepCheckpoint(id: string, file: string): Promise<void> {
    await mkdir(this.#checkpoints, { recursive: true });
    await rename(file, this.#checkpoint(id));
  }

  async dropCheckpoint(id: string): Promise<void> {
    await rm(this.#checkpoint(id), { force: true });
  }

  /** Removes what jobs that ended, or attempts that died, left behind. How many things that were. */
  async sweep(store: JobStore): Promise<number> {
    let swept = 0;
    for (const name of await list(this.#checkpoints)) {
      const job = await store.get(name);
      if (job !== null && !isFinal(job)) continue;
      await rm(join(this.#checkpoints, name), { recursive: true, force: true });
      swept++;
    }
    for (const name of await list(this.#spool)) {
      const [id = '', attempt] = name.split('.');
      const job = await store.get(id);
      if (job?.state === 'running' && String(job.attempt) === attempt) continue;
      await rm(join(this.#spool, name), { recursive: true, force: true });
      swept++;
    }
    return swept;
  }

  #folder(claim: Claim): string {
    return join(this.#spool, `${claim.id}.${claim.attempt}`);
  }

  #checkpoint(id: string): string {
    return join(this.#checkpoints, id);
  }
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  }
}
