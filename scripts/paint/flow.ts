import type { Point } from './stroke.js';

/** Direction of the brush at a place, radians. */
export type Field = (x: number, y: number) => number;

/** Follows a field from a place, half the length each way, by midpoint steps; ends early where `stop` says so. */
export function follow(
  field: Field,
  start: Point,
  length: number,
  stop: (x: number, y: number) => boolean = () => false,
): Point[] {
  const back = walk(field, start, -length / 2, stop);
  const forth = walk(field, start, length / 2, stop);
  return [...back.reverse(), start, ...forth];
}

const STEP = 2.5;

function walk(field: Field, start: Point, length: number, stop: (x: number, y: number) => boolean): Point[] {
  const out: Point[] = [];
  const step = STEP * Math.sign(length);
  let { x, y } = start;
  for (let gone = 0; gone < Math.abs(length); gone += STEP) {
    const turn = field(x, y);
    const mid = field(x + (Math.cos(turn) * step) / 2, y + (Math.sin(turn) * step) / 2);
    x += Math.cos(mid) * step;
    y += Math.sin(mid) * step;
    if (stop(x, y)) break;
    out.push({ x, y });
  }
  return out;
}

/** Direction along the level lines of a scalar function (its gradient turned by a right angle). */
export function alongLevels(levels: (x: number, y: number) => number): Field {
  const e = 0.5;
  return (x, y) => Math.atan2(levels(x - e, y) - levels(x + e, y), levels(x, y + e) - levels(x, y - e));
}
