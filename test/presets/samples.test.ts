import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Painting } from '../../scripts/paint/picture.js';
import { cityNight } from '../../scripts/paint/pictures/city-night.js';
import { portrait } from '../../scripts/paint/pictures/portrait.js';
import { stillLife } from '../../scripts/paint/pictures/still-life.js';

const committed = (name: string) =>
  readFile(new URL(`../../src/presets/samples/${name}.jpg`, import.meta.url));

/** The same picture with few pixels: what is random in one ray is no more than grain in a whole picture. */
function small(painting: Painting): { bytes: Uint8Array; width: number; height: number } {
  const size = { width: Math.round(painting.width / 24), height: Math.round(painting.height / 24) };
  return { bytes: painting.paint.call({ ...painting, ...size }), ...size };
}

describe.each([portrait, cityNight, stillLife])('the sample photograph $name', (painting) => {
  it('is there, light enough to be sent, of the size that its code says', async () => {
    const bytes = await committed(painting.name);
    expect(bytes.length).toBeLessThan(150_000);
    expect(await sharp(bytes).metadata()).toMatchObject({
      format: 'jpeg',
      width: painting.width,
      height: painting.height,
    });
  });

  it('is what its code renders, the same every time', async () => {
    const rendered = small(painting);
    expect(Buffer.from(small(painting).bytes).equals(rendered.bytes)).toBe(true);
    const { width, height } = rendered;
    const kept = await sharp(await committed(painting.name))
      .resize(width, height)
      .raw()
      .toBuffer();
    expect(correlation(rendered.bytes, kept)).toBeGreaterThan(0.88);
    // Another picture is not like it.
    const other = await sharp(await committed(painting.name))
      .flop()
      .resize(width, height)
      .raw()
      .toBuffer();
    expect(correlation(rendered.bytes, other)).toBeLessThan(correlation(rendered.bytes, kept));
  });
});

/** Pearson's, of all values. */
function correlation(a: Uint8Array, b: Uint8Array): number {
  const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, onlyA, onlyB] = [0, 0, 0];
  for (const [at, value] of a.entries()) {
    const [da, db] = [value - meanA, (b[at] ?? 0) - meanB];
    both += da * db;
    onlyA += da * da;
    onlyB += db * db;
  }
  return both / Math.sqrt(onlyA * onlyB);
}
