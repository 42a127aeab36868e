import { stat } from 'node:fs/promises';
import { AppError, hasErrno } from '../errors.js';

/** The path itself, where a file is there; throws FILE_MISSING. */
export async function existingFile(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) throw new AppError('FILE_MISSING', { path });
    throw error;
  });
  if (!found.isFile()) throw new AppError('FILE_MISSING', { path: `${path} is a folder, not a file` });
  return path;
}
