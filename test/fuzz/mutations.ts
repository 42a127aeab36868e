import { crc32 } from 'node:zlib';
import { seededRandom } from '../../src/engine/random.js';
import { type Field, fieldsOf, pngChunks } from './fields.js';
import type { Sample } from './samples.js';

/** A picture that was spoilt. The same seed and the same samples always spoil it in the same way. */
export interface Mutant {
  readonly seed: number;
  /** The sample that it was, and what was done to it. */
  readonly story: string;
  readonly bytes: Buffer;
}

interface Spoiling {
  readonly sample: Sample;
  readonly samples: readonly Sample[];
  readonly random: () => number;
}

/** Spoils the file in one way; the answer may be the same bytes, written into. */
type Spoil = (file: Buffer, spoiling: Spoiling) => Buffer;

const WAYS: readonly (readonly [name: string, spoil: Spoil])[] = [
  ['bits flipped', flipBits],
  ['bytes overwritten', overwrite],
  ['cut off', cutOff],
  ['spliced', splice],
  ['a length that lies', (file, spoiling) => lie(file, spoiling, () => true)],
  ['a size that lies', (file, spoiling) => lie(file, spoiling, ({ side }) => side)],
  ['another’s header', swapHeader],
  ['rubbish after it', appendRubbish],
];

export function mutant(seed: number, samples: readonly Sample[]): Mutant {
  const random = seededRandom(seed);
  const sample = samples[seed % samples.length];
  if (sample === undefined) throw new Error('there are no samples');
  let bytes: Buffer = Buffer.from(sample.bytes);
  const done: string[] = [];
  const times = 1 + below(3, random);
  for (let i = 0; i < times; i++) {
    const [name, spoil] = pick(WAYS, random);
    bytes = spoil(bytes, { sample, samples, random });
    done.push(name);
  }
  // A reader that checks sums would look no further than the first wrong one.
  if (sample.kind === 'png' && random() < 0.7) mendCheckSums(bytes);
  return { seed, story: `${sample.name}: ${done.join(', ')}`, bytes };
}

function flipBits(file: Buffer, { random }: Spoiling): Buffer {
  const count = 1 + below(24, random);
  for (let i = 0; i < count; i++) {
    const at = below(file.length, random);
    file[at] = (file[at] ?? 0) ^ (1 << below(8, random));
  }
  return file;
}

function overwrite(file: Buffer, { random }: Spoiling): Buffer {
  const start = below(file.length, random);
  const value = pick([0x00, 0xff, 0x7f, 0x80, below(256, random)], random);
  return file.fill(value, start, Math.min(file.length, start + 1 + below(16, random)));
}

function cutOff(file: Buffer, { random }: Spoiling): Buffer {
  return file.subarray(0, below(file.length, random));
}

/** A piece of this file or of another, put somewhere or in place of something. */
function splice(file: Buffer, { samples, random }: Spoiling): Buffer {
  const donor = random() < 0.5 ? file : pick(samples, random).bytes;
  const from = below(donor.length, random);
  const piece = donor.subarray(from, from + 1 + below(donor.length / 2, random));
  const at = below(file.length, random);
  const lost = random() < 0.5 ? 0 : below(file.length / 2, random);
  return Buffer.concat([file.subarray(0, at), piece, file.subarray(at + lost)]);
}

const SIDES = [0, 1, 15, 4000, 8000, 30_000, 65_535, 0x7fff_ffff, 0xffff_ffff];
const LENGTHS = [0, 1, 2, 255, 65_535, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

/** Writes false numbers where the reader believes them. Places are those of the whole file. */
function lie(file: Buffer, { sample, random }: Spoiling, about: (field: Field) => boolean): Buffer {
  const fields = fieldsOf(sample.kind, sample.bytes).filter(about);
  const count = 1 + below(3, random);
  for (let i = 0; i < count && fields.length > 0; i++) {
    const { at, bytes, endian, side } = pick(fields, random);
    if (at + bytes > file.length) continue;
    const now = endian === 'big' ? file.readUIntBE(at, bytes) : file.readUIntLE(at, bytes);
    const known = side ? SIDES : LENGTHS;
    const value = pick([...known, now + 1, now - 1, now * 2, below(2 ** 16, random)], random);
    // >>> 0 keeps what fits 32 bits; narrower fields keep their low part.
    const fitting = (value >>> 0) % 2 ** (8 * bytes);
    if (endian === 'big') file.writeUIntBE(fitting, at, bytes);
    else file.writeUIntLE(fitting, at, bytes);
  }
  return file;
}

function swapHeader(file: Buffer, { samples, random }: Spoiling): Buffer {
  const header = pick(samples, random).bytes.subarray(0, 4 + below(60, random));
  return Buffer.concat([header, file.subarray(random() < 0.5 ? 0 : header.length)]);
}

function appendRubbish(file: Buffer, { random }: Spoiling): Buffer {
  const rubbish = Buffer.from(Array.from({ length: 1 + below(4000, random) }, () => below(256, random)));
  return Buffer.concat([file, rubbish]);
}

function mendCheckSums(file: Buffer): void {
  for (const at of pngChunks(file)) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 <= file.length) file.writeUInt32BE(crc32(file.subarray(at + 4, end)), end);
  }
}

/** A whole number from 0 to below the limit. */
function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}

function pick<T>(list: readonly T[], random: () => number): T {
  const picked = list[below(list.length, random)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}
