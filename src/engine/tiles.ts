import type { Region } from './extractors/extractor.js';

/** One tile of a picture too large to be looked at whole. */
export interface Tile {
  /** What the tile answers for, in pixels of the picture. All tiles' regions together are the picture. */
  readonly region: Region;
  /** What is computed on: the region and at least its halo, as far as the picture goes. */
  readonly frame: Region;
  /** The region within the frame. */
  readonly inside: Region;
}

export interface TileGrid {
  /** Regions start at multiples of this, and it is a multiple of every layer's stride (`Extractor.alignment`). */
  readonly alignment: number;
  /** Pixels around a region that its features depend on, a multiple of the stride of each layer that is wanted. */
  readonly halo: number;
  /** Most pixels that a frame may have. */
  readonly pixels: number;
}

/**
 * Cuts a picture into the tiles that cost least: the fewest pixels computed in all, halos counted, with no frame above
 * `pixels`; where even the smallest are above that, the smallest.
 *
 * All frames are of one size, so that one compiled function serves them all: near the picture's edges, where no halo is
 * needed, a frame reaches further into the picture instead.
 */
export function planTiles(
  { width, height }: { readonly width: number; readonly height: number },
  grid: TileGrid,
): Tile[] {
  const allRows = cutsOf(height, grid);
  const allColumns = cutsOf(width, grid);
  let best: { rows: Cut; columns: Cut; work: number; frame: number } | null = null;
  for (const rows of allRows) {
    for (const columns of allColumns) {
      const frame = rows.frame * columns.frame;
      const found = { rows, columns, frame, work: frame * rows.starts.length * columns.starts.length };
      if (best === null || isBetter(found, best, grid.pixels)) best = found;
    }
  }
  if (best === null) throw new Error(`no tiles for ${width} × ${height} pixels`);
  const columns = spansOf(best.columns);
  return spansOf(best.rows).flatMap((row) =>
    columns.map((column) => ({
      region: rectangle(row.region, column.region),
      frame: rectangle(row.frame, column.frame),
      inside: rectangle(within(row), within(column)),
    })),
  );
}

interface Choice {
  /** Pixels computed in all. */
  readonly work: number;
  /** Pixels of a frame. */
  readonly frame: number;
}

function isBetter(a: Choice, b: Choice, pixels: number): boolean {
  const [fitsA, fitsB] = [a.frame <= pixels, b.frame <= pixels];
  if (fitsA !== fitsB) return fitsA;
  return fitsA ? a.work < b.work : a.frame < b.frame;
}

/** One way to cut a side. */
interface Cut {
  readonly length: number;
  /** Where regions start. */
  readonly starts: readonly number[];
  readonly halo: number;
  /** Length of all frames. */
  readonly frame: number;
}

/** Regions are no narrower than this, nor than their halo: past that, most of what is computed is halo. */
const NARROWEST = 64;

/** Every way to cut a side of `length` pixels into equal regions, the last of which may be shorter. */
function cutsOf(length: number, grid: TileGrid): Cut[] {
  const cuts = new Map<number, Cut>();
  const aligned = (pixels: number): number => grid.alignment * Math.ceil(pixels / grid.alignment);
  const narrowest = aligned(Math.max(NARROWEST, grid.halo));
  for (let count = 1; count === 1 || (count - 1) * narrowest < length; count++) {
    const size = Math.max(narrowest, aligned(length / count));
    if (!cuts.has(size)) cuts.set(size, cutInto(size, length, grid));
  }
  return [...cuts.values()];
}

function cutInto(size: number, length: number, { alignment, halo }: TileGrid): Cut {
  const starts: number[] = [];
  for (let start = 0; start < length; start += size) starts.push(start);
  const needed = starts.map((start) => {
    const end = Math.min(length, start + size + halo);
    return end - Math.max(0, start - halo);
  });
  // Strides divide both, and so their greatest common divisor: a frame that starts at a multiple of it is on every
  // lattice. The last one does when frames are as long as the picture is, but for a multiple of it.
  const lattice = greatestCommonDivisor(alignment, halo);
  const longest = Math.max(...needed);
  const frame = Math.min(length, longest + mod(length - longest, lattice));
  return { length, starts, halo, frame };
}

interface Interval {
  readonly start: number;
  readonly length: number;
}

interface Span {
  readonly region: Interval;
  readonly frame: Interval;
}

function spansOf({ length, starts, halo, frame }: Cut): Span[] {
  return starts.map((start, i) => ({
    region: { start, length: (starts[i + 1] ?? length) - start },
    frame: { start: Math.min(length - frame, Math.max(0, start - halo)), length: frame },
  }));
}

function within({ region, frame }: Span): Interval {
  return { start: region.start - frame.start, length: region.length };
}

function rectangle(row: Interval, column: Interval): Region {
  return { top: row.start, left: column.start, height: row.length, width: column.length };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function mod(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
