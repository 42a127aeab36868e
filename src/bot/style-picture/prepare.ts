import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../errors.js';
import type { BlobStore } from '../../jobs/blobs.js';
import type { Hash } from '../../jobs/job.js';
import { withHelper } from '../helper-process.js';
import type { PrepareAnswer, PrepareTask, Refusal } from './protocol.js';

const PATIENCE_MS = 30_000;
const PROGRAM = fileURLToPath(new URL('./child.js', import.meta.url));

/**
 * Makes style pictures of pictures that were taken in: decoded by a process of its own and written anew, so that the bot
 * may show them ever after. Answers their names in the blob store. Throws PICTURE_DAMAGED, PICTURE_TOO_SMALL or
 * PICTURE_TOO_LARGE, INTERNAL with the cause where it cannot be done.
 */
export async function prepareStylePictures(sent: readonly Hash[], blobs: BlobStore): Promise<Hash[]> {
  const name = (index: number): string => `${index}.webp`;
  const made = await withHelper<PrepareAnswer, Hash[] | Refusal>(
    PROGRAM,
    (folder): PrepareTask => ({
      pictures: sent.map((hash, index) => ({ from: blobs.path(hash), to: join(folder, name(index)) })),
    }),
    async ({ refused }, folder) => {
      if (refused !== null) return refused;
      const kept: Hash[] = [];
      for (const index of sent.keys()) kept.push(await blobs.put(await readFile(join(folder, name(index)))));
      return kept;
    },
    PATIENCE_MS,
  );
  if ('code' in made) throw new AppError(made.code, made.details);
  return made;
}
