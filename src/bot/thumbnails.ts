import { readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import type { BlobStore } from '../jobs/blobs.js';
import type { Hash } from '../jobs/job.js';

/** Pixels of a side; Discord shows thumbnails at 85, twice that on dense screens. */
const SIDE = 256;
const KEPT = 200;

/**
 * Small square WebP pictures of pictures we trust: style pictures of installed presets, and what the engine painted.
 * Never of what people send. The newest few are kept.
 */
export class Thumbnails {
  readonly #blobs: BlobStore;
  readonly #made = new Map<string, Promise<Buffer | null>>();

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  /** Null when the picture is not kept any more. */
  ofBlob(hash: Hash): Promise<Buffer | null> {
    return this.#once(hash, () => this.#blobs.get(hash));
  }

  /** As the file is now: one that was written anew has another thumbnail. */
  async ofFile(path: string): Promise<Buffer | null> {
    const { mtimeMs, size } = await stat(path);
    return this.#once(`${path} ${mtimeMs} ${size}`, () => readFile(path));
  }

  #once(key: string, read: () => Promise<Buffer | null>): Promise<Buffer | null> {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = read().then((bytes) => (bytes === null ? null : shrink(bytes)));
    this.#made.set(key, made);
    made.catch(() => this.#made.delete(key));
    const [oldest] = this.#made.keys();
    if (this.#made.size > KEPT && oldest !== undefined) this.#made.delete(oldest);
    return made;
  }
}

function shrink(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes).resize(SIDE, SIDE, { fit: 'cover' }).webp({ quality: 82 }).toBuffer();
}
