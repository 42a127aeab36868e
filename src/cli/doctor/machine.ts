import { constants } from 'node:fs';
import { access, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { nanoid } from 'nanoid';
import type { Finding } from './check.js';

const GIB = 1024 ** 3;
/** Below this much free disk, a busy server's pictures fill it within days. */
const LITTLE_DISK = 2 * GIB;
/** A 512 px picture peaks at about 1 GiB with the built-in extractor; the rest is for the system and the bot. */
const LITTLE_MEMORY = 2 * GIB;

export function checkNode(): Finding {
  return {
    name: 'Node.js',
    status: 'ok',
    detail: `${process.version} on ${process.platform} ${process.arch}`,
  };
}

export function checkProcessor(): Finding {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = totalmem();
  const detail = `${cores} core${cores === 1 ? '' : 's'}, ${(memory / GIB).toFixed(1)} GiB of memory, ${model}`;
  return memory < LITTLE_MEMORY
    ? {
        name: 'Machine',
        status: 'warning',
        detail,
        fix: 'Keep MAX_SIZE at 512: larger pictures may not fit in memory.',
      }
    : { name: 'Machine', status: 'ok', detail };
}

/** Whether the data folder can be written to, by writing there, and how much room is left. Leaves no folder behind. */
export async function checkDataFolder(folder: string): Promise<Finding> {
  const name = 'Data folder';
  const existed = (await stat(folder).catch(() => null)) !== null;
  try {
    if (existed) {
      const probe = join(folder, `.probe-${nanoid(6)}`);
      await writeFile(probe, '');
      await rm(probe);
    } else {
      const above = await nearestExisting(folder);
      if (!(await stat(above)).isDirectory()) throw new Error(`${above} is a file`);
      await access(above, constants.W_OK);
    }
    const { bavail, bsize } = await statfs(await nearestExisting(folder));
    const free = bavail * bsize;
    const detail = `${folder}${existed ? '' : ' (made at the first start)'}, ${(free / GIB).toFixed(1)} GiB free`;
    return free < LITTLE_DISK
      ? { name, status: 'warning', detail, fix: 'Make room, or set DATA_DIR to a folder on a larger disk.' }
      : { name, status: 'ok', detail };
  } catch (error) {
    return {
      name,
      status: 'problem',
      detail: `${folder} cannot be written to: ${(error as Error).message}`,
      fix: 'Set DATA_DIR to a folder that this user may write to, or mend its permissions.',
    };
  }
}

async function nearestExisting(folder: string): Promise<string> {
  if ((await stat(folder).catch(() => null)) !== null || dirname(folder) === folder) return folder;
  return nearestExisting(dirname(folder));
}
