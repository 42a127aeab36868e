import { type Field, follow } from './flow.js';
import type { Random } from './random.js';
import { scatter } from './scatter.js';
import type { Point } from './stroke.js';

export interface Furrows {
  readonly width: number;
  readonly height: number;
  readonly field: Field;
  /** Distance that lines keep from each other at a place; 0 where there are none. */
  readonly spacing: (x: number, y: number) => number;
  /** Length of a line that has room. */
  readonly length: (random: Random) => number;
  /** The closest that lines lie anywhere. */
  readonly closest: number;
}

/** Lines along a field, evenly apart, as a graver or a gouge lays them; each ends where it would crowd another. */
export function furrows(
  { width, height, field, spacing, length, closest }: Furrows,
  random: Random,
): Point[][] {
  const cell = closest;
  const across = Math.ceil(width / cell) + 1;
  const taken = new Map<number, Point[]>();
  const crowded = (x: number, y: number): boolean => {
    const room = spacing(x, y);
    if (room <= 0) return true;
    const reach = Math.ceil(room / cell);
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    for (let j = row - reach; j <= row + reach; j++) {
      for (let i = column - reach; i <= column + reach; i++) {
        for (const point of taken.get(j * across + i) ?? []) {
          if ((point.x - x) ** 2 + (point.y - y) ** 2 < room * room) return true;
        }
      }
    }
    return false;
  };
  const lines: Point[][] = [];
  for (const place of scatter(width, height, closest * 0.9, random)) {
    if (crowded(place.x, place.y)) continue;
    const line = follow(field, place, length(random), crowded);
    if (line.length < 4) continue;
    lines.push(line);
    for (const point of line) {
      const key = Math.floor(point.y / cell) * across + Math.floor(point.x / cell);
      const list = taken.get(key);
      if (list === undefined) taken.set(key, [point]);
      else list.push(point);
    }
  }
  return lines;
}
