import { readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StyleCache } from '../../src/engine/style-cache.js';
import type { LayerMoments } from '../../src/engine/targets.js';
import { createLogger } from '../../src/logger.js';
import { temporaryFolder } from '../jobs/fixtures.js';
import { waves } from './support/scenes.js';

const log = createLogger({ level: 'silent', format: 'json', name: 'test' });
const PICTURE = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const key = { source: PICTURE, picture: waves(8, 6, 1), extractor: 'wavelet 1', layers: ['one', 'two'] };

function moments(seed: number): Record<string, LayerMoments> {
  const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => seed + i / 7);
  return {
    one: { mean: numbers(3), second: numbers(9) },
    two: { mean: numbers(2), second: numbers(4) },
  };
}

function cacheIn(folder: string, bytes = 1024 * 1024) {
  const cache = new StyleCache({ folder, bytes, log });
  let measured = 0;
  return {
    cache,
    /** How often was measured since the last call. */
    measured: () => {
      const count = measured;
      measured = 0;
      return count;
    },
    ask: (changes: Partial<typeof key> = {}, seed = 1) =>
      cache.moments({ ...key, ...changes }, async () => {
        measured++;
        return moments(seed);
      }),
  };
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());
}

describe('StyleCache', () => {
  it('measures a painting once, for all who use the folder', async () => {
    const folder = join(temporaryFolder(), 'not', 'there', 'yet');
    const [here, there] = [cacheIn(folder), cacheIn(folder)];
    expect(await here.ask()).toEqual(moments(1));
    expect(await here.ask({}, 2)).toEqual(moments(1));
    expect(await there.ask({}, 3)).toEqual(moments(1));
    expect([here.measured(), there.measured()]).toEqual([1, 0]);
  });

  it('measures again for anything that moments depend on', async () => {
    const { ask, measured } = cacheIn(temporaryFolder());
    await ask();
    await ask({ picture: waves(8, 6, 2) });
    await ask({ picture: { ...key.picture, width: 6, height: 8 } });
    await ask({ extractor: 'wavelet 2' });
    await ask({ layers: ['two', 'one'] });
    expect(measured()).toBe(5);
  });

  it.each([
    ['cut short', (path: string) => truncateSync(path, 100)],
    ['emptied', (path: string) => truncateSync(path, 0)],
    ['something else', (path: string) => writeFileSync(path, 'GIF89a'.repeat(100))],
    [
      'altered in one bit',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 50] = (bytes[bytes.length - 50] ?? 0) ^ 4;
        writeFileSync(path, bytes);
      },
    ],
  ])('does not believe a file that is %s, and writes it anew', async (_what, damage) => {
    const folder = temporaryFolder();
    const { ask, measured } = cacheIn(folder);
    await ask();
    const [path = ''] = files(folder);
    const whole = readFileSync(path);
    damage(path);
    expect(await ask()).toEqual(moments(1));
    expect(measured()).toBe(2);
    expect(readFileSync(path)).toEqual(whole);
    await ask();
    expect(measured()).toBe(0);
  });

  it('keeps within its bytes what was used last', async () => {
    const folder = temporaryFolder();
    const unbounded = cacheIn(folder);
    await unbounded.ask();
    const size = statSync(files(folder)[0] ?? '').size;
    const { ask, measured } = cacheIn(folder, 3 * size);
    await ask({ extractor: 'second' });
    await ask({ extractor: 'third' });
    // All three are old, and the first is used once more.
    for (const path of files(folder)) utimesSync(path, 1000, 1000);
    await ask();
    measured();
    await ask({ extractor: 'fourth' });
    expect(files(folder)).toHaveLength(3);
    await ask();
    await ask({ extractor: 'fourth' });
    expect(measured()).toBe(1);
  });

  it('keeps nothing where it may keep nothing', async () => {
    const folder = temporaryFolder();
    const { ask, measured } = cacheIn(folder, 0);
    await ask();
    await ask();
    expect(measured()).toBe(2);
    expect(files(folder)).toEqual([]);
  });

  it('removes all that was measured of a picture', async () => {
    const folder = temporaryFolder();
    const { cache, ask, measured } = cacheIn(folder);
    await ask();
    await ask({ picture: waves(16, 12, 1) });
    await ask({ source: OTHER });
    await cache.deleteByPicture(PICTURE);
    expect(files(folder)).toHaveLength(1);
    measured();
    await ask({ source: OTHER });
    expect(measured()).toBe(0);
    await ask();
    expect(measured()).toBe(1);
    await cache.deleteByPicture('c'.repeat(64));
  });

  it('goes on without where it cannot write', async () => {
    const folder = join(temporaryFolder(), 'file');
    writeFileSync(folder, 'no folder');
    const { ask, measured } = cacheIn(folder);
    expect(await ask()).toEqual(moments(1));
    expect(await ask()).toEqual(moments(1));
    expect(measured()).toBe(2);
  });

  it('stands many who write and read the same at once', async () => {
    const folder = temporaryFolder();
    const caches = Array.from({ length: 8 }, () => cacheIn(folder, 2000));
    const answers = await Promise.all(
      caches.flatMap(({ ask }) => ['one', 'two', 'three'].map((extractor) => ask({ extractor }))),
    );
    for (const answer of answers) expect(answer).toEqual(moments(1));
  });
});
