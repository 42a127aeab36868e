import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, asAppError } from '../../errors.js';
import type { CatalogueEntry } from './catalogue.js';
import { connect, writeAll } from './connection.js';
import { takeLock } from './lock.js';
import { SourceRefusal, SourceTrouble, sourceOf } from './source.js';
import { locateWeights, problemWith } from './store.js';

/** How far a download is. */
export interface DownloadProgress {
  readonly received: number;
  readonly total: number;
  /** Null until it can be told. */
  readonly bytesPerSecond: number | null;
}

export interface DownloadOptions {
  /** The folder to put the file in; made when it is not there. */
  readonly weightsDir: string;
  /** An address or a folder to take it from in place of its publisher. */
  readonly mirror: string | null;
  /** Aborting leaves what has come so far, to be gone on with by the next fetch. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Told before waiting to try again. */
  readonly onRetry?: ((problem: string, waitMs: number) => void) | undefined;
  readonly patience?: Patience | undefined;
}

export interface Patience {
  /** A connection that brings nothing for so long is given up. */
  readonly stallMs: number;
  /** Wait before the second attempt; each one after it waits twice as long. */
  readonly firstWaitMs: number;
  /** Attempts one after the other that bring next to nothing. */
  readonly attempts: number;
}

const PATIENCE: Patience = { stallMs: 30_000, firstWaitMs: 1000, attempts: 5 };
/** An attempt that brings this share of the file was worth it: the count begins anew. */
const WORTHWHILE = 0.01;

export interface Fetched {
  /** `present`: it was there, whole, and nothing was fetched. `own`: the host's own file stands in its place. */
  readonly outcome: 'fetched' | 'present' | 'own';
  readonly path: string;
}

/**
 * Fetches a network's weights. What comes is written to `FILE.part`, which a later fetch goes on with; only once its
 * size and digest are the catalogue's does it get its name. A file of that name that is damaged is replaced.
 *
 * @throws WEIGHTS_DOWNLOAD that says what stood against it and what to do; FILE_UNWRITABLE when the folder or its disk
 * takes no more, and then no part is left; INTERRUPTED when aborted.
 */
export async function fetchWeights(entry: CatalogueEntry, options: DownloadOptions): Promise<Fetched> {
  const found = await locateWeights(entry, options.weightsDir);
  if (found?.own) return { outcome: 'own', path: found.path };
  if (found !== null && (await problemWith(found.path, entry)) === null) {
    return { outcome: 'present', path: found.path };
  }
  const path = join(options.weightsDir, entry.file);
  const part = `${path}.part`;
  try {
    await mkdir(options.weightsDir, { recursive: true });
    const release = await takeLock(`${part}.lock`);
    if (release === null) {
      throw failure(entry, options, 'another fetch of it is under way in the same folder.', 'Let it finish.');
    }
    try {
      await new Download(entry, part, options).run();
      await rename(part, path);
    } finally {
      await release();
    }
    return { outcome: 'fetched', path };
  } catch (error) {
    if (options.signal?.aborted) throw new AppError('INTERRUPTED', {}, { cause: error });
    if (error instanceof AppError) throw error;
    const full = asAppError(error).code === 'DISK_FULL';
    if (full) await rm(part, { force: true });
    const problem = full
      ? `the disk is full; ${entry.file} needs ${megabytes(entry.bytes)}. Make room, or set WEIGHTS_DIR to another disk.`
      : `${(error as Error).message}. Set WEIGHTS_DIR to a folder that can be written to.`;
    throw new AppError('FILE_UNWRITABLE', { path: dirname(path), problem }, { cause: error });
  }
}

class Download {
  readonly #entry: CatalogueEntry;
  readonly #part: string;
  readonly #options: DownloadOptions;
  readonly #patience: Patience;
  /** Of the bytes in the part, where they came from this very run. */
  #etag: string | null = null;
  readonly #speed = new Speed();

  constructor(entry: CatalogueEntry, part: string, options: DownloadOptions) {
    this.#entry = entry;
    this.#part = part;
    this.#options = options;
    this.#patience = options.patience ?? PATIENCE;
  }

  /** Until the part is the whole file, its digest checked. */
  async run(): Promise<void> {
    const continued = (await sizeOf(this.#part)) > 0;
    await this.#complete();
    let problem = await problemWith(this.#part, this.#entry);
    if (problem !== null && continued) {
      // What an earlier fetch had left was of something else.
      await rm(this.#part, { force: true });
      await this.#complete();
      problem = await problemWith(this.#part, this.#entry);
    }
    if (problem === null) return;
    await rm(this.#part, { force: true });
    throw this.#failure(
      `what came is not the file. ${sentence(problem)}`,
      this.#options.mirror === null ? undefined : MIRROR_HINT,
    );
  }

  /** Attempts until all bytes have come. */
  async #complete(): Promise<void> {
    const { attempts, firstWaitMs } = this.#patience;
    let fruitless = 0;
    for (;;) {
      const before = await sizeOf(this.#part);
      if (before === this.#entry.bytes) return;
      try {
        await this.#attempt(before > this.#entry.bytes ? 0 : before);
        if ((await sizeOf(this.#part)) === this.#entry.bytes) return;
        throw new SourceTrouble('the connection ended before the file did.');
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        if (error instanceof SourceRefusal) {
          throw this.#failure(error.message, undefined, error);
        }
        if (!(error instanceof SourceTrouble)) throw error;
        const gained = (await sizeOf(this.#part)) - before;
        fruitless = gained > WORTHWHILE * this.#entry.bytes ? 0 : fruitless + 1;
        if (fruitless >= attempts) throw this.#failure(error.message, undefined, error);
        const waitMs = Math.max(error.waitMs, firstWaitMs * 2 ** Math.max(0, fruitless - 1));
        this.#options.onRetry?.(error.message, waitMs);
        await sleep(waitMs, undefined, { signal: this.#options.signal });
      }
    }
  }

  /** One connection: appends what it brings to the part. */
  async #attempt(start: number): Promise<void> {
    const { mirror, signal } = this.#options;
    const { source, file, bytes: total } = this.#entry;
    const request = { base: mirror ?? source, file, start, etag: this.#etag, signal };
    await connect({ ...request, stallMs: this.#patience.stallMs }, async (answer) => {
      this.#etag = answer.etag;
      if (answer.total !== null && answer.total !== total) {
        throw new SourceRefusal(
          `it is another file there: ${count(answer.total)} bytes, not ${count(total)}.`,
        );
      }
      let at = answer.start;
      const part = await open(this.#part, at === 0 ? 'w' : 'r+');
      try {
        for await (const piece of answer.bytes) {
          if (at + piece.length > total) {
            await rm(this.#part, { force: true });
            throw new SourceRefusal(`more comes than the ${count(total)} bytes of the file.`);
          }
          await writeAll(part, piece, at);
          at += piece.length;
          this.#options.onProgress?.({
            received: at,
            total,
            bytesPerSecond: this.#speed.after(piece.length),
          });
        }
        await part.sync();
      } finally {
        await part.close();
      }
    });
  }

  #failure(problem: string, hint?: string, cause?: unknown): AppError {
    return failure(this.#entry, this.#options, problem, hint, cause);
  }
}

const MIRROR_HINT = 'Look at what WEIGHTS_MIRROR points to.';

function failure(
  entry: CatalogueEntry,
  { weightsDir, mirror }: DownloadOptions,
  problem: string,
  hint = `Try again, or take ${sourceOf(mirror ?? entry.source, entry.file)} another way and put it into ${weightsDir}, or set WEIGHTS_MIRROR to where it can be had.`,
  cause?: unknown,
): AppError {
  return new AppError('WEIGHTS_DOWNLOAD', { name: entry.name, problem, hint }, { cause });
}

/** Bytes per second since the start of this run, broken connections and all: what tells how long it will take. */
class Speed {
  readonly #begin = performance.now();
  #received = 0;

  after(bytes: number): number | null {
    this.#received += bytes;
    const seconds = (performance.now() - this.#begin) / 1000;
    return seconds < 0.5 ? null : this.#received / seconds;
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function count(bytes: number): string {
  return bytes.toLocaleString('en-GB');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
