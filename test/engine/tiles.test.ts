import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Region } from '../../src/engine/extractors/extractor.js';
import { planTiles, shapeOf } from '../../src/engine/tiles.js';

const area = ({ width, height }: { width: number; height: number }) => width * height;
const right = ({ left, width }: Region) => left + width;
const bottom = ({ top, height }: Region) => top + height;

const side = fc.integer({ min: 1, max: 3000 });
const grids = fc
  .record({
    alignment: fc.constantFrom(1, 16, 32, 64),
    stride: fc.constantFrom(1, 2, 16),
    reach: fc.integer({ min: 0, max: 16 }),
    pixels: fc.integer({ min: 20_000, max: 2_000_000 }),
  })
  // A halo lies on the lattice of the layers it serves.
  .map(({ alignment, stride, reach, pixels }) => ({
    alignment,
    halo: Math.min(stride, alignment) * reach,
    pixels,
  }));

describe('planTiles', () => {
  it('partitions the picture into regions that cut through no cell', () => {
    fc.assert(
      fc.property(side, side, grids, (width, height, grid) => {
        const tiles = planTiles({ width, height }, grid);
        const rows = [...new Set(tiles.map(({ region }) => region.top))];
        const columns = [...new Set(tiles.map(({ region }) => region.left))];
        expect(tiles).toHaveLength(rows.length * columns.length);
        // Each ends where the next one starts, or at the picture's edge.
        const ends = (starts: number[], length: number) =>
          new Map(starts.map((start, i) => [start, starts[i + 1] ?? length]));
        const [rowEnds, columnEnds] = [ends(rows, height), ends(columns, width)];
        const misplaced = tiles.filter(
          ({ region }) =>
            region.top % grid.alignment !== 0 ||
            region.left % grid.alignment !== 0 ||
            bottom(region) !== rowEnds.get(region.top) ||
            right(region) !== columnEnds.get(region.left),
        );
        expect(misplaced).toEqual([]);
        expect(tiles.reduce((sum, { region }) => sum + area(region), 0)).toBe(width * height);
      }),
    );
  });

  it('gives each region its whole halo, within the picture', () => {
    fc.assert(
      fc.property(side, side, grids, (width, height, grid) => {
        const tiles = planTiles({ width, height }, grid);
        const wanted = tiles.map(({ region }) => {
          const top = Math.max(0, region.top - grid.halo);
          const left = Math.max(0, region.left - grid.halo);
          const frame = {
            top,
            left,
            height: Math.min(height, bottom(region) + grid.halo) - top,
            width: Math.min(width, right(region) + grid.halo) - left,
          };
          return { region, frame, inside: { ...region, top: region.top - top, left: region.left - left } };
        });
        expect(tiles).toEqual(wanted);
      }),
    );
  });

  it('keeps frames within the pixels allowed, wherever any tiles are', () => {
    fc.assert(
      fc.property(side, side, grids, (width, height, grid) => {
        const tiles = planTiles({ width, height }, grid);
        const largest = Math.max(...tiles.map(({ frame }) => area(frame)));
        // The smallest regions are 64 pixels wide, and one at the far edge may have swallowed nearly as many again.
        const smallest = Math.min(width, 128 + 2 * grid.halo) * Math.min(height, 128 + 2 * grid.halo);
        expect(largest).toBeLessThanOrEqual(Math.max(grid.pixels, smallest));
        if (area({ width, height }) <= grid.pixels) expect(tiles).toHaveLength(1);
      }),
    );
  });

  it('needs a handful of shapes', () => {
    fc.assert(
      fc.property(side, side, grids, (width, height, grid) => {
        const tiles = planTiles({ width, height }, grid);
        const narrowest = Math.min(...tiles.map(({ inside }) => Math.min(inside.height, inside.width)));
        if (tiles.length > 1 && narrowest >= grid.halo) {
          expect(new Set(tiles.map(shapeOf)).size).toBeLessThanOrEqual(9);
        }
      }),
    );
  });

  it('takes the cut that costs least', () => {
    const tiles = planTiles({ width: 2048, height: 1536 }, { alignment: 64, halo: 24, pixels: 1_000_000 });
    expect(tiles).toHaveLength(4);
    const work = tiles.reduce((sum, { frame }) => sum + area(frame), 0);
    expect(work / (2048 * 1536)).toBeLessThan(1.06);
  });
});
