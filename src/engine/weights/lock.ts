import { open, rm, stat, utimes } from 'node:fs/promises';
import { hasErrno } from '../../errors.js';

/** A holder that has not shown itself for so long is dead. */
const STALE_MS = 30_000;
const SHOW_MS = 5_000;

/**
 * Takes a lock that is a file, for processes that share a folder, perhaps from different machines: whoever holds it
 * touches it now and then. Null when somebody else does. Call the answer to let go.
 */
export async function takeLock(path: string): Promise<(() => Promise<void>) | null> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await (await open(path, 'wx')).close();
      const showing = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), SHOW_MS);
      showing.unref();
      return async () => {
        clearInterval(showing);
        await rm(path, { force: true });
      };
    } catch (error) {
      if (!hasErrno(error, 'EEXIST')) throw error;
      const found = await stat(path).catch(() => null);
      if (found !== null && Date.now() - found.mtimeMs < STALE_MS) return null;
      await rm(path, { force: true });
    }
  }
  return null;
}
