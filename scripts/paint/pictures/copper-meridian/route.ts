/** A place on the routing grid. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

const STEPS = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const;
/** Cost of a turn by 0°, 45°, 90° …: traces like to run on, and never bend by a right angle. */
const TURN = [0, 0.55, 9, 30, 60];
const PATIENCE = 30_000;

/** A board on which traces find their way around what is there already. */
export class Router {
  readonly columns: number;
  readonly rows: number;
  readonly #taken: Uint8Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#taken = new Uint8Array(columns * rows);
  }

  block({ column, row }: Cell, taken = true): void {
    if (this.#holds(column, row)) this.#taken[row * this.columns + column] = taken ? 1 : 0;
  }

  free({ column, row }: Cell): boolean {
    return this.#holds(column, row) && this.#taken[row * this.columns + column] === 0;
  }

  #holds(column: number, row: number): boolean {
    return column >= 0 && row >= 0 && column < this.columns && row < this.rows;
  }

  /**
   * The cheapest way between two cells (A* over places and headings), taken at once; null where there is none within
   * reach. Only the ends may be taken already.
   */
  route(from: Cell, to: Cell, heading: number | null): readonly Cell[] | null {
    const { columns, rows } = this;
    const cost = new Map<number, number>();
    const before = new Map<number, number>();
    const heap = new Heap();
    const goal = to.row * columns + to.column;
    const guess = (column: number, row: number): number => {
      const [dx, dy] = [Math.abs(column - to.column), Math.abs(row - to.row)];
      return Math.max(dx, dy) + 0.414 * Math.min(dx, dy);
    };
    for (let turn = 0; turn < 8; turn++) {
      if (heading !== null && turn !== heading) continue;
      const state = (from.row * columns + from.column) * 8 + turn;
      cost.set(state, 0);
      heap.push(guess(from.column, from.row), state);
    }
    for (let looked = 0; looked < PATIENCE; looked++) {
      const state = heap.pop();
      if (state === undefined) return null;
      const cell = state >> 3;
      if (cell === goal) return this.#take(state, before);
      const [column, row] = [cell % columns, Math.floor(cell / columns)];
      const soFar = cost.get(state) ?? Infinity;
      for (let turn = 0; turn < 8; turn++) {
        const bend = Math.min((turn - (state & 7) + 8) % 8, ((state & 7) - turn + 8) % 8);
        if (bend > 1) continue;
        const [dx, dy] = STEPS[turn] ?? [0, 0];
        const [nc, nr] = [column + dx, row + dy];
        if (nc < 0 || nr < 0 || nc >= columns || nr >= rows) continue;
        const next = nr * columns + nc;
        if (next !== goal && this.#taken[next]) continue;
        // Not between two corners of another trace.
        if (dx !== 0 && dy !== 0 && this.#taken[row * columns + nc] && this.#taken[nr * columns + column])
          continue;
        const price = soFar + (dx !== 0 && dy !== 0 ? Math.SQRT2 : 1) + (TURN[bend] ?? 60);
        const to8 = next * 8 + turn;
        if (price >= (cost.get(to8) ?? Infinity)) continue;
        cost.set(to8, price);
        before.set(to8, state);
        heap.push(price + guess(nc, nr), to8);
      }
    }
    return null;
  }

  #take(end: number, before: ReadonlyMap<number, number>): readonly Cell[] {
    const path: Cell[] = [];
    for (let state: number | undefined = end; state !== undefined; state = before.get(state)) {
      const cell = state >> 3;
      const at = { column: cell % this.columns, row: Math.floor(cell / this.columns) };
      this.block(at);
      path.push(at);
    }
    return path.reverse();
  }
}

/** A binary heap of numbers by their keys, smallest first; equal keys in no order that matters to the eye. */
class Heap {
  readonly #keys: number[] = [];
  readonly #values: number[] = [];

  push(key: number, value: number): void {
    let at = this.#keys.length;
    this.#keys.push(key);
    this.#values.push(value);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((this.#keys[up] ?? 0) <= (this.#keys[at] ?? 0)) return;
      this.#swap(up, at);
      at = up;
    }
  }

  pop(): number | undefined {
    const top = this.#values[0];
    const [key, value] = [this.#keys.pop(), this.#values.pop()];
    if (key === undefined || value === undefined || this.#keys.length === 0) return top;
    this.#keys[0] = key;
    this.#values[0] = value;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if ((this.#keys[child] ?? Infinity) < (this.#keys[least] ?? Infinity)) least = child;
      }
      if (least === at) return top;
      this.#swap(least, at);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    const [key, value] = [this.#keys[a] ?? 0, this.#values[a] ?? 0];
    this.#keys[a] = this.#keys[b] ?? 0;
    this.#values[a] = this.#values[b] ?? 0;
    this.#keys[b] = key;
    this.#values[b] = value;
  }
}
