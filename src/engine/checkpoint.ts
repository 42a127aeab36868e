import { z } from 'zod';
import type { OptimizerState } from './optimizers/optimizer.js';
import { SealError, seal, unseal } from './sealed.js';

/** A checkpoint that is damaged, of another version, or of another request: start afresh without it. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** Where a painting stands. */
export interface Checkpoint {
  /** Digest of everything the picture depends on; a checkpoint serves no other request. */
  readonly request: string;
  /** Index from 0. */
  readonly octave: number;
  /** Iterations done in that octave. */
  readonly step: number;
  readonly evaluations: number;
  /** Loss of the untouched photo, in the last octave. */
  readonly lossFirst: number | null;
  /** Loss after that iteration. */
  readonly lossLast: number;
  readonly optimizer: OptimizerState;
}

/** The last character is the version. */
const MAGIC = 'GRAMARY\x02';

const headerSchema = z.strictObject({
  request: z.string(),
  octave: z.int().min(0),
  step: z.int().min(0),
  evaluations: z.int().min(0),
  lossFirst: z.number().nullable(),
  lossLast: z.number(),
  scalars: z.record(z.string(), z.number()),
});

export function encodeCheckpoint({ optimizer, ...rest }: Checkpoint): Uint8Array {
  return seal(MAGIC, { ...rest, scalars: optimizer.scalars }, optimizer.arrays);
}

/** Throws CheckpointError for anything but a whole checkpoint of this version. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  try {
    const { header, arrays } = unseal(MAGIC, bytes);
    const { scalars, ...rest } = headerSchema.parse(header);
    return { ...rest, optimizer: { scalars, arrays } };
  } catch (cause) {
    if (cause instanceof SealError) throw new CheckpointError(`the checkpoint ${cause.message}`, { cause });
    if (cause instanceof z.ZodError)
      throw new CheckpointError('the checkpoint has no readable header', { cause });
    throw cause;
  }
}
