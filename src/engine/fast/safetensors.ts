import { z } from 'zod';
import { sizeOf } from './form.js';
import { fromHalf, toHalf } from './half-float.js';

/*
 * Tensors in a file (https://github.com/huggingface/safetensors, “Format”): the header's length as a little-endian
 * uint64, the header as JSON from names to dtype, shape and where the bytes are, and the bytes. Written here in half
 * precision; read in half or single. Tensors must lie one after the other without a gap, so that no byte of the file
 * goes unread.
 */

/** A file that is not one of these, or not whole. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Safetensors {
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

const PREFIX = 8;
/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;
const METADATA = '__metadata__';
const BYTES = { F16: 2, F32: 4 } as const;

const tensorSchema = z.strictObject({
  dtype: z.enum(['F16', 'F32']),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const metadataSchema = z.record(z.string(), z.string());

/** Every number is rounded to half precision. */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const header: Record<string, unknown> = { [METADATA]: metadata };
  let start = 0;
  for (const { name, shape, data } of tensors) {
    const end = start + BYTES.F16 * data.length;
    header[name] = { dtype: 'F16', shape, data_offsets: [start, end] };
    start = end;
  }
  // Padded with spaces so that the numbers are aligned, as the format recommends.
  const json = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc((8 - (json.length % 8)) % 8, ' ');
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeBigUInt64LE(BigInt(json.length + padding.length));
  const body = Buffer.alloc(start);
  let at = 0;
  for (const { data } of tensors) for (const value of data) at = body.writeUInt16LE(toHalf(value), at);
  return Buffer.concat([prefix, json, padding, body]);
}

/** Throws SafetensorsError, in words that follow “the file”, for anything but a whole file. */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < PREFIX) throw new SafetensorsError('is cut off');
  const length = file.readBigUInt64LE();
  if (length > BigInt(MAX_HEADER_BYTES)) throw new SafetensorsError('is no safetensors file');
  const bodyStart = PREFIX + Number(length);
  if (file.length < bodyStart) throw new SafetensorsError('is cut off');
  const { [METADATA]: metadata, ...entries } = parseHeader(file.subarray(PREFIX, bodyStart));
  const body = file.subarray(bodyStart);
  const tensors: (NamedTensor & { readonly start: number; readonly end: number })[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const parsed = tensorSchema.safeParse(entry);
    if (!parsed.success) throw new SafetensorsError(`does not say properly what “${name}” is`);
    const { dtype, shape, data_offsets } = parsed.data;
    const [start, end] = data_offsets;
    if (end - start !== BYTES[dtype] * sizeOf(shape)) {
      throw new SafetensorsError(`has another number of bytes for “${name}” than [${shape}] takes`);
    }
    if (end > body.length) throw new SafetensorsError('is cut off');
    tensors.push({ name, shape, start, end, data: numbers(body.subarray(start, end), dtype) });
  }
  tensors.sort((a, b) => a.start - b.start || a.end - b.end);
  const covered = tensors.reduce((until, { start, end }) => (start === until ? end : Number.NaN), 0);
  if (covered !== body.length) throw new SafetensorsError('has bytes that belong to no tensor, or to two');
  const known = metadataSchema.safeParse(metadata ?? {});
  if (!known.success) throw new SafetensorsError('has metadata that is not text');
  return { tensors: tensors.map(({ name, shape, data }) => ({ name, shape, data })), metadata: known.data };
}

function parseHeader(json: Buffer): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(json.toString()));
  } catch (cause) {
    throw new SafetensorsError('has no readable header', { cause });
  }
}

function numbers(bytes: Buffer, dtype: keyof typeof BYTES): Float32Array {
  const size = BYTES[dtype];
  const read = (i: number): number =>
    dtype === 'F16' ? fromHalf(bytes.readUInt16LE(size * i)) : bytes.readFloatLE(size * i);
  return Float32Array.from({ length: bytes.length / size }, (_, i) => read(i));
}
