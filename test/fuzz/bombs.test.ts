import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { pictureKind } from '../../src/picture-kind.js';
import { blackPng, pngChunk, pngFile, pngHeader, zlibOfZeros } from '../support/png.js';
import { Decoder } from './decoder.js';

/** Small files that would be large if anybody believed them, each through a process of its own that is then measured. */
const decoder = new Decoder({ longestSide: 512, patienceMs: 10_000 });
afterAll(() => decoder.close());

const GIGABYTE = 1024 ** 3;
/** What Node and libvips hold for a small picture, and some. */
const MEGABYTES = 350;

const SMALL = pngChunk('IDAT', zlibOfZeros(64 * (3 * 64 + 1)));
const HIDDEN = zlibOfZeros(GIGABYTE);
const named = (name: string, body: Buffer) => Buffer.concat([Buffer.from(`${name}\0\0`), body]);

describe('a bomb', () => {
  it.each([
    ['PNG of 30,000 × 30,000, all there', () => blackPng(30_000), 'PICTURE_TOO_LARGE'],
    [
      'PNG whose sides are all ones',
      () => pngFile(pngHeader(2 ** 31 - 1, 2 ** 31 - 1), SMALL),
      'PICTURE_DAMAGED',
    ],
    [
      'PNG with a gigabyte behind its pixels',
      () => pngFile(pngHeader(64, 64), pngChunk('IDAT', HIDDEN)),
      'decoded',
    ],
    [
      'PNG with a gigabyte for a profile',
      () => pngFile(pngHeader(64, 64), pngChunk('iCCP', named('p', HIDDEN)), SMALL),
      'decoded',
    ],
    [
      'PNG with a gigabyte for a note',
      () => pngFile(pngHeader(64, 64), pngChunk('zTXt', named('n', HIDDEN)), SMALL),
      'decoded',
    ],
    ['GIF of 65,535 × 65,535', gifOfLies, 'PICTURE_TOO_LARGE'],
    ['TIFF whose directory leads to itself', tiffInCircles, 'decoded'],
    ['JPEG of ten thousand passes', jpegOfManyScans, 'PICTURE_DAMAGED'],
    ['zip file of a gigabyte', zipOfZeros, 'PICTURE_NOT_A_PICTURE'],
  ] as const)('%s does no harm', async (_name, make, outcome) => {
    const bytes = await make();
    expect(bytes.length).toBeLessThan(4 * 1024 * 1024);
    const treated = await decoder.treat(bytes);
    expect(treated).toMatchObject({ outcome });
    expect(treated.megabytes).toBeLessThan(MEGABYTES);
  });

  it('that is a zip file stays unopened where the bot looks at it', () => {
    expect(pictureKind(zipOfZeros())).toBeNull();
  });
});

/** A picture as large as can be, and one row of it. */
async function gifOfLies(): Promise<Buffer> {
  const bytes = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
    .gif()
    .toBuffer();
  const frame = bytes.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
  return bytes.fill(0xff, 6, 10).fill(0xff, frame + 5, frame + 9);
}

async function tiffInCircles(): Promise<Buffer> {
  const bytes = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
    .tiff({ compression: 'none' })
    .toBuffer();
  const directory = bytes.readUInt32LE(4);
  const next = directory + 2 + 12 * bytes.readUInt16LE(directory);
  bytes.writeUInt32LE(directory, next);
  return bytes;
}

/** The last pass of a progressive picture, again and again: each goes over the whole picture. */
async function jpegOfManyScans(): Promise<Buffer> {
  const bytes = await sharp({ create: { width: 2000, height: 2000, channels: 3, background: 'red' } })
    .toColourspace('b-w')
    .jpeg({ progressive: true })
    .toBuffer();
  const end = bytes.length - 2;
  const scan = bytes.subarray(bytes.lastIndexOf(Buffer.from([0xff, 0xda])), end);
  return Buffer.concat([
    bytes.subarray(0, end),
    ...Array.from({ length: 10_000 }, () => scan),
    bytes.subarray(end),
  ]);
}

/** As a document of an office would begin; whoever wants to know which kind must unpack it. */
function zipOfZeros(): Buffer {
  const name = Buffer.from('[Content_Types].xml');
  const raw = HIDDEN.subarray(2, -4);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(raw.length, 18);
  header.writeUInt32LE(GIGABYTE, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name, raw]);
}
