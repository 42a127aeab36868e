/** x to the right, y up, z away from the eye; lengths in metres. */
export interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export function vector(x: number, y: number, z: number): Vector {
  return { x, y, z };
}

export function unit({ x, y, z }: Vector): Vector {
  const length = Math.sqrt(x * x + y * y + z * z) || 1;
  return { x: x / length, y: y / length, z: z / length };
}

export function dot(a: Vector, b: Vector): number {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

export function cross(a: Vector, b: Vector): Vector {
  return { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x };
}

/** The point a way along a ray. */
export function ahead(from: Vector, way: Vector, t: number): Vector {
  return { x: from.x + way.x * t, y: from.y + way.y * t, z: from.z + way.z * t };
}

export function mirror(way: Vector, normal: Vector): Vector {
  const twice = 2 * dot(way, normal);
  return { x: way.x - twice * normal.x, y: way.y - twice * normal.y, z: way.z - twice * normal.z };
}
