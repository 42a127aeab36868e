import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** Something that more patience may mend: a broken connection, a server that is busy. */
export class SourceTrouble extends Error {
  override readonly name = 'SourceTrouble';
  /** Milliseconds that the server asks to wait. */
  readonly waitMs: number;

  constructor(message: string, options: { cause?: unknown; waitMs?: number } = {}) {
    super(message, { cause: options.cause });
    this.waitMs = options.waitMs ?? 0;
  }
}

/** Something that trying again will not mend: there is no such file, or it is another. */
export class SourceRefusal extends Error {
  override readonly name = 'SourceRefusal';
}

export interface SourceAnswer {
  /** Where in the file the bytes start: what was asked for, or 0 when the source only gives all of it. */
  readonly start: number;
  /** Bytes of the whole file, where the source says so. */
  readonly total: number | null;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Redirects followed, at the most. */
const REDIRECTS = 5;
const LONGEST_WAIT_MS = 30_000;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Opens a file of a server, or of a folder, from a byte on. Throws SourceTrouble and SourceRefusal, whose messages are
 * sentences. Aborting ends it at any point, also while the bytes come.
 *
 * @param base an https address (http on this machine), or a folder; the file's name is added to it.
 */
export function openSource(
  base: string,
  file: string,
  from: { readonly start: number; readonly etag: string | null },
  signal: AbortSignal,
): Promise<SourceAnswer & { readonly etag: string | null }> {
  return /^https?:/.test(base)
    ? openAddress(new URL(`${base}/${file}`), from, signal)
    : openFile(join(base, file), from.start, signal);
}

/** Where a file would be taken from, for people. */
export function sourceOf(base: string, file: string): string {
  return /^https?:/.test(base) ? `${base}/${file}` : join(base, file);
}

async function openFile(path: string, start: number, signal: AbortSignal) {
  try {
    const file = await open(path);
    const { size } = await file.stat();
    return { start, total: size, etag: null, bytes: file.createReadStream({ start, signal }) };
  } catch (error) {
    throw new SourceRefusal(`${path} cannot be read (${reason(error)}).`, { cause: error });
  }
}

async function openAddress(
  first: URL,
  { start, etag }: { readonly start: number; readonly etag: string | null },
  signal: AbortSignal,
): Promise<SourceAnswer & { etag: string | null }> {
  // A weak tag does not promise the same bytes.
  const strong = etag !== null && !etag.startsWith('W/') ? etag : null;
  const headers: Record<string, string> = {
    'accept-encoding': 'identity',
    'user-agent': 'gramarye',
    ...(start > 0 ? { range: `bytes=${start}-` } : {}),
    ...(start > 0 && strong !== null ? { 'if-range': strong } : {}),
  };
  let address = first;
  for (let redirect = 0; redirect <= REDIRECTS; redirect++) {
    const response = await fetch(address, { headers, redirect: 'manual', signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw new SourceTrouble(`there is no connection to ${address.host} (${reason(error)}).`, {
        cause: error,
      });
    });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      address = redirected(address, location);
      continue;
    }
    return { ...answerOf(response, start, address), etag: response.headers.get('etag') };
  }
  throw new SourceRefusal(`${first.host} sends from one address to the next without end.`);
}

/** A redirect may change the place but not give up what https promises. */
function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  const fits =
    to?.protocol === 'https:' ||
    (to?.protocol === 'http:' && LOOPBACK.has(to.hostname) && LOOPBACK.has(from.hostname));
  if (to !== null && fits) return to;
  throw new SourceRefusal(`${from.host} sends on to ${location}, which is no https address.`);
}

function answerOf(response: Response, asked: number, address: URL): SourceAnswer {
  const { status, statusText, headers, body } = response;
  const says = `${address.host} answers ${status}${statusText === '' ? '' : ` ${statusText}`}`;
  if (status === 408 || status === 429 || status >= 500) {
    throw new SourceTrouble(`${says}.`, { waitMs: retryAfter(headers.get('retry-after')) });
  }
  if (status !== 200 && status !== 206 && status !== 416)
    throw new SourceRefusal(`${says} to ${address.href}`);
  if (status === 416) return { start: 0, total: null, bytes: nothing() };
  if (body === null) throw new SourceTrouble(`${says} without a file.`);
  if (status === 200) {
    const length = headers.get('content-length');
    return { start: 0, total: length === null ? null : Number(length), bytes: body };
  }
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  if (range === null || Number(range[1]) !== asked) {
    throw new SourceRefusal(`${says}, but with another part of the file than was asked for.`);
  }
  return { start: asked, total: range[2] === '*' ? null : Number(range[2]), bytes: body };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function retryAfter(header: string | null): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) ? Math.min(LONGEST_WAIT_MS, Math.max(0, 1000 * seconds)) : 0;
}

/** What stands behind fetch's “fetch failed”, e.g. ENOTFOUND. */
export function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
}
