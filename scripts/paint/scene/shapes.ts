/** Signed distances (Quilez's forms) of what a table is laid with. Lengths in metres. */

/** As Math.hypot, which takes ten times as long for care that is not needed here. */
export function length(x: number, y: number, z = 0): number {
  return Math.sqrt(x * x + y * y + z * z);
}

/** A ring whose hole is closed: the dimples of an apple. */
export function spindle(x: number, y: number, z: number, ring: number, tube: number): number {
  return length(length(x, z) - ring, y) - tube;
}

export function ball(x: number, y: number, z: number, radius: number): number {
  return length(x, y, z) - radius;
}

/** A bound of an ellipsoid, exact where it is round. */
export function ellipsoid(x: number, y: number, z: number, a: number, b: number, c: number): number {
  const near = length(x / a, y / b, z / c);
  const slope = length(x / (a * a), y / (b * b), z / (c * c));
  return slope === 0 ? -Math.min(a, b, c) : (near * (near - 1)) / slope;
}

/** A round stick from one point to another, its radius changing on the way. */
export function stick(
  x: number,
  y: number,
  z: number,
  [ax, ay, az]: readonly [number, number, number],
  [bx, by, bz]: readonly [number, number, number],
  from: number,
  to: number,
): number {
  const [dx, dy, dz] = [bx - ax, by - ay, bz - az];
  const along = ((x - ax) * dx + (y - ay) * dy + (z - az) * dz) / (dx * dx + dy * dy + dz * dz);
  const t = Math.min(1, Math.max(0, along));
  return length(x - ax - dx * t, y - ay - dy * t, z - az - dz * t) - (from + (to - from) * t);
}

/** A hollow ball of that thickness, cut open above `rim`. */
export function shell(x: number, y: number, z: number, radius: number, rim: number, thick: number): number {
  const r = length(x, z);
  const edge = Math.sqrt(radius * radius - rim * rim);
  const open = rim * r < edge * y;
  return (open ? length(r - edge, y - rim) : Math.abs(length(r, y) - radius)) - thick;
}

/** An upright pipe or, without a hole, a disc; rounded a little. */
export function pipe(x: number, y: number, z: number, radius: number, half: number, thick: number): number {
  const out = Math.abs(length(x, z) - radius) - thick;
  const up = Math.abs(y) - half;
  return Math.min(Math.max(out, up), 0) + length(Math.max(out, 0), Math.max(up, 0)) - 0.0015;
}

/** Two shapes that flow into each other over `k` (polynomial smooth minimum). */
export function join(a: number, b: number, k: number): number {
  const h = Math.max(0, k - Math.abs(a - b)) / k;
  return Math.min(a, b) - h * h * k * 0.25;
}

/** `a` without `b`, the edge rounded over `k`. */
export function carve(a: number, b: number, k: number): number {
  return -join(-a, b, k);
}
