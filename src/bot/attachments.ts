import { AppError } from '../errors.js';
import { pictureKind } from '../picture-kind.js';

/** What Discord says about an attachment before anybody looks inside. */
export interface DeclaredAttachment {
  readonly url: string;
  readonly name: string;
  readonly size: number;
  readonly contentType: string | null;
}

export interface DownloadRules {
  /** Exact origins, e.g. `https://cdn.discordapp.com`. */
  readonly origins: readonly string[];
  /** The most bytes. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

const DOWNLOAD_TIMEOUT_MS = 30_000;
const MEGABYTE = 1024 * 1024;

/** Refuses what cannot be right by what Discord says of it alone; needs no network, so the answer is at once. */
export function checkDeclared(attachment: DeclaredAttachment, rules: Omit<DownloadRules, 'signal'>): void {
  const type = attachment.contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'image/svg+xml' || /\.svgz?$/i.test(attachment.name)) throw new AppError('PICTURE_SVG');
  // Discord takes the type from the file's name, so an unknown one says nothing.
  if (type !== '' && type !== 'application/octet-stream' && !type.startsWith('image/')) {
    throw new AppError('PICTURE_NOT_A_PICTURE');
  }
  if (attachment.size > rules.limit) throw tooHeavy(rules.limit);
  checkOrigin(attachment.url, rules.origins);
}

/**
 * The bytes of an attachment: from the configured origins only, following no redirect, counted as they arrive, and
 * known by their first bytes to be a picture. They are not decoded here: that is the engine's child's work.
 */
export async function downloadPicture(attachment: DeclaredAttachment, rules: DownloadRules): Promise<Buffer> {
  checkDeclared(attachment, rules);
  const bytes = await download(attachment.url, rules);
  if (bytes.length === 0) throw new AppError('PICTURE_DAMAGED');
  if (pictureKind(bytes) !== null) return bytes;
  throw new AppError(looksLikeSvg(bytes) ? 'PICTURE_SVG' : 'PICTURE_NOT_A_PICTURE');
}

async function download(url: string, rules: DownloadRules): Promise<Buffer> {
  const signal = AbortSignal.any([rules.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const response = await fetch(url, { redirect: 'error', signal });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`the attachment answered ${response.status}`);
    }
    // Leaving the loop by an error cancels the stream: nothing more is read.
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > rules.limit) throw tooHeavy(rules.limit);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('PICTURE_DOWNLOAD', {}, { cause: error });
  }
  return Buffer.concat(chunks, size);
}

function checkOrigin(url: string, origins: readonly string[]): void {
  const allowed = origins.map((origin) => new URL(origin).origin);
  const parsed = URL.canParse(url) ? new URL(url) : null;
  // An address with a user name in it is never Discord's.
  if (parsed === null || parsed.username !== '' || !allowed.includes(parsed.origin)) {
    throw new AppError('PICTURE_SOURCE');
  }
}

function looksLikeSvg(bytes: Buffer): boolean {
  return /<svg[\s>]/i.test(bytes.subarray(0, 4096).toString('latin1'));
}

function tooHeavy(limit: number): AppError {
  return new AppError('PICTURE_TOO_HEAVY', { limit: Math.floor(limit / MEGABYTE) });
}
