import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, writeAll } from '../../../engine/weights/connection.js';
import { SourceRefusal, SourceTrouble } from '../../../engine/weights/source.js';

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

async function once(base: string, file: string, to: string, signal: AbortSignal): Promise<Downloaded> {
  const request = { base, file, start: 0, etag: null, stallMs: STALL_MS, signal };
  return connect(request, async (answer) => {
    const hash = createHash('sha256');
    let bytes = 0;
    const target = await open(to, 'w');
    try {
      for await (const piece of answer.bytes) {
        if (bytes + piece.length > MAX_BYTES) {
          throw new SourceRefusal(`the file is larger than ${MAX_BYTES / 1024 ** 2} MB.`);
        }
        await writeAll(target, piece, bytes);
        bytes += piece.length;
        hash.update(piece);
      }
    } finally {
      await target.close();
    }
    if (bytes === 0 || (answer.total !== null && bytes !== answer.total)) {
      throw new SourceTrouble('the connection ended before the file did.');
    }
    return { bytes, sha256: hash.digest('hex') };
  });
}
