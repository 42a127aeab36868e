import { lerp } from './noise.js';
import type { Point } from './stroke.js';

/** `[x, y]`, as curves are written down. */
export type Pair = readonly [x: number, y: number];

/**
 * Points along cubic Bézier pieces: a start, then two handles and an end for each piece. `each` points a piece,
 * evenly in the parameter.
 */
export function bezier(start: Pair, pieces: readonly (readonly [Pair, Pair, Pair])[], each: number): Point[] {
  const out: Point[] = [{ x: start[0], y: start[1] }];
  let from = start;
  for (const [a, b, to] of pieces) {
    for (let i = 1; i <= each; i++) {
      const t = i / each;
      const u = 1 - t;
      const at = (k: 0 | 1) =>
        u * u * u * from[k] + 3 * u * u * t * a[k] + 3 * u * t * t * b[k] + t * t * t * to[k];
      out.push({ x: at(0), y: at(1) });
    }
    from = to;
  }
  return out;
}

/** Between two curves of equally many points. */
export function between(a: readonly Point[], b: readonly Point[], t: number): Point[] {
  return a.map((p, i) => {
    const q = b[i] ?? p;
    return { x: lerp(p.x, q.x, t), y: lerp(p.y, q.y, t) };
  });
}

/** The place a share of the way along a curve (by its points), and the direction there. */
export function along(curve: readonly Point[], share: number): Point & { readonly angle: number } {
  const at = Math.min(curve.length - 1.001, Math.max(0, share * (curve.length - 1)));
  const i = Math.floor(at);
  const a = curve[i] ?? { x: 0, y: 0 };
  const b = curve[i + 1] ?? a;
  return {
    x: lerp(a.x, b.x, at - i),
    y: lerp(a.y, b.y, at - i),
    angle: Math.atan2(b.y - a.y, b.x - a.x),
  };
}
