import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { hasErrno } from '../errors.js';
import { writeAtomically } from '../jobs/blobs.js';
import type { Log } from '../logger.js';
import type { Picture } from './picture.js';
import { SealError, seal, unseal } from './sealed.js';
import type { LayerMoments } from './targets.js';

export interface StyleCacheOptions {
  /** Made when something is first kept. */
  readonly folder: string;
  /** What all files together may take; the least recently used go first. 0 keeps nothing. */
  readonly bytes: number;
  readonly log: Log;
}

/** The last character is the version. */
const MAGIC = 'GRAMSTY\x01';
const headerSchema = z.strictObject({ layers: z.array(z.string()) });

/** Temporary files of writers who died are removed when they are this old. */
const STALE_MS = 60 * 60_000;

/** What moments depend on. */
export interface MomentsKey {
  /** SHA-256 of the file that the painting came from, in hex: the name that `deleteByPicture` knows it by. */
  readonly source: string;
  /** The painting as it is measured: at its size, recoloured. */
  readonly picture: Picture;
  /** `Extractor.identity`. */
  readonly extractor: string;
  readonly layers: readonly string[];
}

/**
 * Moments of paintings on disk, `folder/source/key`: measured once for all jobs and engines. All statistics follow from
 * them, so that recipes, weights and strengths share them.
 *
 * A file is whole, or it is not believed. Any number of engines may use the folder at once: files appear by renaming
 * and may vanish at any time. Nothing here fails a job: what cannot be read is measured, and what cannot be written is
 * not kept.
 */
export class StyleCache {
  readonly #folder: string;
  readonly #bytes: number;
  readonly #log: Log;

  constructor({ folder, bytes, log }: StyleCacheOptions) {
    this.#folder = folder;
    this.#bytes = bytes;
    this.#log = log;
  }

  /** What is kept under this key, or what `measure` says, which is kept from then on. */
  async moments(
    key: MomentsKey,
    measure: () => Promise<Record<string, LayerMoments>>,
  ): Promise<Record<string, LayerMoments>> {
    if (this.#bytes === 0) return measure();
    const path = this.#path(key);
    const known = await this.#read(path, key.layers);
    if (known !== null) return known;
    const measured = await measure();
    await this.#write(path, measured);
    return measured;
  }

  /** Removes all that was measured of a picture, named by the SHA-256 of its file. */
  async deleteByPicture(source: string): Promise<void> {
    await rm(join(this.#folder, source), { recursive: true, force: true });
  }

  #path({ source, picture, extractor, layers }: MomentsKey): string {
    const hash = createHash('sha256');
    hash.update(JSON.stringify({ extractor, layers, width: picture.width, height: picture.height }));
    hash.update(picture.data);
    return join(this.#folder, source, hash.digest('hex'));
  }

  async #read(path: string, layers: readonly string[]): Promise<Record<string, LayerMoments> | null> {
    try {
      const { header, arrays } = unseal(MAGIC, await readFile(path));
      const kept = headerSchema.parse(header);
      const found = kept.layers.flatMap((layer, i): [string, LayerMoments][] => {
        const [mean, second] = arrays.slice(2 * i, 2 * i + 2);
        if (mean === undefined || second?.length !== mean.length ** 2) return [];
        return [[layer, { mean, second }]];
      });
      if (found.map(([layer]) => layer).join() !== layers.join()) throw new SealError('lacks layers');
      const now = new Date();
      await utimes(path, now, now);
      return Object.fromEntries(found);
    } catch (error) {
      if (!hasErrno(error, 'ENOENT')) {
        this.#log.warn(
          { file: path, err: error },
          'this file of the style cache cannot be used; measuring again',
        );
      }
      return null;
    }
  }

  async #write(path: string, moments: Readonly<Record<string, LayerMoments>>): Promise<void> {
    try {
      const arrays = Object.values(moments).flatMap(({ mean, second }) => [mean, second]);
      const bytes = seal(MAGIC, { layers: Object.keys(moments) }, arrays);
      if (bytes.length > this.#bytes) return;
      await this.#makeRoom(bytes.length);
      await mkdir(dirname(path), { recursive: true });
      await writeAtomically(path, bytes);
    } catch (error) {
      this.#log.warn({ file: path, err: error }, 'the style cache could not be written; going on without');
    }
  }

  /** Removes the least recently used files until so many bytes more fit. */
  async #makeRoom(bytes: number): Promise<void> {
    const files: { path: string; size: number; used: number }[] = [];
    for (const name of await readdir(this.#folder, { recursive: true }).catch(() => [])) {
      const path = join(this.#folder, name);
      const found = await stat(path).catch(() => null);
      if (found === null || !found.isFile()) continue;
      const stale = name.endsWith('.tmp') && Date.now() - found.mtimeMs > STALE_MS;
      if (stale) await rm(path, { force: true });
      else files.push({ path, size: found.size, used: found.mtimeMs });
    }
    let total = files.reduce((sum, { size }) => sum + size, bytes);
    for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
      if (total <= this.#bytes) return;
      await rm(path, { force: true });
      total -= size;
    }
  }
}
