import { type Vector, vector } from './vector.js';

/** Things with a ball around each, in a tree of balls around balls, so that a ray asks few of them. */
export interface Branch<T> {
  readonly centre: Vector;
  readonly radius: number;
  readonly leaf: T | null;
  readonly branches: readonly Branch<T>[];
}

/** Halves the list along its longest side until one is left. */
export function grow<T extends { readonly centre: Vector; readonly radius: number }>(
  things: readonly T[],
): Branch<T> {
  const [only] = things;
  if (only !== undefined && things.length === 1) return { ...only, leaf: only, branches: [] };
  const spread = (axis: keyof Vector): number => {
    const places = things.map(({ centre }) => centre[axis]);
    return Math.max(...places) - Math.min(...places);
  };
  const axes = (['x', 'y', 'z'] as const).toSorted((a, b) => spread(b) - spread(a));
  const longest = axes[0] ?? 'x';
  const sorted = things.toSorted((a, b) => a.centre[longest] - b.centre[longest]);
  const half = sorted.length >> 1;
  const branches = [grow(sorted.slice(0, half)), grow(sorted.slice(half))];
  return { ...around(branches), leaf: null, branches };
}

/** A ball around others, about their middle. */
function around(balls: readonly { readonly centre: Vector; readonly radius: number }[]): {
  centre: Vector;
  radius: number;
} {
  const mean = (axis: keyof Vector): number =>
    balls.reduce((sum, { centre }) => sum + centre[axis], 0) / balls.length;
  const centre = vector(mean('x'), mean('y'), mean('z'));
  const reach = balls.map(
    (ball) =>
      ball.radius + Math.hypot(ball.centre.x - centre.x, ball.centre.y - centre.y, ball.centre.z - centre.z),
  );
  return { centre, radius: Math.max(...reach) };
}

/** Whether a ray comes through a ball before it has gone so far. */
export function passes(
  { centre, radius }: Branch<unknown>,
  eye: Vector,
  way: Vector,
  before: number,
): boolean {
  const [ox, oy, oz] = [eye.x - centre.x, eye.y - centre.y, eye.z - centre.z];
  const half = ox * way.x + oy * way.y + oz * way.z;
  const gap = ox * ox + oy * oy + oz * oz - radius * radius;
  if (gap > 0 && half > 0) return false;
  const inside = half * half - gap;
  return inside >= 0 && -half - Math.sqrt(inside) <= before;
}
