import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, hasErrno } from '../../errors.js';
import { CATALOGUE, type CatalogueEntry, type Digest } from './catalogue.js';

/** A weights file as it was found. */
export interface WeightsFile {
  readonly entry: CatalogueEntry;
  readonly path: string;
  /** Whether the host put it there under the network's own name (`vgg19.h5`): any digest is right. */
  readonly own: boolean;
  readonly bytes: number;
}

/** A weights file that is known to be what it should be. */
export interface WholeFile extends WeightsFile {
  /** Of its bytes, in hexadecimal. */
  readonly digest: string;
}

/** The catalogue's entry of that name, or null. */
export function catalogueEntry(
  name: string,
  catalogue: readonly CatalogueEntry[] = CATALOGUE,
): CatalogueEntry | null {
  return catalogue.find((entry) => entry.name === name) ?? null;
}

/**
 * Where a network's weights are: a file of the host's own, `NAME.h5`, or the catalogue's. Null when there is neither.
 * A file of one's own is for weights that were trained, or saved again, elsewhere: only its layers are checked.
 */
export async function locateWeights(entry: CatalogueEntry, weightsDir: string): Promise<WeightsFile | null> {
  for (const own of [true, false]) {
    const path = join(weightsDir, own ? `${entry.name}.h5` : entry.file);
    const found = await stat(path).catch((error: unknown) => {
      if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return null;
      throw error;
    });
    if (found?.isFile()) return { entry, path, own, bytes: found.size };
  }
  return null;
}

/**
 * The file to read a network's weights from, known to be whole. Throws WEIGHTS_MISSING, and WEIGHTS_DAMAGED when the
 * catalogue's file is not the one it says.
 */
export async function requireWeights(entry: CatalogueEntry, weightsDir: string): Promise<WholeFile> {
  const found = await locateWeights(entry, weightsDir);
  if (found === null) {
    const hint = `Run: gramarye weights fetch ${entry.name}`;
    throw new AppError('WEIGHTS_MISSING', { name: entry.name, hint });
  }
  const problem = found.own ? null : await problemWith(found.path, entry);
  if (problem !== null) throw damaged(found, problem);
  return { ...found, digest: found.own ? await digestOf(found.path, 'sha256') : entry.digest.value };
}

/** WEIGHTS_DAMAGED for a file, with what to do about it. */
export function damaged({ entry, own, path }: WeightsFile, problem: string, cause?: unknown): AppError {
  const hint = own
    ? `Replace or remove your own file ${basename(path)}.`
    : `Fetch it anew: gramarye weights fetch ${entry.name}`;
  return new AppError('WEIGHTS_DAMAGED', { name: entry.name, problem, hint }, { cause });
}

/** What is wrong with a file that should be the catalogue's, as a sentence; null when it is that file. */
export async function problemWith(path: string, { bytes, digest }: CatalogueEntry): Promise<string | null> {
  const { size } = await stat(path);
  if (size === 0) return 'it is empty.';
  if (size < bytes) return `it is cut off: ${grouped(size)} of ${grouped(bytes)} bytes.`;
  if (size > bytes) return `it is another file: ${grouped(size)} bytes, not ${grouped(bytes)}.`;
  const value = await digestOf(path, digest.algorithm);
  if (value === digest.value) return null;
  return `it is damaged: its ${label(digest)} is ${value}, not ${digest.value}.`;
}

/** The digest of a file, in lower-case hexadecimal, read piece by piece. */
export async function digestOf(path: string, algorithm: Digest['algorithm']): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest('hex');
}

function label({ algorithm }: Digest): string {
  return algorithm === 'md5' ? 'MD5' : 'SHA-256';
}

/** 80134624 → 80,134,624 */
function grouped(count: number): string {
  return count.toLocaleString('en-GB');
}
