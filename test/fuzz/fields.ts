import type { PictureKind } from '../../src/picture-kind.js';

/** A number inside a file that its reader believes: a length, an offset, a count, a side. */
export interface Field {
  readonly at: number;
  readonly bytes: 1 | 2 | 4;
  readonly endian: 'big' | 'little';
  /** Whether it is a width or a height. */
  readonly side: boolean;
}

/** The fields of a whole file. Only those that matter, found as a reader finds them. */
export function fieldsOf(kind: PictureKind, file: Buffer): Field[] {
  switch (kind) {
    case 'png':
      return pngFields(file);
    case 'jpg':
      return jpegFields(file);
    case 'gif':
      return gifFields(file);
    case 'webp':
      return webpFields(file);
    case 'avif':
      return avifFields(file);
    case 'tif':
      return tiffFields(file);
  }
}

const big = (at: number, bytes: 1 | 2 | 4, side = false): Field => ({ at, bytes, endian: 'big', side });
const little = (at: number, bytes: 1 | 2 | 4, side = false): Field => ({ at, bytes, endian: 'little', side });

/** Where the chunks of a PNG begin. */
export function pngChunks(file: Buffer): number[] {
  const starts: number[] = [];
  for (let at = 8; at + 12 <= file.length; at += 12 + file.readUInt32BE(at)) starts.push(at);
  return starts;
}

function pngFields(file: Buffer): Field[] {
  const build = [24, 25, 26, 27, 28].map((at) => big(at, 1));
  return [big(16, 4, true), big(20, 4, true), ...build, ...pngChunks(file).map((at) => big(at, 4))];
}

function jpegFields(file: Buffer): Field[] {
  const fields: Field[] = [];
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff; at += 2 + file.readUInt16BE(at + 2)) {
    const marker = file[at + 1] ?? 0;
    fields.push(big(at + 2, 2));
    const startOfFrame = marker >= 0xc0 && marker <= 0xc2;
    if (startOfFrame) fields.push(big(at + 5, 2, true), big(at + 7, 2, true), big(at + 4, 1), big(at + 9, 1));
    if (startOfFrame) fields.push(...[11, 14, 17].map((offset) => big(at + offset, 1)));
    // Scans follow, and no more lengths.
    if (marker === 0xda) break;
  }
  return fields;
}

function gifFields(file: Buffer): Field[] {
  const fields = [little(6, 2, true), little(8, 2, true), little(10, 1)];
  const table = ((file[10] ?? 0) & 0x80) === 0 ? 0 : 3 * 2 ** (((file[10] ?? 0) & 7) + 1);
  for (let at = 13 + table; at + 10 < file.length; at++) {
    if (file[at] !== 0x2c || file.readUInt16LE(at + 1) !== 0) continue;
    fields.push(...[1, 3].map((offset) => little(at + offset, 2)));
    fields.push(little(at + 5, 2, true), little(at + 7, 2, true), little(at + 9, 1), little(at + 10, 1));
  }
  return fields;
}

function webpFields(file: Buffer): Field[] {
  const fields = [little(4, 4)];
  for (let at = 12; at + 8 <= file.length; ) {
    const type = file.toString('latin1', at, at + 4);
    fields.push(little(at + 4, 4));
    if (type === 'VP8X') fields.push(little(at + 12, 2, true), little(at + 15, 2, true), little(at + 8, 1));
    if (type === 'VP8 ') fields.push(little(at + 14, 2, true), little(at + 16, 2, true));
    if (type === 'VP8L') fields.push(little(at + 9, 4, true));
    if (type === 'ANMF') fields.push(little(at + 14, 2, true), little(at + 17, 2, true));
    const size = file.readUInt32LE(at + 4);
    at += 8 + size + (size % 2);
  }
  return fields;
}

const BOXES = /ftyp|meta|hdlr|pitm|iloc|iinf|infe|iref|iprp|ipco|ispe|pixi|av1C|auxC|colr|ipma|mdat/g;

function avifFields(file: Buffer): Field[] {
  const fields: Field[] = [];
  for (const { index, 0: type } of file.toString('latin1').matchAll(BOXES)) {
    if (index < 4) continue;
    fields.push(big(index - 4, 4));
    if (type === 'ispe') fields.push(big(index + 8, 4, true), big(index + 12, 4, true));
    if (type === 'iloc' || type === 'ipma' || type === 'iref') {
      for (let at = index + 8; at < index + 30 && at + 4 <= file.length; at += 2) fields.push(big(at, 2));
    }
  }
  return fields;
}

/** Of the first directory: offset, number of entries, and each entry's type, count and value. */
function tiffFields(file: Buffer): Field[] {
  const large = file[2] === 43;
  const [start, entry, value] = large ? [8, 20, 12] : [4, 12, 8];
  const directory = file.readUInt32LE(start);
  const count = file.readUInt16LE(directory);
  const first = directory + (large ? 8 : 2);
  const fields = [little(start, 4), little(directory, 2)];
  for (let at = first; at < first + count * entry; at += entry) {
    const tag = file.readUInt16LE(at);
    // 256 and 257 are width and height; 322 and 323 those of a tile; 278 rows of a strip.
    fields.push(little(at + value, 4, [256, 257, 278, 322, 323].includes(tag)));
    fields.push(little(at + 2, 2), little(at + 4, 4));
  }
  return fields;
}
