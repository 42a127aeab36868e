import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, asAppError, hasErrno } from '../../errors.js';
import { writeAtomically } from '../../jobs/blobs.js';
import type { TrainTask } from '../protocol.js';

/** Files of a training, in its folder. */
export const CHECKPOINT_FILE = 'training.checkpoint';
export const NETWORK_FILE = 'network.safetensors';

/** Throws TRAINING_PICTURES where the folder holds none. */
export async function readCheckpoint({ out }: TrainTask): Promise<Uint8Array> {
  return readFile(join(out, CHECKPOINT_FILE)).catch((error: unknown) => {
    if (!hasErrno(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new AppError('TRAINING_PICTURES', {
      folder: out,
      problem: 'there is no training here to go on with. Leave --resume out to begin one.',
    });
  });
}

/** Writes a file of the training's folder; answers its path. Throws FILE_UNWRITABLE. */
export async function writeTrainingFile(
  { out }: TrainTask,
  name: string,
  bytes: Uint8Array,
): Promise<string> {
  const path = join(out, name);
  try {
    await mkdir(out, { recursive: true });
    await writeAtomically(path, bytes);
    return path;
  } catch (error) {
    const problem =
      asAppError(error).code === 'DISK_FULL'
        ? 'the disk is full. Make room there and go on with --resume.'
        : (error as Error).message;
    throw new AppError('FILE_UNWRITABLE', { path, problem }, { cause: error });
  }
}
