import { along } from './bezier.js';
import { type Rgb, vary } from './colour.js';
import { lerp } from './noise.js';
import type { Panel } from './panel.js';
import type { Random } from './random.js';
import type { Point } from './stroke.js';
import { sew } from './thread.js';

/** Width of a strand, in picture units. */
const STRAND = 3.7;

/** What an embroiderer has in her hands. */
export interface Hoop {
  readonly panel: Panel;
  readonly random: Random;
}

/** A colour for a place of a shape: `t` along it, 0–1. */
export type Floss = (t: number) => Rgb;

/**
 * Satin stitch: strands side by side from curve `a` to curve `b`, `slant` (a share of the curves' length) farther on
 * at `b`. Spans longer than a strand can lie are sewn as long and short stitches that bite into each other.
 */
export function satin(
  { panel, random }: Hoop,
  a: readonly Point[],
  b: readonly Point[],
  floss: Floss,
  { slant = 0, arch = 0.75, strand = STRAND }: { slant?: number; arch?: number; strand?: number } = {},
): void {
  const length = Math.max(lengthOf(a), lengthOf(b));
  const count = Math.max(2, Math.ceil(length / (strand * 0.8)));
  for (let i = 0; i <= count; i++) {
    const t = i / count;
    const from = along(a, t);
    const to = along(b, Math.min(1, t + slant));
    const span = Math.hypot(to.x - from.x, to.y - from.y);
    if (span < 2) continue;
    const pieces = Math.max(1, Math.round(span / 46));
    let start = 0;
    for (let piece = 1; piece <= pieces; piece++) {
      const bite = pieces === 1 ? 0 : (i % 2 === 0 ? 0.28 : -0.22) / pieces;
      const end = piece === pieces ? 1 : piece / pieces + bite;
      const jitter = 0.5 * random.normal();
      const path = [at(from, to, start - (start > 0 ? 0.03 : 0)), at(from, to, end + jitter / span)];
      sew(panel, { path, width: strand, colour: vary(floss(t), random, 0.016, 0.006), arch }, random);
      start = end;
    }
  }
}

/** Stem stitch: a rope of slanting stitches along a line, each from half-way beside the last. */
export function stem(
  { panel, random }: Hoop,
  line: readonly Point[],
  colour: Rgb,
  width = 3.6,
  long = 15,
): void {
  const length = lengthOf(line);
  const count = Math.max(1, Math.round(length / (long * 0.5)));
  for (let i = 0; i < count; i++) {
    const from = along(line, i / count);
    const to = along(line, Math.min(1, (i + 2) / count));
    const off = width * 0.3;
    const path = [
      { x: from.x + Math.sin(from.angle) * off, y: from.y - Math.cos(from.angle) * off },
      { x: to.x - Math.sin(to.angle) * off, y: to.y + Math.cos(to.angle) * off },
    ];
    sew(panel, { path, width, colour: vary(colour, random, 0.015, 0.006), arch: 0.45 }, random);
  }
}

/** Chain stitch: loops, each held by the next. */
export function chain({ panel, random }: Hoop, line: readonly Point[], colour: Rgb, size = 13): void {
  const count = Math.max(1, Math.round(lengthOf(line) / size));
  for (let i = 0; i < count; i++) {
    const from = along(line, i / count);
    const to = along(line, (i + 1.12) / count);
    const [nx, ny] = [-Math.sin(from.angle) * size * 0.34, Math.cos(from.angle) * size * 0.34];
    const middle = at(from, to, 0.55);
    for (const side of [-1, 1]) {
      const path = [
        from,
        at(from, { x: middle.x + nx * side, y: middle.y + ny * side }, 0.75),
        { x: middle.x + nx * side, y: middle.y + ny * side },
        to,
      ];
      sew(panel, { path, width: 3, colour: vary(colour, random, 0.015, 0.006), arch: 0.4 }, random);
    }
  }
}

/** French knot: the strand wound twice about the needle. */
export function knot({ panel, random }: Hoop, { x, y }: Point, colour: Rgb, radius = 4): void {
  const start = random.range(0, Math.PI * 2);
  for (const [r, sweep] of [
    [radius * 0.72, 5.6],
    [radius * 0.28, 4],
  ] as const) {
    const path = Array.from({ length: 9 }, (_, i) => {
      const angle = start + (sweep * i) / 8;
      return { x: x + Math.cos(angle) * r, y: y + Math.sin(angle) * r };
    });
    sew(panel, { path, width: radius * 0.85, colour: vary(colour, random, 0.02, 0.008), arch: 0.9 }, random);
  }
}

/** Running stitch along a line. */
export function running(
  { panel, random }: Hoop,
  line: readonly Point[],
  colour: Rgb,
  long: number,
  gap: number,
  width = 3,
): void {
  const length = lengthOf(line);
  for (let s = random.range(0, gap); s + long * 0.6 < length; s += long + gap) {
    const path = [0, 0.5, 1].map((k) => along(line, (s + k * long * random.range(0.93, 1.07)) / length));
    sew(panel, { path, width, colour: vary(colour, random, 0.018, 0.006), arch: 0.5 }, random);
  }
}

/** A band about a line, `half(t)` wide to each side. */
export function band(line: readonly Point[], half: (t: number) => number, count = 40): [Point[], Point[]] {
  const left: Point[] = [];
  const right: Point[] = [];
  for (let i = 0; i <= count; i++) {
    const { x, y, angle } = along(line, i / count);
    const h = half(i / count);
    left.push({ x: x + Math.sin(angle) * h, y: y - Math.cos(angle) * h });
    right.push({ x: x - Math.sin(angle) * h, y: y + Math.cos(angle) * h });
  }
  return [left, right];
}

export function lengthOf(line: readonly Point[]): number {
  let sum = 0;
  let before = line[0];
  for (const point of line) {
    if (before !== undefined) sum += Math.hypot(point.x - before.x, point.y - before.y);
    before = point;
  }
  return sum;
}

function at(a: Point, b: Point, t: number): Point {
  return { x: lerp(a.x, b.x, t), y: lerp(a.y, b.y, t) };
}
