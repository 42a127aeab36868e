import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convolutionsOf } from '../../src/engine/extractors/network-design.js';
import { SQUEEZENET } from '../../src/engine/extractors/squeezenet.js';
import { VGG19 } from '../../src/engine/extractors/vgg19.js';
import { type ConvolutionShape, KerasFileError, readKerasConvolutions } from '../../src/engine/keras-hdf5.js';
import { temporaryFolder } from '../jobs/fixtures.js';
import { LAYOUTS, type Layout, randomWeights, writeKerasFile } from './support/keras-files.js';

const REAL = fileURLToPath(
  new URL('../../../shared/weights/squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5', import.meta.url),
);

/** A small network with a layer in a group of its own and one in a module's. */
const TABLE: readonly ConvolutionShape[] = [
  { layer: 'block1_conv1', kernel: [3, 3, 3, 8] },
  { layer: 'fire2/squeeze1x1', kernel: [1, 1, 8, 4] },
];

async function written(layout: Layout, table = TABLE, seed = 1) {
  const path = join(temporaryFolder(), 'weights.h5');
  const weights = randomWeights(table, seed);
  await writeKerasFile(path, table, weights, layout);
  return { path, weights };
}

const bytes = (numbers: Float32Array = new Float32Array()) =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);

describe('readKerasConvolutions', () => {
  it.each(LAYOUTS)('finds kernels and biases in the layout “%s”', async (layout) => {
    const { path, weights } = await written(layout);
    expect(await readKerasConvolutions(path, TABLE)).toEqual(weights);
  });

  it('reads all of VGG19 that is used, from a file of its true size', async () => {
    const table = convolutionsOf(VGG19);
    const pattern = (count: number, by: number) =>
      Float32Array.from({ length: count }, (_, i) => (i % by) - 1);
    const weights = new Map(
      table.map(({ layer, kernel }, n) => [
        layer,
        {
          kernel: pattern(
            kernel.reduce((a, b) => a * b),
            89 + n,
          ),
          bias: pattern(kernel[3], 7 + n),
        },
      ]),
    );
    const path = join(temporaryFolder(), 'vgg19.h5');
    await writeKerasFile(path, table, weights, 'dim-ordering');
    const read = await readKerasConvolutions(path, table);
    expect([...read.keys()]).toEqual(table.map(({ layer }) => layer));
    for (const [layer, { kernel, bias }] of weights) {
      expect(Buffer.compare(bytes(read.get(layer)?.kernel), bytes(kernel)), layer).toBe(0);
      expect(Buffer.compare(bytes(read.get(layer)?.bias), bytes(bias)), layer).toBe(0);
    }
  });

  it('reads half a network out of a whole one', async () => {
    const { path } = await written('nested');
    expect([...(await readKerasConvolutions(path, TABLE.slice(1))).keys()]).toEqual(['fire2/squeeze1x1']);
  });

  it.each([
    ['another network', [{ layer: 'conv1', kernel: [3, 3, 3, 8] }], /no layer “conv1”, so it is of another/],
    [
      'other sizes',
      [{ layer: 'block1_conv1', kernel: [7, 7, 3, 8] }],
      /“block1_conv1” is 3×3×3×8 where 7×7×3×8 belongs/,
    ],
    ['a group that is a dataset', [{ layer: 'block1_conv1/kernel:0', kernel: [1, 1, 1, 1] }], /no layer/],
    ['a layer without weights', [{ layer: 'input_1', kernel: [1, 1, 1, 1] }], /“input_1” has no kernel/],
    ['a whole module for a layer', [{ layer: 'fire2', kernel: [1, 1, 8, 4] }], null],
  ] as [string, ConvolutionShape[], RegExp | null][])('tells %s', async (_, table, problem) => {
    const { path } = await written('nested');
    const reading = readKerasConvolutions(path, table);
    if (problem === null) await expect(reading).resolves.toBeDefined();
    else await expect(reading).rejects.toThrow(problem);
  });

  it('refuses weights that are no numbers', async () => {
    const path = join(temporaryFolder(), 'weights.h5');
    const weights = randomWeights(TABLE);
    weights.get('block1_conv1')?.bias.fill(Number.NaN, 3, 4);
    await writeKerasFile(path, TABLE, weights, 'nested');
    await expect(readKerasConvolutions(path, TABLE)).rejects.toThrow(/“block1_conv1” holds something/);
  });

  it.each([
    ['empty', Buffer.alloc(0), 'it is empty.'],
    ['text', Buffer.from('<!doctype html><title>404</title>'), 'it is not an HDF5 file.'],
    ['nothing but a signature', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /HDF5 cannot open it/],
  ])('refuses a file that is %s', async (_, bytes, problem) => {
    const path = join(temporaryFolder(), 'weights.h5');
    writeFileSync(path, bytes);
    const reading = readKerasConvolutions(path, TABLE);
    await expect(reading).rejects.toThrow(KerasFileError);
    await expect(reading).rejects.toThrow(problem);
  });

  it('refuses or reads a cut or flipped file, and reads whole ones after it', async () => {
    const { path, weights } = await written('nested');
    const whole = readFileSync(path);
    const broken = join(temporaryFolder(), 'broken.h5');
    let refused = 0;
    const harm = fc.record({
      length: fc.integer({ min: 0, max: whole.length }),
      flips: fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(harm, async ({ length, flips }) => {
        const copy = Buffer.from(whole);
        for (const [at, bit] of flips) copy[at] = (copy[at] ?? 0) ^ (1 << bit);
        writeFileSync(broken, copy.subarray(0, length));
        try {
          await readKerasConvolutions(broken, TABLE);
        } catch (error) {
          expect(error).toBeInstanceOf(KerasFileError);
          refused++;
        }
      }),
      { numRuns: 150, seed: 7 },
    );
    expect(refused).toBeGreaterThan(50);
    expect(await readKerasConvolutions(path, TABLE)).toEqual(weights);
  });

  it('throws what the file system says of a file that is not there', async () => {
    await expect(readKerasConvolutions('/nowhere/weights.h5', TABLE)).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it.skipIf(!existsSync(REAL))('reads the real SqueezeNet (where ../shared/weights has it)', async () => {
    const path = join(temporaryFolder(), 'squeezenet.h5');
    copyFileSync(REAL, path);
    const read = await readKerasConvolutions(path, convolutionsOf(SQUEEZENET));
    expect(read.size).toBe(25);
    const numbers = [...read.values()].reduce(
      (sum, { kernel, bias }) => sum + kernel.length + bias.length,
      0,
    );
    expect(numbers).toBe(722_496);
    await expect(readKerasConvolutions(path, convolutionsOf(VGG19))).rejects.toThrow(/another network/);
  });
});
