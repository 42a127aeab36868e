import type { Region } from './extractors/extractor.js';

/** One tile of a picture too large to be looked at whole. */
export interface Tile {
  /** What the tile answers for, in pixels of the picture. All tiles' regions together are the picture. */
  readonly region: Region;
  /** What is computed on: the region and its halo, as far as the picture goes. */
  readonly frame: Region;
  /** The region within the frame. */
  readonly inside: Region;
}

export interface TileGrid {
  /** Regions start at multiples of this. */
  readonly alignment: number;
  /** Pixels around a region that its features depend on. */
  readonly halo: number;
  /** Most pixels that a frame may have. */
  readonly pixels: number;
}

/** Regions with a shorter side than this, at the picture's far edges, join their neighbours. */
const SHORTEST = 64;

/**
 * Cuts a picture into the tiles that cost least: the fewest pixels computed in all, halos counted, with no frame above
 * `pixels`. Where even the smallest tiles are above that, the smallest tiles are taken.
 *
 * All regions of a row or column are equally long but the last, so that there are three kinds of tiles along each side
 * (first, middle, last), and nine shapes at most as long as the regions are no shorter than the halo.
 */
export function planTiles({ width, height }: { width: number; height: number }, grid: TileGrid): Tile[] {
  const allRows = cutsOf(height, grid);
  const allColumns = cutsOf(width, grid);
  let best: { rows: Cut; columns: Cut; work: number; largest: number } | null = null;
  for (const rows of allRows) {
    for (const columns of allColumns) {
      const found = {
        rows,
        columns,
        work: rows.total * columns.total,
        largest: rows.longest * columns.longest,
      };
      if (best === null || isBetter(found, best, grid.pixels)) best = found;
    }
  }
  if (best === null) throw new Error(`no tiles for ${width} × ${height} pixels`);
  const { rows, columns } = best;
  return rows.spans.flatMap((row) =>
    columns.spans.map((column) => ({
      region: rectangle(row.region, column.region),
      frame: rectangle(row.frame, column.frame),
      inside: rectangle(
        { ...row.region, start: row.region.start - row.frame.start },
        { ...column.region, start: column.region.start - column.frame.start },
      ),
    })),
  );
}

/** Tiles of one shape share a compiled function: the same frame with the same region inside. */
export function shapeOf({ frame, inside }: Tile): string {
  return [frame.height, frame.width, inside.top, inside.left, inside.height, inside.width].join();
}

interface Choice {
  readonly work: number;
  readonly largest: number;
}

function isBetter(a: Choice, b: Choice, pixels: number): boolean {
  const [fitsA, fitsB] = [a.largest <= pixels, b.largest <= pixels];
  if (fitsA !== fitsB) return fitsA;
  return fitsA ? a.work < b.work : a.largest < b.largest;
}

interface Interval {
  readonly start: number;
  readonly length: number;
}

/** One way to cut a side. */
interface Cut {
  readonly spans: readonly { readonly region: Interval; readonly frame: Interval }[];
  /** Of the frames' lengths. */
  readonly total: number;
  readonly longest: number;
}

/** Every way to cut a side of `length` pixels into equal regions. */
function cutsOf(length: number, { alignment, halo }: TileGrid): Cut[] {
  const cuts = new Map<number, Cut>();
  const shortest = alignment * Math.ceil(SHORTEST / alignment);
  for (let count = 1; count === 1 || (count - 1) * shortest < length; count++) {
    const size = Math.max(shortest, alignment * Math.ceil(length / count / alignment));
    if (!cuts.has(size)) cuts.set(size, cutInto(size, length, halo));
  }
  return [...cuts.values()];
}

function cutInto(size: number, length: number, halo: number): Cut {
  const starts: number[] = [0];
  for (let start = size; length - start >= SHORTEST; start += size) starts.push(start);
  const spans = starts.map((start, i) => {
    const end = starts[i + 1] ?? length;
    const first = Math.max(0, start - halo);
    return {
      region: { start, length: end - start },
      frame: { start: first, length: Math.min(length, end + halo) - first },
    };
  });
  const lengths = spans.map(({ frame }) => frame.length);
  return {
    spans,
    total: lengths.reduce((sum, each) => sum + each, 0),
    longest: Math.max(...lengths),
  };
}

function rectangle(row: Interval, column: Interval): Region {
  return { top: row.start, left: column.start, height: row.length, width: column.length };
}
