import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkForm, parametersOf, sizeOf } from '../../../src/engine/fast/form.js';
import { fromHalf, toHalf } from '../../../src/engine/fast/half-float.js';
import { encodeNetwork, readNetwork, type StoredNetwork } from '../../../src/engine/fast/network-file.js';
import { initialParameters } from '../../../src/engine/fast/parameters.js';
import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
} from '../../../src/engine/fast/safetensors.js';

describe('half precision', () => {
  it('gives every half back', () => {
    for (let half = 0; half < 0x10000; half++) {
      const value = fromHalf(half);
      if (Number.isNaN(value)) expect(Number.isNaN(fromHalf(toHalf(value)))).toBe(true);
      else expect(toHalf(value)).toBe(half);
    }
  });

  it('rounds to the nearest, ties to even', () => {
    expect(toHalf(1 + 2 ** -11)).toBe(toHalf(1));
    expect(toHalf(1 + 3 * 2 ** -11)).toBe(toHalf(1 + 2 ** -9));
    expect(fromHalf(toHalf(0.1))).toBeCloseTo(0.1, 4);
    expect(fromHalf(toHalf(2 ** -25))).toBe(0);
    expect(fromHalf(toHalf(1.5 * 2 ** -25))).toBe(2 ** -24);
    expect(fromHalf(toHalf(65519))).toBe(65504);
    expect(fromHalf(toHalf(-65520))).toBe(Number.NEGATIVE_INFINITY);
    fc.assert(
      fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (value) => {
        expect(Math.abs(fromHalf(toHalf(value)) - value)).toBeLessThanOrEqual(
          Math.max(Math.abs(value) * 2 ** -11, 2 ** -25),
        );
      }),
    );
  });
});

const SMALL = {
  tensors: [
    { name: 'a', shape: [2, 2], data: Float32Array.of(1, -2, 0.5, 0) },
    { name: 'b', shape: [3], data: Float32Array.of(4, 5, 6) },
  ],
  metadata: { architecture: 'test' },
};

/** A file with this header before these bytes. */
function fileOf(header: unknown, body: Uint8Array = new Uint8Array()): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([prefix, json, body]);
}

describe('safetensors', () => {
  it('gives back what was written', () => {
    expect(decodeSafetensors(encodeSafetensors(SMALL))).toEqual(SMALL);
  });

  it('reads single precision too', () => {
    const body = Buffer.from(Float32Array.of(0.1, 7).buffer);
    const file = fileOf({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, body);
    expect(decodeSafetensors(file).tensors[0]?.data).toEqual(Float32Array.of(0.1, 7));
  });

  it('says so wherever a file is cut off, and never crashes', () => {
    const whole = encodeSafetensors(SMALL);
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeSafetensors(whole.subarray(0, length))).toThrow(SafetensorsError);
    }
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const other = Uint8Array.from(whole);
        other[at] = byte;
        try {
          decodeSafetensors(other);
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
        }
      }),
    );
  });

  it.each([
    ['a header that is longer than any', fileOf('').fill(0xff, 0, 8), 'is no safetensors file'],
    ['a header that is no JSON', fileOf('{'), 'has no readable header'],
    ['a header that is a list', fileOf('[]'), 'has no readable header'],
    [
      'another dtype',
      fileOf({ x: { dtype: 'I8', shape: [1], data_offsets: [0, 1] } }, new Uint8Array(1)),
      'does not say properly what “x” is',
    ],
    [
      'a shape that the bytes are not',
      fileOf({ x: { dtype: 'F16', shape: [3], data_offsets: [0, 4] } }, new Uint8Array(4)),
      'another number of bytes for “x”',
    ],
    [
      'offsets behind the end',
      fileOf({ x: { dtype: 'F16', shape: [2], data_offsets: [4, 8] } }, new Uint8Array(4)),
      'is cut off',
    ],
    [
      'bytes that nobody reads',
      fileOf({ x: { dtype: 'F16', shape: [1], data_offsets: [0, 2] } }, new Uint8Array(4)),
      'belong to no tensor',
    ],
    [
      'two tensors in one place',
      fileOf(
        {
          x: { dtype: 'F16', shape: [2], data_offsets: [0, 4] },
          y: { dtype: 'F16', shape: [2], data_offsets: [0, 4] },
        },
        new Uint8Array(4),
      ),
      'belong to no tensor, or to two',
    ],
  ])('refuses %s', (_what, file, sentence) => {
    expect(() => decodeSafetensors(file)).toThrow(sentence);
  });
});

const form = networkForm('small');
const stored: StoredNetwork = {
  form,
  parameters: initialParameters(form, 3),
  training: {
    pictures: 4,
    steps: 100,
    losses: { total: 0.5 },
    date: '2026-11-25',
    size: 512,
    extractor: 'wavelet',
    strength: 0.5,
    seed: 3,
  },
};

/** Quicker than comparing arrays of a hundred thousand numbers one by one. */
function sameNumbers(a: Float32Array, b: Float32Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(
    Buffer.from(b.buffer, b.byteOffset, b.byteLength),
  );
}

describe('a network’s file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gramarye-network-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const written = async (bytes: Uint8Array): Promise<string> => {
    const path = join(folder, 'network.safetensors');
    await writeFile(path, bytes);
    return path;
  };

  it('gives the network back, in half precision', async () => {
    const read = await readNetwork(await written(encodeNetwork(stored)));
    expect(read.form).toEqual(form);
    expect(read.training).toEqual(stored.training);
    expect(
      sameNumbers(
        read.parameters,
        stored.parameters.map((value) => fromHalf(toHalf(value))),
      ),
    ).toBe(true);
    expect((await readNetwork(join(folder, 'network.safetensors'), read.digest)).digest).toBe(read.digest);
  });

  it('is no larger than half a megabyte for the small form and a whole one for the other', () => {
    expect(encodeNetwork(stored).length).toBeLessThan(0.5e6);
    const half = networkForm('half');
    const parameters = initialParameters(half, 1);
    expect(encodeNetwork({ ...stored, form: half, parameters }).length).toBeLessThan(1e6);
  });

  it('is refused in a sentence where it is missing, cut off, changed, or of another architecture', async () => {
    await expect(readNetwork(join(folder, 'none.safetensors'))).rejects.toMatchObject({
      code: 'NETWORK_UNUSABLE',
      message: expect.stringContaining('there is no such file'),
    });
    const whole = encodeNetwork(stored);
    await expect(readNetwork(await written(whole.subarray(0, -2)))).rejects.toThrow('it is cut off');
    await expect(readNetwork(await written(whole), '0'.repeat(64))).rejects.toThrow(
      'not the file that was trained',
    );
    const { tensors, metadata } = decodeSafetensors(whole);
    const changed = async (tensorsNow: typeof tensors, changes: Record<string, string> = {}) =>
      readNetwork(
        await written(encodeSafetensors({ tensors: tensorsNow, metadata: { ...metadata, ...changes } })),
      );
    await expect(changed(tensors, { architecture: 'other' })).rejects.toThrow('another architecture (other');
    await expect(changed(tensors, { form: 'huge' })).rejects.toThrow('another architecture');
    await expect(changed(tensors, { form: 'half' })).rejects.toThrow('where the form “half” has');
    await expect(changed(tensors.slice(1))).rejects.toThrow('lacks “in/kernel”');
    await expect(
      changed([...tensors, { name: 'more', shape: [0], data: new Float32Array() }]),
    ).rejects.toThrow('has “more”');
    await expect(changed(tensors, { training: 'none' })).rejects.toThrow('how it was trained');
    const [first, ...rest] = tensors;
    if (first === undefined) throw new Error('no tensors');
    await expect(changed([{ ...first, data: first.data.map(() => Number.NaN) }, ...rest])).rejects.toThrow(
      'has no numbers in “in/kernel”',
    );
  });
});

describe('a form’s parameters', () => {
  it('start the same for the same seed, and with the spread that keeps what passes through alive', () => {
    expect(sameNumbers(initialParameters(form, 3), stored.parameters)).toBe(true);
    expect(sameNumbers(initialParameters(form, 4), stored.parameters)).toBe(false);
    let start = 0;
    for (const { name, shape } of parametersOf(form)) {
      const values = stored.parameters.slice(start, start + sizeOf(shape));
      start += values.length;
      if (name.endsWith('/scale')) expect(values.every((value) => value === 1)).toBe(true);
      if (name === 'residual1/a/pointwise') {
        const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
        expect(variance).toBeCloseTo(2 / 96, 3);
      }
    }
    expect(start).toBe(stored.parameters.length);
  });
});
