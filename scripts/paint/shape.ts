import type { Point } from './stroke.js';

/** Whether a place lies inside a polygon (even–odd rule). */
export function inside(polygon: readonly Point[], x: number, y: number): boolean {
  let within = false;
  let before = polygon.at(-1);
  for (const point of polygon) {
    if (
      before !== undefined &&
      point.y > y !== before.y > y &&
      x < ((before.x - point.x) * (y - point.y)) / (before.y - point.y) + point.x
    ) {
      within = !within;
    }
    before = point;
  }
  return within;
}

/** The smallest upright rectangle around a polygon. */
export function bounds(polygon: readonly Point[]): { x: number; y: number; width: number; height: number } {
  const xs = polygon.map((point) => point.x);
  const ys = polygon.map((point) => point.y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** A straight stroke's path about its middle. */
export function dash(x: number, y: number, angle: number, length: number): Point[] {
  const [dx, dy] = [(Math.cos(angle) * length) / 2, (Math.sin(angle) * length) / 2];
  return [
    { x: x - dx, y: y - dy },
    { x, y },
    { x: x + dx, y: y + dy },
  ];
}
