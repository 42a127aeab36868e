import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nanoid } from 'nanoid';
import { hasErrno } from '../errors.js';
import type { Hash } from './job.js';

/** Ending of files that are not whole yet. */
const TEMPORARY = '.tmp';

/**
 * Pictures as files named by the SHA-256 of their bytes, under `root/ab/cdef…`: the same picture is kept once, and a
 * file that exists is whole, because it is written under a temporary name, flushed and renamed.
 */
export class BlobStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Where a blob is, whether or not it exists. For handing to a process that reads it. */
  path(hash: Hash): string {
    return join(this.#root, hash.slice(0, 2), hash.slice(2));
  }

  /** Stores the bytes and answers their hash. A full disk throws and leaves no half file. */
  async put(bytes: Uint8Array): Promise<Hash> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const path = this.path(hash);
    if (await this.has(hash)) {
      // Young again: whoever looks for pictures that nothing has leaves it alone until its job is queued.
      const now = new Date();
      await utimes(path, now, now).catch(() => undefined);
      return hash;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeAtomically(path, bytes);
    return hash;
  }

  /** The bytes, or null when they are not kept (any more). */
  async get(hash: Hash): Promise<Buffer | null> {
    try {
      return await readFile(this.path(hash));
    } catch (error) {
      if (hasErrno(error, 'ENOENT')) return null;
      throw error;
    }
  }

  async has(hash: Hash): Promise<boolean> {
    return (await stat(this.path(hash)).catch(() => null)) !== null;
  }

  async remove(hash: Hash): Promise<void> {
    await rm(this.path(hash), { force: true });
  }

  /** The same, before anything else can happen: for a transaction that holds the database's write lock. */
  removeNow(hash: Hash): void {
    rmSync(this.path(hash), { force: true });
  }

  /** The hashes of all pictures that were put longer ago than this. */
  async hashes(olderThanMs: number): Promise<Hash[]> {
    const found: Hash[] = [];
    for (const folder of await list(this.#root)) {
      for (const name of await list(join(this.#root, folder))) {
        const hash = `${folder}${name}`;
        if (!/^[0-9a-f]{64}$/.test(hash)) continue;
        const info = await stat(this.path(hash)).catch(() => null);
        if (info !== null && Date.now() - info.mtimeMs > olderThanMs) found.push(hash);
      }
    }
    return found;
  }

  /** Removes temporary files that writers who died left behind an hour ago or more. How many there were. */
  async sweep(olderThanMs = 60 * 60_000): Promise<number> {
    let swept = 0;
    const names = await readdir(this.#root, { recursive: true }).catch((error: unknown) => {
      if (hasErrno(error, 'ENOENT')) return [];
      throw error;
    });
    for (const name of names.filter((name) => name.endsWith(TEMPORARY))) {
      const path = join(this.#root, name);
      const found = await stat(path).catch(() => null);
      if (found === null || Date.now() - found.mtimeMs < olderThanMs) continue;
      await rm(path, { force: true });
      swept++;
    }
    return swept;
  }
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
}

/** Writes a file so that its name holds either the old bytes or all of the new ones, also after a power cut. */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${nanoid(8)}${TEMPORARY}`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes a rename last, where the system can: a row of the database should not outlive the picture it names. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // Windows opens no folders, and some network file systems do not flush them. The file itself is there.
  }
}
