import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSource, SourceRefusal, SourceTrouble } from '../../../engine/weights/source.js';

/** A painting at 1280 px is a tenth of this. */
const MAX_BYTES = 30 * 1024 * 1024;
/** A connection that brings nothing for so long is given up. */
const STALL_MS = 30_000;
const ATTEMPTS = 3;
const FIRST_WAIT_MS = 1000;

export interface Downloaded {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Brings one file to a path, trying again where that may help. Throws SourceTrouble (no connection, or a broken one) and
 * SourceRefusal (no such file, or too large a one), whose messages are sentences.
 *
 * @param base the address or the folder that the file is in.
 */
export async function download(
  base: string,
  file: string,
  to: string,
  signal: AbortSignal,
): Promise<Downloaded> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(base, file, to, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SourceTrouble) || attempt === ATTEMPTS) throw error;
      await sleep(Math.max(error.waitMs, FIRST_WAIT_MS * 2 ** (attempt - 1)), undefined, { signal });
    }
  }
}

async function once(base: string, file: string, to: string, outer: AbortSignal): Promise<Downloaded> {
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(), STALL_MS);
  const signal = AbortSignal.any([outer, stall.signal]);
  let target: FileHandle | null = null;
  try {
    const answer = await openSource(base, file, { start: 0, etag: null }, signal);
    const hash = createHash('sha256');
    let bytes = 0;
    target = await open(to, 'w');
    for await (const piece of answer.bytes) {
      timer.refresh();
      bytes += piece.length;
      if (bytes > MAX_BYTES) {
        throw new SourceRefusal(`the file is larger than ${MAX_BYTES / 1024 ** 2} MB.`);
      }
      hash.update(piece);
      await target.write(piece);
    }
    if (bytes === 0 || (answer.total !== null && bytes !== answer.total)) {
      throw new SourceTrouble('the connection ended before the file did.');
    }
    return { bytes, sha256: hash.digest('hex') };
  } catch (error) {
    if (stall.signal.aborted) throw new SourceTrouble(`nothing came for ${STALL_MS / 1000} s.`);
    if (error instanceof SourceTrouble || error instanceof SourceRefusal || outer.aborted) throw error;
    if (error instanceof Error && 'syscall' in error && ['open', 'write'].includes(String(error.syscall))) {
      throw error;
    }
    throw new SourceTrouble(`the connection broke (${(error as Error).message}).`, { cause: error });
  } finally {
    clearTimeout(timer);
    stall.abort();
    await target?.close();
  }
}
