import { stat } from 'node:fs/promises';
import { asAppError } from '../../errors.js';
import { openJobStore } from '../../jobs/sqlite-store.js';
import type { Finding } from './check.js';

/** Whether the database opens, and what waits in it. Makes none where there is none. */
export async function checkDatabase(path: string): Promise<Finding> {
  const name = 'Database';
  if ((await stat(path).catch(() => null)) === null) {
    return { name, status: 'ok', detail: `${path} (made at the first start)` };
  }
  try {
    const store = openJobStore(path, { clock: Date.now });
    try {
      const { queued, running } = await store.counts();
      return { name, status: 'ok', detail: `${path}, ${queued} waiting, ${running} in progress` };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { name, status: 'problem', detail: asAppError(error).message };
  }
}
