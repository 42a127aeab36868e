import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Backend } from '../../../src/engine/backends/backend.js';
import type { Extractor, Region } from '../../../src/engine/extractors/extractor.js';
import type { Picture } from '../../../src/engine/picture.js';
import { waves } from './scenes.js';

/**
 * Checks what an extractor promises about regions, on a picture cut at these rows and columns: the regions' features
 * are together the picture's, and a tile that holds a region and its halo has the region's features, position by
 * position.
 */
export async function checkTiling(
  { backend, extractor }: { backend: Backend; extractor: Extractor },
  layers: readonly string[],
  size: { width: number; height: number },
  cuts: { rows: readonly number[]; columns: readonly number[] },
): Promise<void> {
  const picture = waves(size.width, size.height, 4);
  const all = regions(size, cuts);
  const halo = extractor.halo(layers);
  expect(halo % 1).toBe(0);

  const whole = await features(backend, extractor, picture, layers);
  const seen = new Map(layers.map((layer) => [layer, { positions: 0, sums: [] as number[] }]));
  for (const region of all) {
    const { tile, inside } = cutTile(picture, region, halo);
    const got = await features(backend, extractor, tile, layers);
    for (const layer of layers) {
      const wanted = columns(entry(whole, layer), extractor.positionsIn(layer, size, region));
      const found = columns(entry(got, layer), extractor.positionsIn(layer, tile, inside));
      expect(found.shape, `${layer} at ${JSON.stringify(region)}`).toEqual(wanted.shape);
      const off = largestDifference(found.values, wanted.values);
      expect(off, `${layer} at ${JSON.stringify(region)}`).toBeLessThan(1e-4);
      const total = seen.get(layer);
      if (total === undefined) continue;
      total.positions += wanted.shape[1] ?? 0;
      for (const [c, sum] of rowSums(wanted).entries()) total.sums[c] = (total.sums[c] ?? 0) + sum;
    }
  }
  for (const layer of layers) {
    const { shape, values } = entry(whole, layer);
    expect(seen.get(layer)?.positions, layer).toBe(shape[1]);
    const sums = rowSums({ shape, values });
    const scale = Math.max(...sums.map(Math.abs));
    for (const [c, sum] of (seen.get(layer)?.sums ?? []).entries()) {
      expect(Math.abs(sum - (sums[c] ?? 0)) / scale, layer).toBeLessThan(1e-5);
    }
  }
}

interface Entry {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

async function features(
  backend: Backend,
  extractor: Extractor,
  { width, height, data }: Picture,
  layers: readonly string[],
): Promise<Map<string, Entry>> {
  const shape = [1, height, width, 3];
  const shapes: number[][] = [];
  const compiled = backend.compile(
    (image) => {
      const maps = extractor.extract(image as tf.Tensor4D, layers);
      return layers.map((layer, i) => {
        const tensor = maps[layer] ?? tf.zeros([0, 0]);
        shapes[i] = tensor.shape;
        return tensor;
      });
    },
    [shape],
  );
  try {
    const values = await compiled.run([{ data, shape }]);
    return new Map(
      layers.map((layer, i) => [layer, { shape: shapes[i] ?? [], values: values[i] ?? new Float32Array() }]),
    );
  } finally {
    compiled.dispose();
  }
}

/** The columns that are marked with 1; every mark must be one of a column. */
function columns({ shape, values }: Entry, marks: Float32Array): Entry {
  const [channels = 0, positions = 0] = shape;
  expect(marks).toHaveLength(positions);
  const kept = [...marks.keys()].filter((position) => marks[position] === 1);
  const data = new Float32Array(channels * kept.length);
  for (let c = 0; c < channels; c++) {
    for (const [i, position] of kept.entries()) {
      data[c * kept.length + i] = values[c * positions + position] ?? Number.NaN;
    }
  }
  return { shape: [channels, kept.length], values: data };
}

function regions(
  { width, height }: { width: number; height: number },
  { rows, columns }: { rows: readonly number[]; columns: readonly number[] },
): Region[] {
  const spans = (cuts: readonly number[], length: number) =>
    [0, ...cuts].map((start, i) => ({ start, length: (cuts[i] ?? length) - start }));
  return spans(rows, height).flatMap((row) =>
    spans(columns, width).map((column) => ({
      top: row.start,
      left: column.start,
      height: row.length,
      width: column.length,
    })),
  );
}

/** The piece of the picture that holds the region and its halo, and where the region is in it. */
function cutTile(picture: Picture, region: Region, halo: number): { tile: Picture; inside: Region } {
  const top = Math.max(0, region.top - halo);
  const left = Math.max(0, region.left - halo);
  const height = Math.min(picture.height, region.top + region.height + halo) - top;
  const width = Math.min(picture.width, region.left + region.width + halo) - left;
  const data = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * picture.width + left);
    data.set(picture.data.subarray(from, from + 3 * width), 3 * y * width);
  }
  return {
    tile: { width, height, data },
    inside: { ...region, top: region.top - top, left: region.left - left },
  };
}

function entry(features: ReadonlyMap<string, Entry>, layer: string): Entry {
  const found = features.get(layer);
  if (found === undefined) throw new Error(`no features of ${layer}`);
  return found;
}

function rowSums({ shape, values }: Entry): number[] {
  const [channels = 0, positions = 0] = shape;
  return Array.from({ length: channels }, (_, c) =>
    values.subarray(c * positions, (c + 1) * positions).reduce((total, value) => total + value, 0),
  );
}

/** Largest difference, of the largest value expected. */
function largestDifference(actual: Float32Array, expected: Float32Array): number {
  let [largest, scale] = [0, 1e-6];
  for (const [i, value] of expected.entries()) {
    largest = Math.max(largest, Math.abs((actual[i] ?? Number.NaN) - value));
    scale = Math.max(scale, Math.abs(value));
  }
  return largest / scale;
}
