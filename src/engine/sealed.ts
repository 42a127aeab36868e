import { createHash } from 'node:crypto';

/*
 * Numbers in a file that can tell whether it is whole: 8 bytes of magic (the last is the version), the header's length
 * as a little-endian uint32, the header as JSON padded with spaces so that what follows is aligned to 4 bytes, arrays
 * as little-endian float32 one after the other, and the SHA-256 of all that goes before.
 */
const DIGEST_BYTES = 32;

/** A sealed file that is damaged or of another kind. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** @param magic 8 characters of Latin-1. */
export function seal(magic: string, header: object, arrays: readonly Float32Array[]): Uint8Array {
  const lengths = arrays.map(({ length }) => length);
  const json = Buffer.from(JSON.stringify({ ...header, lengths }));
  const padding = Buffer.alloc((4 - (json.length % 4)) % 4, ' ');
  const size = Buffer.alloc(4);
  size.writeUInt32LE(json.length + padding.length);
  const body = Buffer.concat([
    Buffer.from(magic, 'latin1'),
    size,
    json,
    padding,
    ...arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)),
  ]);
  return Buffer.concat([body, sha256(body)]);
}

/** The header, still to be checked, and the arrays. Throws SealError for anything but a whole file of this magic. */
export function unseal(magic: string, bytes: Uint8Array): { header: unknown; arrays: Float32Array[] } {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const prefix = magic.length + 4;
  if (file.subarray(0, magic.length).toString('latin1') !== magic) {
    throw new SealError('is not of this kind and version');
  }
  const body = file.subarray(0, -DIGEST_BYTES);
  if (body.length < prefix || !sha256(body).equals(file.subarray(-DIGEST_BYTES))) {
    throw new SealError('is damaged');
  }
  const headerEnd = prefix + body.readUInt32LE(magic.length);
  const { lengths, ...header } = parse(body.subarray(prefix, headerEnd));
  // A copy, since typed arrays want an aligned start, and the caller may reuse the bytes.
  const numbers = new Float32Array(Uint8Array.from(body.subarray(headerEnd)).buffer);
  const arrays: Float32Array[] = [];
  let start = 0;
  for (const length of lengths) {
    arrays.push(numbers.subarray(start, start + length));
    start += length;
  }
  return { header, arrays };
}

/** The digest holds, so the header is what `seal` wrote. */
function parse(json: Buffer): { lengths: number[] } {
  try {
    return JSON.parse(json.toString()) as { lengths: number[] };
  } catch (cause) {
    throw new SealError('has no readable header', { cause });
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
