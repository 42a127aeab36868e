import { lerp } from '../../noise.js';
import type { Random } from '../../random.js';
import type { Point } from '../../stroke.js';
import { shapeOf } from '../../woodblock.js';
import { petal, plane, Ribbon, type Stones, swing } from './line.js';

export const circle = (x: number, y: number, r: number, count = 48): Point[] =>
  Array.from({ length: count }, (_, i) => {
    const angle = (i / count) * Math.PI * 2;
    return { x: x + Math.cos(angle) * r, y: y + Math.sin(angle) * r };
  });

/** A poppy seen from above: ruffled petals in two rounds, a crown of stamens. */
export function poppy(stones: Stones, x: number, y: number, r: number, random: Random): void {
  for (const [count, size, tint] of [
    [5, 1, 'coral'],
    [4, 0.7, 'rose'],
  ] as const) {
    const first = random.range(0, 6);
    for (let i = 0; i < count; i++) {
      const angle = first + (i / count) * Math.PI * 2;
      const spread = Math.PI / count + 0.28;
      const points: Point[] = [{ x, y }];
      for (let k = 0; k <= 26; k++) {
        const t = k / 26;
        const at = angle + lerp(-spread, spread, t);
        const reach =
          r * size * (0.55 + 0.45 * Math.sin(Math.PI * t) ** 0.5) * (1 + 0.05 * Math.sin(k * 1.7 + i));
        points.push({ x: x + Math.cos(at) * reach, y: y + Math.sin(at) * reach });
      }
      plane(stones, points, tint, 3.8);
      for (let k = -3; k <= 3; k++) {
        const at = angle + (k / 3.6) * spread;
        const long = r * size * random.range(0.6, 0.88);
        const line = [0.28, 0.45, 0.6, 0.8, 1].map((t) => ({
          x: x + Math.cos(at + 0.1 * t) * long * t,
          y: y + Math.sin(at + 0.1 * t) * long * t,
        }));
        stones.line('ink', line, (t) => 2.2 * (1 - t) + 0.4);
      }
    }
  }
  for (let i = 0; i < 22; i++) {
    const at = (i / 22) * Math.PI * 2;
    const reach = r * random.range(0.26, 0.36);
    const [ex, ey] = [x + Math.cos(at) * reach, y + Math.sin(at) * reach];
    stones.line(
      'ink',
      [
        { x, y },
        { x: (x + ex) / 2, y: (y + ey) / 2 },
        { x: ex, y: ey },
      ],
      () => 1.4,
    );
    plane(stones, circle(ex, ey, 3, 12), 'gold', 1.4);
  }
  plane(stones, circle(x, y, r * 0.15, 24), 'moss', 2.6);
}

/** A lily from the side: six recurved petals, long stamens. */
export function lily(
  stones: Stones,
  x: number,
  y: number,
  size: number,
  heading: number,
  random: Random,
): void {
  const turns = [-1.25, 1.2, -0.78, 0.74, -0.3, 0.26];
  for (const turn of turns) {
    const way = Math.sign(turn);
    const spine = swing(
      { x, y },
      heading + turn * 0.5,
      size * (1.05 - 0.1 * Math.abs(turn)),
      (t) => way * (0.1 + 4.6 * t ** 3),
      44,
    );
    petal(stones, spine, size * 0.34, [null, 'blush'], { weight: 3.8, veins: 6, fullest: 0.58 });
  }
  for (let i = 0; i < 5; i++) {
    const spine = swing(
      { x, y },
      heading + lerp(-0.3, 0.3, i / 4),
      size * random.range(0.72, 0.92),
      (t) => lerp(-0.5, 0.5, i / 4) * t,
      20,
    );
    stones.line('ink', spine, () => 2);
    const end = spine.at(-1);
    if (end !== undefined) {
      const anther = Array.from({ length: 20 }, (_, k) => {
        const at = (k / 20) * Math.PI * 2;
        return { x: end.x + Math.cos(at) * 10, y: end.y + Math.sin(at) * 4.5 };
      });
      plane(stones, anther, 'ochre', 2);
    }
  }
  const throat = circle(
    x - Math.cos(heading) * size * 0.04,
    y - Math.sin(heading) * size * 0.04,
    size * 0.09,
    24,
  );
  plane(stones, throat, 'sage', 3);
}

/** A long leaf that turns over at its end. */
export function leaf(
  stones: Stones,
  from: Point,
  heading: number,
  length: number,
  breadth: number,
  bend: number,
): void {
  petal(
    stones,
    swing(from, heading, length, (t) => bend * (0.3 + 2 * t * t), 60),
    breadth,
    ['sage', 'moss'],
    { weight: 4.2, veins: 11, fullest: 0.42 },
  );
}

/** A stem, thicker below, shaded along one side. */
export function stem(stones: Stones, points: readonly Point[], breadth: number): void {
  const ribbon = new Ribbon(points, (t) => breadth * (1.2 - 0.4 * t));
  plane(stones, ribbon.outline(), 'sage', 3.6);
  stones.fill('moss', shapeOf(ribbon.strip(0.1, 0.9)));
}
