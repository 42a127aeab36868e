import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Region } from '../../src/engine/extractors/extractor.js';
import { planTiles } from '../../src/engine/tiles.js';

const area = ({ width, height }: { width: number; height: number }) => width * height;
const right = ({ left, width }: Region) => left + width;
const bottom = ({ top, height }: Region) => top + height;

const side = fc.integer({ min: 1, max: 3000 });
const grids = fc
  .record({
    alignment: fc.constantFrom(16, 32, 64),
    stride: fc.constantFrom(1, 2, 16),
    reach: fc.integer({ min: 0, max: 16 }),
    pixels: fc.integer({ min: 20_000, max: 2_000_000 }),
  })
  .map(({ alignment, stride, reach, pixels }) => ({ alignment, stride, halo: stride * reach, pixels }));

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

  it('gives each region its whole halo, in frames of one size that start on every lattice', () => {
    fc.assert(
      fc.property(side, side, grids, (width, height, grid) => {
        const { halo, stride } = grid;
        const tiles = planTiles({ width, height }, grid);
        const [first] = tiles;
        const wrong = tiles.filter(
          ({ region, frame, inside }) =>
            frame.width !== first?.frame.width ||
            frame.height !== first.frame.height ||
            frame.top < 0 ||
            frame.left < 0 ||
            frame.top % stride !== 0 ||
            frame.left % stride !== 0 ||
            frame.top > Math.max(0, region.top - halo) ||
            frame.left > Math.max(0, region.left - halo) ||
            bottom(frame) < Math.min(height, bottom(region) + halo) ||
            right(frame) < Math.min(width, right(region) + halo) ||
            bottom(frame) > height ||
            right(frame) > width ||
            inside.top !== region.top - frame.top ||
            inside.left !== region.left - frame.left ||
            inside.height !== region.height ||
            inside.width !== region.width,
        );
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('keeps frames within the pixels allowed, wherever any tiles are', () => {
    fc.assert(
      fc.property(side, side, grids, (width, height, grid) => {
        const tiles = planTiles({ width, height }, grid);
        const largest = Math.max(...tiles.map(({ frame }) => area(frame)));
        const smallest = Math.max(64, grid.halo) + 2 * grid.alignment + 2 * grid.halo;
        const unavoidable = Math.min(width, smallest) * Math.min(height, smallest);
        expect(largest).toBeLessThanOrEqual(Math.max(grid.pixels, unavoidable));
        if (area({ width, height }) <= grid.pixels) expect(tiles).toHaveLength(1);
      }),
    );
  });

  it('takes the cut that costs least', () => {
    const tiles = planTiles({ width: 2048, height: 1536 }, { alignment: 64, halo: 10, pixels: 1_000_000 });
    expect(tiles).toHaveLength(4);
    const work = tiles.reduce((sum, { frame }) => sum + area(frame), 0);
    expect(work / (2048 * 1536)).toBeLessThan(1.03);
  });
});
