import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A file that was written less than this ago may still be being written. */
const SETTLED_MS = 200;
const MOST_LOOKS = 10;

/** The bytes of a file that somebody may be saving just now: waits a little until nobody does. */
export async function readSettled(path: string): Promise<Buffer> {
  for (let look = 1; ; look++) {
    const before = await stat(path);
    const age = Date.now() - before.mtimeMs;
    // A clock that is ahead, as a network folder's may be, is no reason to wait.
    const young = age >= 0 && age < SETTLED_MS;
    if (!young || look === MOST_LOOKS) {
      const bytes = await readFile(path);
      const after = await stat(path);
      if (look === MOST_LOOKS || (after.size === bytes.length && after.mtimeMs === before.mtimeMs))
        return bytes;
    }
    await sleep(SETTLED_MS);
  }
}
