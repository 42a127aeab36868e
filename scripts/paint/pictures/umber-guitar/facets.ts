import type { Random } from '../../random.js';
import type { Point } from '../../stroke.js';

/** One plane of the picture: a convex polygon with a light, a brush and a view of its own. */
export interface Facet {
  readonly polygon: readonly Point[];
  /** Where the plane gets lighter. */
  readonly light: number;
  /** How the brush runs. */
  readonly brush: number;
  /** How far what is seen through the plane is moved, turned and enlarged. */
  readonly shift: Point;
  readonly turn: number;
  readonly zoom: number;
  /** Depth of its shading. */
  readonly depth: number;
}

/** The lines of the scaffold. Analytical cubism keeps to a few, so that planes far apart answer each other. */
const SLANTS = [-1.25, -1.25, 1.12, 1.12, 0.42, -0.36, Math.PI / 2, 0.05] as const;

/** Splits a sheet into planes, small around the middle and large at the rim. */
export function facetsOf(width: number, height: number, middle: Point, random: Random): Facet[] {
  const sheet = [
    { x: -20, y: -20 },
    { x: width + 20, y: -20 },
    { x: width + 20, y: height + 20 },
    { x: -20, y: height + 20 },
  ];
  const out: Facet[] = [];
  const split = (polygon: readonly Point[], depth: number): void => {
    const centre = centreOf(polygon);
    const far = Math.hypot((centre.x - middle.x) / width, (centre.y - middle.y) / height);
    const limit = (3400 + 30_000 * far ** 1.5) * random.range(0.6, 1.9);
    if (depth > 12 || areaOf(polygon) < limit) {
      out.push(facet(polygon, far, random));
      return;
    }
    const long = longest(polygon);
    const slants = SLANTS.filter((slant) => Math.abs(Math.sin(slant - long)) > 0.5);
    const slant = random.pick([long + Math.PI / 2, ...slants]) + random.range(-0.07, 0.07);
    const at = { x: centre.x + random.range(-0.16, 0.16) * 90, y: centre.y + random.range(-0.16, 0.16) * 90 };
    for (const half of cut(polygon, at, slant)) if (half.length > 2) split(half, depth + 1);
  };
  split(sheet, 0);
  return out;
}

function facet(polygon: readonly Point[], far: number, random: Random): Facet {
  const light = random.pick([-2.2, -2.2, -0.7, 0.9, 2.4]) + random.range(-0.25, 0.25);
  const strength = Math.max(0.25, 1 - far * 1.5);
  return {
    polygon,
    light,
    brush: light + Math.PI / 2 + random.pick([0, 0, 0.5, -0.4]),
    shift: { x: random.normal() * 26 * strength, y: random.normal() * 26 * strength },
    turn: random.normal() * 0.13 * strength,
    zoom: 1 + random.normal() * 0.08 * strength,
    depth: random.range(0.5, 1.15),
  };
}

function areaOf(polygon: readonly Point[]): number {
  let sum = 0;
  let before = polygon.at(-1);
  for (const point of polygon) {
    if (before !== undefined) sum += before.x * point.y - point.x * before.y;
    before = point;
  }
  return Math.abs(sum) / 2;
}

export function centreOf(polygon: readonly Point[]): Point {
  const count = polygon.length;
  return {
    x: polygon.reduce((sum, point) => sum + point.x, 0) / count,
    y: polygon.reduce((sum, point) => sum + point.y, 0) / count,
  };
}

/** The direction in which a polygon is longest, in sixteenths of a turn. */
function longest(polygon: readonly Point[]): number {
  let best = 0;
  let widest = 0;
  for (let i = 0; i < 8; i++) {
    const angle = (i * Math.PI) / 8;
    const along = polygon.map(({ x, y }) => x * Math.cos(angle) + y * Math.sin(angle));
    const span = Math.max(...along) - Math.min(...along);
    if (span > widest) [best, widest] = [angle, span];
  }
  return best;
}

/** Both parts of a convex polygon on the sides of a line. */
function cut(polygon: readonly Point[], at: Point, slant: number): [Point[], Point[]] {
  const side = ({ x, y }: Point): number => (x - at.x) * Math.sin(slant) - (y - at.y) * Math.cos(slant);
  const left: Point[] = [];
  const right: Point[] = [];
  polygon.forEach((point, i) => {
    const next = polygon[(i + 1) % polygon.length] ?? point;
    const [a, b] = [side(point), side(next)];
    (a < 0 ? left : right).push(point);
    if (a < 0 !== b < 0) {
      const t = a / (a - b);
      const crossing = { x: point.x + (next.x - point.x) * t, y: point.y + (next.y - point.y) * t };
      left.push(crossing);
      right.push(crossing);
    }
  });
  return [left, right];
}
