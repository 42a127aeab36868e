import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly offset: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;

/**
 * The entries of a ZIP file, from its central directory (PKWARE's APPNOTE 4.3.12), so that single files come out of a
 * package of hundreds of megabytes without the rest. Throws when it is no ZIP file, or needs more than 32-bit sizes.
 */
export async function readZip(file: string): Promise<ZipEntry[]> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const tail = await read(handle, Math.max(0, size - END_BYTES - LONGEST_COMMENT), size);
    let at = tail.length - END_BYTES;
    while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
    if (at < 0) throw new Error('it is not a ZIP file, or was cut off');
    const [count, bytes, start] = [
      tail.readUInt16LE(at + 10),
      tail.readUInt32LE(at + 12),
      tail.readUInt32LE(at + 16),
    ];
    if (start + bytes > size) throw new Error('it was cut off');
    const directory = await read(handle, start, start + bytes);
    const entries: ZipEntry[] = [];
    let next = 0;
    for (let n = 0; n < count; n++) {
      if (directory.readUInt32LE(next) !== CENTRAL) throw new Error('its list of files is damaged');
      const lengths = [28, 30, 32].map((field) => directory.readUInt16LE(next + field));
      const [name = 0, extra = 0, comment = 0] = lengths;
      entries.push({
        method: directory.readUInt16LE(next + 10),
        crc: directory.readUInt32LE(next + 16),
        compressed: directory.readUInt32LE(next + 20),
        size: directory.readUInt32LE(next + 24),
        offset: directory.readUInt32LE(next + 42),
        name: directory.toString('utf8', next + 46, next + 46 + name),
      });
      next += 46 + name + extra + comment;
    }
    return entries;
  } finally {
    await handle.close();
  }
}

/** Writes one entry to a file. Throws when what comes out has not the length and the checksum that it should. */
export async function extractEntry(file: string, entry: ZipEntry, target: string): Promise<void> {
  const handle = await open(file);
  let start: number;
  try {
    const header = await read(handle, entry.offset, entry.offset + 30);
    if (header.length < 30 || header.readUInt32LE(0) !== LOCAL) throw new Error(`${entry.name} is damaged`);
    start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await handle.close();
  }
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw new Error(`${entry.name} is packed in a way that is not known here`);
  }
  const check = new Checksum();
  const output = createWriteStream(target);
  if (entry.compressed > 0) {
    const packed = createReadStream(file, { start, end: start + entry.compressed - 1 });
    if (entry.method === DEFLATED) await pipeline(packed, createInflateRaw(), check, output);
    else await pipeline(packed, check, output);
  } else {
    output.end();
  }
  if (check.size !== entry.size || check.crc !== entry.crc) throw new Error(`${entry.name} is damaged`);
}

async function read(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** Passes bytes on and keeps their CRC-32. (`zlib.crc32` came with Node 20.15, and we run from 20.11.) */
class Checksum extends Transform {
  size = 0;
  #crc = 0xffffffff;

  get crc(): number {
    return (this.#crc ^ 0xffffffff) >>> 0;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.size += chunk.length;
    let crc = this.#crc;
    for (const byte of chunk) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
    this.#crc = crc;
    done(null, chunk);
  }
}
