import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { OptimizerState } from './optimizers/optimizer.js';

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

/*
 * The file: 8 bytes of magic (the last is the version), the header's length as a little-endian uint32, the header as
 * JSON padded with spaces so that what follows is aligned to 4 bytes, the arrays as little-endian float32 one after
 * the other, and the SHA-256 of all that goes before.
 */
const MAGIC = Buffer.from('GRAMARY\x01', 'latin1');
const DIGEST_BYTES = 32;
const PREFIX_BYTES = MAGIC.length + 4;

const headerSchema = z.strictObject({
  request: z.string(),
  octave: z.int().min(0),
  step: z.int().min(0),
  evaluations: z.int().min(0),
  lossFirst: z.number().nullable(),
  lossLast: z.number(),
  scalars: z.record(z.string(), z.number()),
  lengths: z.array(z.int().min(0)),
});

export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { optimizer, ...rest } = checkpoint;
  const lengths = optimizer.arrays.map((array) => array.length);
  const json = Buffer.from(JSON.stringify({ ...rest, scalars: optimizer.scalars, lengths }));
  const header = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, ' ')]);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt32LE(header.length, MAGIC.length);
  const arrays = optimizer.arrays.map((array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength),
  );
  const body = Buffer.concat([prefix, header, ...arrays]);
  return Buffer.concat([body, sha256(body)]);
}

/** Throws CheckpointError for anything but a whole checkpoint of this version. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new CheckpointError('not a checkpoint of this version');
  }
  const body = file.subarray(0, -DIGEST_BYTES);
  if (body.length < PREFIX_BYTES || !sha256(body).equals(file.subarray(-DIGEST_BYTES))) {
    throw new CheckpointError('the checkpoint is damaged');
  }
  const headerEnd = PREFIX_BYTES + body.readUInt32LE(MAGIC.length);
  const { scalars, lengths, ...rest } = readHeader(body.subarray(PREFIX_BYTES, headerEnd));
  // A copy, since typed arrays want an aligned start, and the caller may reuse the bytes.
  const numbers = new Float32Array(Uint8Array.from(body.subarray(headerEnd)).buffer);
  const arrays: Float32Array[] = [];
  let start = 0;
  for (const length of lengths) {
    arrays.push(numbers.subarray(start, start + length));
    start += length;
  }
  return { ...rest, optimizer: { scalars, arrays } };
}

function readHeader(bytes: Buffer): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw new CheckpointError('the checkpoint has no readable header', { cause });
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
