import type { Path2D } from '@napi-rs/canvas';
import { clamp, lerp } from '../../noise.js';
import type { Random } from '../../random.js';
import type { Point } from '../../stroke.js';
import { shapeOf, type Woodblocks } from '../../woodblock.js';

/** The tints, lightest first, and the ink of the contours. */
export type Tint = 'blush' | 'gold' | 'sage' | 'rose' | 'ochre' | 'mist' | 'moss' | 'coral' | 'umber' | 'ink';
export type Stones = Woodblocks<Tint>;

/** A closed contour whose line is heavy away from the light and thin towards it. */
export function contour(stones: Stones, points: readonly Point[], weight: number): void {
  const closed = [...points, ...points.slice(0, 2)];
  stones.line('ink', closed, (share) => {
    const i = Math.min(closed.length - 2, Math.floor(share * (closed.length - 1)));
    const [a, b] = [closed[i], closed[i + 1]];
    if (a === undefined || b === undefined) return weight;
    const turn = Math.atan2(b.y - a.y, b.x - a.x);
    return weight * (0.62 + 0.5 * Math.abs(Math.sin(turn - 0.7)) ** 1.5);
  });
}

/** Clears a shape, tints it and draws its contour. */
export function plane(stones: Stones, points: readonly Point[], tint: Tint | null, weight: number): Path2D {
  const shape = shapeOf(points);
  stones.cut(shape);
  if (tint !== null) stones.fill(tint, shape);
  if (weight > 0) contour(stones, points, weight);
  return shape;
}

/** A curve drawn in one swing of the arm: where it starts, and how its heading goes on. */
export function swing(
  from: Point,
  heading: number,
  length: number,
  bend: (share: number) => number,
  steps = 90,
): Point[] {
  const out: Point[] = [from];
  let { x, y } = from;
  let turn = heading;
  for (let i = 1; i <= steps; i++) {
    turn += bend(i / steps) / steps;
    x += (Math.cos(turn) * length) / steps;
    y += (Math.sin(turn) * length) / steps;
    out.push({ x, y });
  }
  return out;
}

/** Both sides of a ribbon of a given breadth along a spine, and any line that runs between them. */
export class Ribbon {
  readonly #spine: readonly Point[];
  readonly #breadth: (share: number) => number;

  constructor(spine: readonly Point[], breadth: (share: number) => number) {
    this.#spine = spine;
    this.#breadth = breadth;
  }

  /** −1 is the left side, 1 the right. */
  side(across: number): Point[] {
    const spine = this.#spine;
    return spine.map((point, i) => {
      const a = spine[Math.max(0, i - 1)] ?? point;
      const b = spine[Math.min(spine.length - 1, i + 1)] ?? point;
      const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
      const off = (this.#breadth(i / (spine.length - 1)) / 2) * across;
      return { x: point.x - ((b.y - a.y) / length) * off, y: point.y + ((b.x - a.x) / length) * off };
    });
  }

  outline(): Point[] {
    return [...this.side(-1), ...this.side(1).toReversed()];
  }

  /** A part of it, across and along, as a shape. */
  strip(from: number, to: number): Point[] {
    return [...this.side(from), ...this.side(to).toReversed()];
  }
}

/** A lock of hair: a lit side, a shaded side, and hairs that swell and thin. */
export function lock(
  stones: Stones,
  spine: readonly Point[],
  breadth: number,
  tints: readonly [Tint, Tint],
  random: Random,
): void {
  const ribbon = new Ribbon(spine, (t) => breadth * clamp(t * 5 + 0.35) * (1 - t) ** 0.62 + 1.5);
  plane(stones, ribbon.outline(), tints[0], 0);
  stones.fill(tints[1], shapeOf(ribbon.strip(0.15 + random.range(-0.1, 0.3), 1)));
  for (const side of [-1, 1]) {
    const weight = side > 0 ? 4.6 : 3.2;
    stones.line(
      'ink',
      ribbon.side(side),
      (t) => weight * (0.45 + 0.7 * Math.sin(Math.PI * clamp(t * 1.1)) ** 0.7),
    );
  }
  const hairs = Math.max(2, Math.round(breadth / 7));
  for (let i = 1; i < hairs; i++) {
    const across = lerp(-1, 1, i / hairs) + random.range(-0.06, 0.06);
    const [from, to] = [random.range(0, 0.25), random.range(0.55, 0.98)];
    const line = ribbon.side(across);
    const part = line.slice(Math.floor(from * line.length), Math.floor(to * line.length));
    if (part.length > 6) stones.line('ink', part, (t) => 2.3 * Math.sin(Math.PI * t) ** 0.8 + 0.3);
  }
}

/** A petal or a leaf: a ribbon that ends in a point, with a rib and veins. */
export function petal(
  stones: Stones,
  spine: readonly Point[],
  breadth: number,
  [tint, shade]: readonly [Tint | null, Tint],
  { weight = 3.6, veins = 7, fullest = 0.55 }: { weight?: number; veins?: number; fullest?: number } = {},
): void {
  const ribbon = new Ribbon(
    spine,
    (t) => breadth * Math.sin(Math.PI * t ** (Math.log(0.5) / Math.log(fullest))) ** 0.85 + 1,
  );
  plane(stones, ribbon.outline(), tint, 0);
  const dark = shapeOf(ribbon.strip(0.1, 1));
  stones.fill(shade, dark, 0.75);
  contour(stones, ribbon.outline(), weight);
  stones.line('ink', ribbon.side(0.08).slice(0, -4), (t) => weight * 0.7 * (1 - t) + 0.4);
  for (const side of [-1, 1]) {
    for (let i = 1; i <= veins; i++) {
      const from = Math.floor((i / (veins + 2)) * (spine.length - 1));
      const to = Math.min(spine.length - 1, from + Math.round(spine.length * 0.2));
      const line: Point[] = [];
      for (let k = from; k <= to; k++) {
        const t = (k - from) / (to - from);
        const point = ribbon.side(side * 0.86 * t ** 0.8)[k];
        if (point !== undefined) line.push(point);
      }
      if (line.length > 3) stones.line('ink', line, (t) => 1.7 * (1 - t) + 0.4);
    }
  }
}
