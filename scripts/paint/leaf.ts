import type { Point } from './stroke.js';

/** A leaf or petal: its spine and both edges, from base to tip. */
export function leaf(
  base: Point,
  angle: number,
  length: number,
  width: number,
  bend = 0,
  belly = 0.45,
): { spine: Point[]; left: Point[]; right: Point[] } {
  const spine: Point[] = [];
  const left: Point[] = [];
  const right: Point[] = [];
  const count = 24;
  let { x, y } = base;
  for (let i = 0; i <= count; i++) {
    const t = i / count;
    const turn = angle + bend * t;
    if (i > 0) {
      x += (Math.cos(turn) * length) / count;
      y += (Math.sin(turn) * length) / count;
    }
    const power = Math.log(0.5) / Math.log(belly);
    const half = (width / 2) * Math.sin(Math.PI * t ** power) ** 0.8;
    spine.push({ x, y });
    left.push({ x: x + Math.sin(turn) * half, y: y - Math.cos(turn) * half });
    right.push({ x: x - Math.sin(turn) * half, y: y + Math.cos(turn) * half });
  }
  return { spine, left, right };
}
