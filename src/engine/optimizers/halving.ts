import { instantiate } from './webassembly.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture [height, width, 3] in float32 in the memory of `Halving`, with room beside each row. */
interface Grid extends Size {
  /** Where the first pixel is, in bytes. */
  readonly start: number;
  /** Bytes from row to row. */
  readonly pitch: number;
}

/** What vectors.wat exports for rows of pixels; rows are places in the memory, in bytes. */
interface Kernels {
  blend(
    size: number,
    y: number,
    ...terms: [a: number, t: number, b: number, u: number, c: number, v: number, d: number, w: number]
  ): void;
  halve(size: number, half: number, row: number): void;
  double(size: number, row: number, half: number): void;
}

const COLOURS = 3;
/** Bytes of a pixel. */
const PIXEL = 4 * COLOURS;

/**
 * A picture and its halves, quarters and so on, and the matrix D that halves: by the binomial filter (1 3 3 1)/8 along
 * both sides; beyond a picture's edges, its outermost pixels again. The last pixel of an odd side is only half a pair, and
 * counts √½ of one, so that 4·DᵀD leaves flat colours about as bright there as anywhere.
 *
 * In WebAssembly, row by row: at 256×192 five times as fast as in JavaScript.
 */
export class Halving {
  /** The picture, its half … */
  readonly #grids: readonly Grid[];
  /** Between each of them and the next: half as high, and as wide. */
  readonly #between: readonly Grid[];
  readonly #numbers: Float32Array;
  readonly #kernels: Kernels;

  /** @param count of pictures: 2 has the picture and its half. */
  constructor(size: Size, count: number) {
    const sizes = Array.from({ length: count }).reduce<Size[]>((all) => {
      const last = all.at(-1);
      return [...all, last === undefined ? size : { width: half(last.width), height: half(last.height) }];
    }, []);
    let bytes = 0;
    const grid = ({ width, height }: Size): Grid => {
      // A pixel more at the left and two at the right, and what the last four numbers moved may reach beyond.
      const pitch = 16 * Math.ceil((PIXEL * (width + 3) + 16) / 16);
      const start = bytes + PIXEL;
      bytes += pitch * height + 16;
      return { width, height, start, pitch };
    };
    this.#grids = sizes.map(grid);
    this.#between = sizes.slice(0, -1).map(({ width, height }) => grid({ width, height: half(height) }));
    const { exports, memory } = instantiate(bytes);
    this.#numbers = new Float32Array(memory);
    this.#kernels = exports as Kernels;
  }

  /** @param picture [height, width, 3] */
  put(picture: Float32Array): void {
    const { grid, length } = this.#rowsOf(picture);
    for (let y = 0; y < grid.height; y++) {
      this.#numbers.set(picture.subarray(y * length, (y + 1) * length), rowAt(grid, y) / 4);
    }
  }

  /** The other way. */
  get(picture: Float32Array): void {
    const { grid, length } = this.#rowsOf(picture);
    for (let y = 0; y < grid.height; y++) {
      const first = rowAt(grid, y) / 4;
      picture.set(this.#numbers.subarray(first, first + length), y * length);
    }
  }

  #rowsOf(picture: Float32Array): { grid: Grid; length: number } {
    const grid = this.#grid(0);
    const length = COLOURS * grid.width;
    if (picture.length !== length * grid.height) throw new Error('the picture has another size');
    return { grid, length };
  }

  /** fineᵢ₊₁ ← D·fineᵢ */
  halve(i: number): void {
    const [fine, between, coarse] = [this.#grid(i), this.#betweenAt(i), this.#grid(i + 1)];
    const last = fine.height - 1;
    for (let y = 0; y < between.height; y++) {
      const factor = pairs(y, fine.height) / 8;
      const before = rowAt(fine, Math.max(0, 2 * y - 1));
      const first = rowAt(fine, 2 * y);
      const second = rowAt(fine, Math.min(last, 2 * y + 1));
      const after = rowAt(fine, Math.min(last, 2 * y + 2));
      const row = rowAt(between, y);
      const size = PIXEL * fine.width;
      this.#kernels.blend(size, row, factor, before, 3 * factor, first, 3 * factor, second, factor, after);
      this.#widen(between, y);
      this.#kernels.halve(PIXEL * coarse.width, rowAt(coarse, y), row);
      this.#weighLast(coarse, y, fine.width);
    }
  }

  /** fineᵢ ← weight·fineᵢ + 4·Dᵀ·fineᵢ₊₁, where 4·Dᵀ leaves flat colours as they are. Spoils fineᵢ₊₁. */
  addDoubled(i: number, weight: number): void {
    const [fine, between, coarse] = [this.#grid(i), this.#betweenAt(i), this.#grid(i + 1)];
    for (let y = 0; y < between.height; y++) {
      this.#weighLast(coarse, y, fine.width);
      this.#widen(coarse, y);
      this.#kernels.double(PIXEL * coarse.width, rowAt(between, y), rowAt(coarse, y));
      if (fine.width % 2 === 1) this.#addLast(between, y, coarse);
    }
    const last = between.height - 1;
    for (let y = 0; y < fine.height; y++) {
      // A place takes three parts of its own pair and one of the pair on its side; at the ends, its own again.
      const own = y >> 1;
      const other = Math.min(last, Math.max(0, own + (y % 2 === 0 ? -1 : 1)));
      // The last place of an odd side stands for both of its pair and for what is beyond them.
      const parts = y === fine.height - 1 && y % 2 === 0 ? 7 : 3;
      const ownFactor = (parts * pairs(own, fine.height)) / 4;
      const otherFactor = pairs(other, fine.height) / 4;
      const here = rowAt(fine, y);
      const [mine, next] = [rowAt(between, own), rowAt(between, other)];
      this.#kernels.blend(
        PIXEL * fine.width,
        here,
        weight,
        here,
        ownFactor,
        mine,
        otherFactor,
        next,
        0,
        here,
      );
    }
  }

  /** fineᵢ ← weight·fineᵢ */
  scale(i: number, weight: number): void {
    const grid = this.#grid(i);
    for (let y = 0; y < grid.height; y++) {
      const row = rowAt(grid, y);
      this.#kernels.blend(PIXEL * grid.width, row, weight, row, 0, row, 0, row, 0, row);
    }
  }

  /** Repeats a row's outermost pixels beyond it. */
  #widen(grid: Grid, y: number): void {
    const first = rowAt(grid, y) / 4;
    const end = first + COLOURS * grid.width;
    for (let colour = 0; colour < COLOURS; colour++) {
      const last = this.#numbers[end - COLOURS + colour] as number;
      this.#numbers[first - COLOURS + colour] = this.#numbers[first + colour] as number;
      this.#numbers[end + colour] = last;
      this.#numbers[end + COLOURS + colour] = last;
    }
  }

  /** The last pixel of a row that stands for the last pair of an odd side. */
  #weighLast(grid: Grid, y: number, width: number): void {
    if (width % 2 === 0) return;
    const last = rowAt(grid, y) / 4 + COLOURS * (grid.width - 1);
    for (let colour = 0; colour < COLOURS; colour++) {
      this.#numbers[last + colour] = Math.SQRT1_2 * (this.#numbers[last + colour] as number);
    }
  }

  /** Of an odd row, the last pixel stands for both of its pair and for what is beyond them. */
  #addLast(between: Grid, y: number, coarse: Grid): void {
    const to = rowAt(between, y) / 4 + COLOURS * (between.width - 1);
    const from = rowAt(coarse, y) / 4 + COLOURS * (coarse.width - 1);
    for (let colour = 0; colour < COLOURS; colour++) {
      this.#numbers[to + colour] =
        (this.#numbers[to + colour] as number) + (this.#numbers[from + colour] as number);
    }
  }

  #grid(i: number): Grid {
    return within(this.#grids, i);
  }

  #betweenAt(i: number): Grid {
    return within(this.#between, i);
  }
}

function within(grids: readonly Grid[], i: number): Grid {
  const grid = grids[i];
  if (grid === undefined) throw new Error(`no picture ${i}`);
  return grid;
}

/** Where a row's first pixel is, in bytes. */
function rowAt({ start, pitch }: Grid, y: number): number {
  return start + y * pitch;
}

function half(length: number): number {
  return Math.ceil(length / 2);
}

/** How much of a pair the i-th two places of a line are: √½ where there is only one. */
function pairs(i: number, length: number): number {
  return 2 * i + 1 < length ? 1 : Math.SQRT1_2;
}
