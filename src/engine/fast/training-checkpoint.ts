import { z } from 'zod';
import { CheckpointError } from '../checkpoint.js';
import type { OptimizerState } from '../optimizers/optimizer.js';
import { SealError, seal, unseal } from '../sealed.js';

/** Where a training stands. */
export interface TrainingCheckpoint {
  /** Digest of everything that the network depends on; a checkpoint serves no other training. */
  readonly training: string;
  /** Steps done. */
  readonly step: number;
  /** The best parameters so far, by the held-out loss, and that loss in parts; null before the first measurement. */
  readonly best: {
    readonly parameters: Float32Array;
    readonly step: number;
    readonly losses: Readonly<Record<string, number>>;
  } | null;
  /** Measurements since the held-out loss last fell. */
  readonly stale: number;
  readonly optimizer: OptimizerState;
}

/** The last character is the version. */
const MAGIC = 'GRAMTRN\x01';

const headerSchema = z.strictObject({
  training: z.string(),
  step: z.int().min(0),
  best: z.strictObject({ step: z.int(), losses: z.record(z.string(), z.number()) }).nullable(),
  stale: z.int().min(0),
  scalars: z.record(z.string(), z.number()),
});

export function encodeTraining({ optimizer, best, ...rest }: TrainingCheckpoint): Uint8Array {
  const header = {
    ...rest,
    best: best === null ? null : { step: best.step, losses: best.losses },
    scalars: optimizer.scalars,
  };
  return seal(MAGIC, header, [...optimizer.arrays, ...(best === null ? [] : [best.parameters])]);
}

/** Throws CheckpointError for anything but a whole checkpoint of this version. */
export function decodeTraining(bytes: Uint8Array): TrainingCheckpoint {
  try {
    const { header, arrays } = unseal(MAGIC, bytes);
    const { scalars, best, ...rest } = headerSchema.parse(header);
    if (best === null) return { ...rest, best, optimizer: { scalars, arrays } };
    const parameters = arrays.at(-1);
    if (parameters === undefined) throw new CheckpointError('the checkpoint has no parameters');
    return { ...rest, best: { ...best, parameters }, optimizer: { scalars, arrays: arrays.slice(0, -1) } };
  } catch (cause) {
    if (cause instanceof SealError) throw new CheckpointError(`the checkpoint ${cause.message}`, { cause });
    if (cause instanceof z.ZodError) {
      throw new CheckpointError('the checkpoint has no readable header', { cause });
    }
    throw cause;
  }
}
