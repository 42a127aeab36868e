import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.js';

/** Makes a folder for results, and removes from it what an earlier run left: names that match `ours`. The rest stays. */
export async function prepareFolder(folder: string, ours: RegExp): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) {
      if (ours.test(name)) await rm(join(folder, name), { recursive: true });
    }
  } catch (error) {
    throw new AppError(
      'FILE_UNWRITABLE',
      { path: folder, problem: (error as Error).message },
      { cause: error },
    );
  }
}
