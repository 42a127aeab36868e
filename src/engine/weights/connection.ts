import type { FileHandle } from 'node:fs/promises';
import { openSource, reason, type SourceAnswer, SourceRefusal, SourceTrouble } from './source.js';

export interface ConnectionRequest {
  /** The address or the folder that the file is in. */
  readonly base: string;
  readonly file: string;
  /** The byte to begin with. */
  readonly start: number;
  /** Of the bytes that are there already. */
  readonly etag: string | null;
  /** A connection that brings nothing for so long is given up. */
  readonly stallMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One connection to a file: opened, handed to `use`, and closed, whatever happens. Whatever ends it before its time is
 * a SourceTrouble (it stalled or broke) or a SourceRefusal, whose messages are sentences, but for the machine's own
 * files, which no other connection mends: those errors are thrown as they came.
 */
export async function connect<T>(
  { base, file, start, etag, stallMs, signal }: ConnectionRequest,
  use: (answer: SourceAnswer & { readonly etag: string | null }) => Promise<T>,
): Promise<T> {
  const watch = new StallWatch(stallMs, signal);
  try {
    const answer = await openSource(base, file, { start, etag }, watch.signal);
    return await use({ ...answer, bytes: watch.over(answer.bytes) });
  } catch (error) {
    if (watch.stalled) throw new SourceTrouble(`nothing came for ${stallMs / 1000} s.`, { cause: error });
    if (error instanceof SourceTrouble || error instanceof SourceRefusal || isFileError(error)) throw error;
    throw new SourceTrouble(`the connection broke (${reason(error)}).`, { cause: error });
  } finally {
    watch.end();
  }
}

export async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** Whether the machine's own file could not be written. */
function isFileError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'syscall' in error &&
    ['open', 'write', 'fsync', 'close'].includes(String(error.syscall))
  );
}

/** Aborts when nothing has come for too long, or when the outer signal does. */
class StallWatch {
  readonly signal: AbortSignal;
  stalled = false;
  readonly #stall = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(stallMs: number, outer: AbortSignal | undefined) {
    this.signal = outer === undefined ? this.#stall.signal : AbortSignal.any([outer, this.#stall.signal]);
    this.#timer = setTimeout(() => {
      this.stalled = true;
      this.#stall.abort();
    }, stallMs);
  }

  /** The same bytes; each piece that comes is a sign of life. */
  async *over(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      this.#timer.refresh();
      yield piece;
    }
  }

  /** Lets go of a connection that still has something to say. */
  end(): void {
    clearTimeout(this.#timer);
    this.#stall.abort();
  }
}
