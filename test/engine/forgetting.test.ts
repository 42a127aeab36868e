import { describe, expect, it, vi } from 'vitest';
import { forgetGone } from '../../src/engine/forgetting.js';
import { openRecords } from '../../src/jobs/sqlite-records.js';
import { createLogger } from '../../src/logger.js';
import { HASH, NO_QUOTA, newJob, temporaryStore } from '../jobs/fixtures.js';

const log = createLogger({ level: 'silent', format: 'json', name: 'test' });

describe('what an engine made from jobs and pictures that are gone', () => {
  it('is dropped: of those that went before it ran, and of those that go while it does; each once', async () => {
    const { store, clock, path } = temporaryStore();
    const records = openRecords(path, { clock: clock.read });
    const erase = async (contentHash: string): Promise<string> => {
      const { id } = await store.enqueue(newJob('ada', { contentHash }), NO_QUOTA);
      await store.cancel(id);
      await store.erase([id], () => undefined, false);
      return id;
    };
    const before = await erase(HASH);
    const dropped: string[] = [];
    let failures = 1;
    const checkpoints = {
      forgetJob: async (id: string) => {
        // A folder that cannot be written for a moment: nothing is skipped for it.
        if (failures-- > 0) throw new Error('EBUSY');
        dropped.push(`job ${id}`);
      },
    };
    const cache = {
      forgetPicture: async (hash: string) => {
        dropped.push(`picture ${hash}`);
      },
    };
    const stop = new AbortController();
    const forgetting = forgetGone({
      records,
      keepsakes: [checkpoints, cache],
      log,
      stop: stop.signal,
      lookMs: 10,
    });
    await vi.waitFor(() => expect(dropped).toContain(`picture ${HASH}`));
    const after = await erase('d'.repeat(64));
    await vi.waitFor(() => expect(dropped).toContain(`picture ${'d'.repeat(64)}`));
    stop.abort();
    await forgetting;
    await records.close();
    // The style picture is in both jobs, and each time the last of them went.
    expect(dropped.filter((what) => what.startsWith('job'))).toEqual([`job ${before}`, `job ${after}`]);
    expect(dropped).toHaveLength(6);
  });
});
