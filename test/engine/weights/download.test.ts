import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../../src/engine/weights/catalogue.js';
import { type DownloadOptions, fetchWeights } from '../../../src/engine/weights/download.js';
import { temporaryFolder } from '../../jobs/fixtures.js';
import { type Manner, serveFile } from '../support/file-server.js';

const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251));
const PATIENCE = { stallMs: 300, firstWaitMs: 5, attempts: 3 };

function entry(changes: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return {
    name: 'squeezenet',
    file: 'net.h5',
    source: 'https://weights.invalid/folder',
    bytes: BYTES.length,
    digest: { algorithm: 'sha256', value: createHash('sha256').update(BYTES).digest('hex') },
    credit: 'nobody',
    ...changes,
  };
}

/** Fetches from a server that behaves like this. */
async function fetching(manners: readonly Manner[], options: Partial<DownloadOptions> = {}, bytes = BYTES) {
  const server = await serveFile(bytes, manners);
  const weightsDir = options.weightsDir ?? join(temporaryFolder(), 'weights');
  const retries: string[] = [];
  const done = fetchWeights(entry(), {
    weightsDir,
    mirror: server.address,
    patience: PATIENCE,
    onRetry: (problem) => void retries.push(problem),
    ...options,
  });
  // Whoever awaits it hears of it.
  done.catch(() => {});
  return { server, weightsDir, retries, done };
}

const well: Manner = { kind: 'well' };

describe('fetchWeights', () => {
  it('puts the file into a folder that it makes, whole, and leaves nothing else', async () => {
    const told: number[] = [];
    const { weightsDir, done, server } = await fetching([well], {
      onProgress: ({ received, total }) => {
        expect(total).toBe(BYTES.length);
        told.push(received);
      },
    });
    expect(await done).toEqual({ outcome: 'fetched', path: join(weightsDir, 'net.h5') });
    expect(readFileSync(join(weightsDir, 'net.h5')).equals(BYTES)).toBe(true);
    expect(readdirSync(weightsDir)).toEqual(['net.h5']);
    expect(server.requests).toEqual(['/net.h5 all']);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(BYTES.length);
  });

  it('fetches nothing that is there and whole', async () => {
    const { weightsDir, done } = await fetching([well]);
    await done;
    const again = await fetching([well], { weightsDir });
    expect(await again.done).toMatchObject({ outcome: 'present' });
    expect(again.server.requests).toEqual([]);
  });

  it('replaces what is there and damaged', async () => {
    const weightsDir = temporaryFolder();
    writeFileSync(join(weightsDir, 'net.h5'), Buffer.alloc(BYTES.length));
    const { done } = await fetching([well], { weightsDir });
    expect(await done).toMatchObject({ outcome: 'fetched' });
    expect(readFileSync(join(weightsDir, 'net.h5')).equals(BYTES)).toBe(true);
  });

  it('lets a file of one’s own stand', async () => {
    const weightsDir = temporaryFolder();
    writeFileSync(join(weightsDir, 'squeezenet.h5'), 'mine');
    const { done, server } = await fetching([well], { weightsDir });
    expect(await done).toEqual({ outcome: 'own', path: join(weightsDir, 'squeezenet.h5') });
    expect(server.requests).toEqual([]);
  });

  it('goes on after every break where it was', async () => {
    const breaks = Array.from({ length: 5 }, (): Manner => ({ kind: 'break', after: 50_000 }));
    const { done, server, weightsDir } = await fetching([...breaks, well]);
    await done;
    expect(server.requests).toEqual(
      [0, 50, 100, 150, 200, 250].map((at) => `/net.h5 ${at === 0 ? 'all' : `bytes=${at}000-`}`),
    );
    expect(readFileSync(join(weightsDir, 'net.h5')).equals(BYTES)).toBe(true);
  });

  it('goes on in a later run with what an earlier one left', async () => {
    const first = await fetching([
      { kind: 'break', after: 120_000 },
      { kind: 'status', status: 503 },
    ]);
    await expect(first.done).rejects.toMatchObject({ code: 'WEIGHTS_DOWNLOAD' });
    expect(readdirSync(first.weightsDir)).toEqual(['net.h5.part']);
    const second = await fetching([well], { weightsDir: first.weightsDir });
    await second.done;
    expect(second.server.requests).toEqual(['/net.h5 bytes=120000-']);
    expect(readdirSync(first.weightsDir)).toEqual(['net.h5']);
  });

  it('begins anew when what was left is of another file', async () => {
    const weightsDir = temporaryFolder();
    writeFileSync(join(weightsDir, 'net.h5.part'), Buffer.alloc(100_000, 9));
    const { done, server } = await fetching([well], { weightsDir });
    await done;
    expect(server.requests).toEqual(['/net.h5 bytes=100000-', '/net.h5 all']);
    expect(readFileSync(join(weightsDir, 'net.h5')).equals(BYTES)).toBe(true);
  });

  it.each([BYTES.length, BYTES.length + 5])('copes with a part of %d bytes', async (length) => {
    const weightsDir = temporaryFolder();
    const part = Buffer.alloc(length);
    BYTES.copy(part);
    writeFileSync(join(weightsDir, 'net.h5.part'), part);
    await (await fetching([well], { weightsDir })).done;
    expect(readFileSync(join(weightsDir, 'net.h5')).equals(BYTES)).toBe(true);
  });

  it('takes all of it from a server that knows no ranges', async () => {
    const { done, weightsDir } = await fetching([{ kind: 'break', after: 70_000 }, { kind: 'no ranges' }]);
    await done;
    expect(readFileSync(join(weightsDir, 'net.h5')).equals(BYTES)).toBe(true);
  });

  it('begins anew after 416, and when the server’s file has changed', async () => {
    const refused = await fetching([{ kind: 'break', after: 70_000 }, { kind: 'status', status: 416 }, well]);
    await refused.done;
    expect(refused.server.requests.at(-1)).toBe('/net.h5 all');
  });

  it('gives a silent connection up and tries another', async () => {
    const { done, retries } = await fetching([{ kind: 'stall', after: 90_000 }, well]);
    await done;
    expect(retries).toEqual(['nothing came for 0.3 s.']);
  });

  it('gives up a server that stays silent', async () => {
    const { done, server } = await fetching([{ kind: 'stall', after: 0 }]);
    await expect(done).rejects.toMatchObject({ message: expect.stringContaining('nothing came for 0.3 s') });
    expect(server.requests.length).toBe(3);
  });

  it('tries a busy server again, as late as it asks', async () => {
    const busy: Manner = { kind: 'status', status: 503, headers: { 'retry-after': '0.2' } };
    const begin = performance.now();
    const { done, retries } = await fetching([busy, well]);
    await done;
    expect(performance.now() - begin).toBeGreaterThan(190);
    expect(retries).toEqual([expect.stringContaining('answers 503 Service Unavailable')]);
  });

  it.each([
    [{ kind: 'status', status: 404 }, /answers 404 Not Found to http:.*\/net\.h5/],
    [{ kind: 'status', status: 403 }, /answers 403/],
    [{ kind: 'length', bytes: 1234 }, /another file there: 1,234 bytes, not 300,000/],
    [{ kind: 'length', bytes: 300_001 }, /another file there: 300,001 bytes/],
    [{ kind: 'endless' }, /more comes than the 300,000 bytes/],
  ] as [Manner, RegExp][])('takes %j for an answer, at once', async (manner, problem) => {
    const { done, server, weightsDir } = await fetching([manner]);
    await expect(done).rejects.toMatchObject({
      code: 'WEIGHTS_DOWNLOAD',
      message: expect.stringMatching(problem),
    });
    expect(server.requests.length).toBe(1);
    expect(readdirSync(weightsDir)).toEqual([]);
  });

  it('refuses a range that starts elsewhere', async () => {
    const { done } = await fetching([{ kind: 'break', after: 70_000 }, { kind: 'shifted' }]);
    await expect(done).rejects.toThrow(/another part of the file/);
  });

  it('refuses wrong bytes and keeps none of them', async () => {
    const wrong = Buffer.from(BYTES);
    wrong[777] = 1 + (wrong[777] ?? 0);
    const { done, weightsDir } = await fetching([well], {}, wrong);
    await expect(done).rejects.toThrow(
      /what came is not the file\. It is damaged: its SHA-256 is .* WEIGHTS_MIRROR/,
    );
    expect(readdirSync(weightsDir)).toEqual([]);
  });

  it('follows redirects on this machine, but not for ever', async () => {
    const target = await serveFile(BYTES);
    const on: Manner = {
      kind: 'status',
      status: 302,
      headers: { location: `${target.address}/there?sig=1` },
    };
    await (await fetching([on])).done;
    expect(target.requests).toEqual(['/there?sig=1 all']);
    const round = await fetching([{ kind: 'status', status: 302, headers: { location: '/again' } }]);
    await expect(round.done).rejects.toThrow(/without end/);
    expect(round.server.requests.length).toBe(6);
  });

  it.each(['http://example.com/net.h5', 'ftp://127.0.0.1/net.h5', 'file:///etc/passwd'])(
    'is not led to %s',
    async (location) => {
      const { done } = await fetching([{ kind: 'status', status: 302, headers: { location } }]);
      await expect(done).rejects.toThrow(/no https address/);
    },
  );

  it('says without a network what else can be done', async () => {
    const weightsDir = temporaryFolder();
    // Nobody listens on the port of a server that has closed.
    const done = fetchWeights(entry(), { weightsDir, mirror: 'http://127.0.0.1:9', patience: PATIENCE });
    await expect(done).rejects.toMatchObject({ code: 'WEIGHTS_DOWNLOAD', retryable: true });
    await expect(done).rejects.toThrow(
      new RegExp(`no connection to 127.0.0.1:9 .*put it into ${weightsDir}, or set WEIGHTS_MIRROR`),
    );
    expect(readdirSync(weightsDir)).toEqual([]);
  });

  it('copies from a folder', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'net.h5'), BYTES);
    const weightsDir = temporaryFolder();
    await fetchWeights(entry(), { weightsDir, mirror: folder });
    expect(readFileSync(join(weightsDir, 'net.h5')).equals(BYTES)).toBe(true);
    await expect(fetchWeights(entry({ file: 'other.h5' }), { weightsDir, mirror: folder })).rejects.toThrow(
      /other\.h5 cannot be read \(ENOENT\)/,
    );
  });

  it('stopped leaves what has come', async () => {
    const stopping = new AbortController();
    const { done, weightsDir } = await fetching([{ kind: 'stall', after: 80_000 }], {
      signal: stopping.signal,
      onProgress: ({ received }) => {
        if (received === 80_000) stopping.abort();
      },
    });
    await expect(done).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(readdirSync(weightsDir)).toEqual(['net.h5.part']);
    expect(readFileSync(join(weightsDir, 'net.h5.part')).length).toBe(80_000);
  });

  it('is done by one at a time, and the other hears of it', async () => {
    const slow = await fetching([{ kind: 'stall', after: 80_000 }, well]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const second = await fetching([well], { weightsDir: slow.weightsDir });
    await expect(second.done).rejects.toThrow(/another fetch of it is under way/);
    expect(second.server.requests).toEqual([]);
    await slow.done;
    expect(readFileSync(join(slow.weightsDir, 'net.h5')).equals(BYTES)).toBe(true);
  });

  it('takes over from a fetch that died', async () => {
    const weightsDir = temporaryFolder();
    const lock = join(weightsDir, 'net.h5.part.lock');
    writeFileSync(lock, '');
    utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    await (await fetching([well], { weightsDir })).done;
    expect(readdirSync(weightsDir)).toEqual(['net.h5']);
  });

  it('names a folder that cannot be written to', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { done } = await fetching([well], { weightsDir: join(file, 'weights') });
    await expect(done).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: expect.stringContaining('Set WEIGHTS_DIR'),
    });
  });
});
