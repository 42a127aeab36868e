import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BlobStore, writeAtomically } from '../../src/jobs/blobs.js';
import { temporaryFolder } from './fixtures.js';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

describe('pictures in files', () => {
  it('are kept once, under the hash of their bytes', async () => {
    const root = join(temporaryFolder(), 'pictures');
    const blobs = new BlobStore(root);
    const bytes = randomBytes(10_000);
    const hash = await blobs.put(bytes);
    expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await Promise.all([blobs.put(bytes), blobs.put(Uint8Array.from(bytes))])).toEqual([hash, hash]);
    expect(filesIn(root)).toHaveLength(1);
    expect(await blobs.get(hash)).toEqual(bytes);
    expect(readFileSync(blobs.path(hash))).toEqual(bytes);
    await blobs.remove(hash);
    await blobs.remove(hash);
    expect(await blobs.has(hash)).toBe(false);
    expect(await blobs.get(hash)).toBeNull();
  });

  it('are whole when many write the same one at once', async () => {
    const root = temporaryFolder();
    const bytes = randomBytes(100_000);
    const hashes = await Promise.all(Array.from({ length: 8 }, () => new BlobStore(root).put(bytes)));
    expect(new Set(hashes).size).toBe(1);
    expect(filesIn(root)).toHaveLength(1);
    expect(await new BlobStore(root).get(hashes[0] ?? '')).toEqual(bytes);
  });

  it('lose only what writers who died left long ago to the sweep', async () => {
    const root = temporaryFolder();
    const blobs = new BlobStore(root);
    expect(await new BlobStore(join(root, 'absent')).sweep()).toBe(0);
    const hash = await blobs.put(randomBytes(100));
    const folder = join(root, 'ab');
    mkdirSync(folder, { recursive: true });
    for (const name of ['old', 'new']) writeFileSync(join(folder, `${name}.x.tmp`), 'half');
    const hoursAgo = Date.now() / 1000 - 7200;
    utimesSync(join(folder, 'old.x.tmp'), hoursAgo, hoursAgo);
    utimesSync(blobs.path(hash), hoursAgo, hoursAgo);
    expect(await blobs.sweep()).toBe(1);
    expect(filesIn(folder)).toContain('new.x.tmp');
    expect(await blobs.has(hash)).toBe(true);
  });
});

describe('a file that is written', () => {
  it('holds the old bytes until it holds all the new ones', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    const versions = [randomBytes(200_000), randomBytes(200_000)];
    await writeAtomically(path, versions[0] ?? Buffer.alloc(0));
    let writing = true;
    const done = writeAtomically(path, versions[1] ?? Buffer.alloc(0)).finally(() => {
      writing = false;
    });
    while (writing) {
      const seen = readFileSync(path);
      expect(versions.some((version) => version.equals(seen))).toBe(true);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    expect(readFileSync(path)).toEqual(versions[1]);
    expect(filesIn(folder)).toEqual(['file']);
  });

  it('is not there by half when the disk is full', async () => {
    // A limit on the size of files stands in for a disk without room: 100 blocks of 512 or 1024 bytes.
    const root = temporaryFolder();
    const program = `
      import { BlobStore } from ${JSON.stringify(new URL('../../dist/jobs/blobs.js', import.meta.url).href)};
      import { asAppError } from ${JSON.stringify(new URL('../../dist/errors.js', import.meta.url).href)};
      const blobs = new BlobStore(${JSON.stringify(root)});
      const small = await blobs.put(Buffer.alloc(1000, 1));
      const error = await blobs.put(Buffer.alloc(500_000, 2)).then(() => null, asAppError);
      console.log(JSON.stringify({ small, code: error?.code }));`;
    const { stdout, status } = spawnSync(
      'sh',
      ['-c', 'ulimit -f 100 && exec "$0" --input-type=module --eval "$1"', process.execPath, program],
      { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8' },
    );
    expect(status).toBe(0);
    const { small, code } = JSON.parse(stdout) as { small: string; code: string };
    expect(code).toBe('DISK_FULL');
    expect(filesIn(root)).toEqual([small.slice(2)]);
  });
});
