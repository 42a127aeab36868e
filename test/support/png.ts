import { constants, crc32, deflateRawSync } from 'node:zlib';

/** PNG files, byte by byte: for those that no encoder would write. */

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** One chunk, its check sum right whatever it holds. */
export function pngChunk(type: string, body: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(body.length, 0);
  ends.writeUInt32BE(crc32(typed), 4);
  return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)]);
}

/** The header of a picture of 8-bit RGB. */
export function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return pngChunk('IHDR', header);
}

/** A file of these chunks. */
export function pngFile(...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([SIGNATURE, ...chunks, pngChunk('IEND', Buffer.alloc(0))]);
}

/** A whole black picture, `side` pixels squared, all of its data there. */
export function blackPng(side: number): Buffer {
  return pngFile(pngHeader(side, side), pngChunk('IDAT', zlibOfZeros(side * (3 * side + 1))));
}

/**
 * A zlib stream of so many zeros, in no time: one piece is compressed and repeated. Each piece ends on a whole byte and
 * looks back at nothing before it, so any number of them follow one another.
 */
export function zlibOfZeros(length: number): Buffer {
  const PIECE = 4 * 1024 * 1024;
  const piece = (bytes: number): Buffer =>
    deflateRawSync(Buffer.alloc(bytes), { finishFlush: constants.Z_FULL_FLUSH });
  const whole = piece(PIECE);
  const pieces = Array.from({ length: Math.floor(length / PIECE) }, () => whole);
  const adler = Buffer.alloc(4);
  // Of zeros: the first sum stays 1 and the second counts the bytes.
  adler.writeUInt32BE(((length % 65_521) * 65_536 + 1) >>> 0);
  const lastBlock = Buffer.from([3, 0]);
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...pieces, piece(length % PIECE), lastBlock, adler]);
}
