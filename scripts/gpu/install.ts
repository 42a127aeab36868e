import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, asAppError } from '../../src/errors.js';
import { get, type HttpOptions, unreachable } from './http.js';
import { findPackage, type NugetPackage } from './nuget.js';
import type { Plan, PlannedFile } from './plan.js';
import { extractEntry, readZip } from './zip.js';

export interface InstallOptions extends HttpOptions {
  /** Told while the package comes in; `total` is null where the server does not tell. */
  readonly onProgress?: (bytes: number, total: number | null) => void;
  readonly say: (line: string) => void;
}

/** The package, and its files unpacked beside it: about three times its size. */
const ROOM = 4;

/**
 * Fetches the package of a plan, checks it against the server's own digest, and puts its libraries in place: all of
 * them, or none, so that what was there before goes on working until then. Throws GPU_INSTALL (or DISK_FULL).
 */
export async function install(plan: Plan, options: InstallOptions): Promise<void> {
  const { say } = options;
  const found = await findPackage(plan.feed, plan.package, plan.version, options);
  const folder = dirname(plan.files[0]?.target ?? '');
  await mkdir(folder, { recursive: true });
  await requireRoom(folder, found);
  // On the same disk as the libraries' place, so that they are only renamed in the end.
  const work = await mkdtemp(join(folder, '.gpu-install-'));
  try {
    const file = join(work, 'package.nupkg');
    await download(found, file, options);
    say(
      found.sha512 === null
        ? 'The server tells no digest; the libraries are checked by their own checksums.'
        : 'The package is the one that the server’s catalogue names (SHA-512).',
    );
    const unpacked = await unpack(file, plan, work);
    for (const [{ target }, ready] of unpacked) await rename(ready, target);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const known = asAppError(error, 'GPU_INSTALL');
    if (known.code !== 'GPU_INSTALL') throw known;
    const problem = `${error instanceof Error ? error.message : error}. Nothing was changed.`;
    throw new AppError('GPU_INSTALL', { problem }, { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(found: NugetPackage, file: string, options: InstallOptions): Promise<void> {
  const response = await get(found.url, options);
  const total = found.size ?? (Number(response.headers['content-length']) || null);
  const hash = createHash('sha512');
  let bytes = 0;
  const watch = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      hash.update(chunk);
      options.onProgress?.(bytes, total);
      if (total !== null && bytes > total) done(new Error('the server sends more than it said'));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(response, watch, createWriteStream(file));
  } catch (error) {
    if (asAppError(error).code === 'DISK_FULL') throw error;
    throw unreachable(new URL(found.url), error);
  }
  if (total !== null && bytes !== total) {
    throw new Error(`the package is ${bytes} bytes long and should be ${total}: the download broke off`);
  }
  if (found.sha512 !== null && hash.digest('base64') !== found.sha512) {
    throw new Error('the package is not the one that the server’s catalogue names (SHA-512 differs)');
  }
}

async function unpack(file: string, plan: Plan, work: string): Promise<[PlannedFile, string][]> {
  const entries = new Map((await readZip(file)).map((entry) => [entry.name, entry]));
  const unpacked: [PlannedFile, string][] = [];
  for (const [n, planned] of plan.files.entries()) {
    const entry = entries.get(planned.inPackage);
    if (entry === undefined) throw new Error(`${plan.package} ${plan.version} has no ${planned.inPackage}`);
    const ready = join(work, `${n}`);
    await extractEntry(file, entry, ready);
    unpacked.push([planned, ready]);
  }
  return unpacked;
}

async function requireRoom(folder: string, { size }: NugetPackage): Promise<void> {
  if (size === null) return;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= ROOM * size) return;
  throw new AppError('GPU_INSTALL', {
    problem:
      `${folder} has ${megabytes(bavail * bsize)} MB free; the package of ${megabytes(size)} MB ` +
      `needs ${megabytes(ROOM * size)} MB while it is unpacked.`,
  });
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
