import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, hasErrno } from '../../../errors.js';
import { writeAtomically } from '../../../jobs/blobs.js';

/** What came when a classic was first fetched: what comes later must be the same. */
const recordSchema = z.record(
  z.string(),
  z.strictObject({
    source: z.string(),
    sha256: z.string(),
    bytes: z.int(),
    /** Digest of the style picture made of it. */
    style: z.string(),
    fetched: z.string(),
  }),
);
export type ClassicsRecord = z.infer<typeof recordSchema>;

/** Beside the presets, so that it stays when one of them is removed. */
export function recordFile(folder: string): string {
  return join(folder, 'classics.json');
}

/** Throws PRESET_FETCH where it is there and damaged: to begin a new one would trust whatever comes. */
export async function readRecord(folder: string): Promise<ClassicsRecord> {
  const path = recordFile(folder);
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return {};
    throw new AppError(
      'PRESET_FETCH',
      { problem: `${path} cannot be read; mend it or remove it, and what comes next is trusted anew.` },
      { cause: error },
    );
  }
}

export async function writeRecord(folder: string, record: ClassicsRecord): Promise<void> {
  await writeAtomically(recordFile(folder), Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
}
