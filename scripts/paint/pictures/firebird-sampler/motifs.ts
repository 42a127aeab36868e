import { mix, type Rgb } from '../../colour.js';
import { type Floss, type Hoop, knot, satin, stem } from '../../embroidery.js';
import { leaf } from '../../leaf.js';
import type { Point } from '../../stroke.js';
import { FLOSS, ramp } from './floss.js';

/** A leaf in fishbone stitch: two halves of satin that slant to the tip, and a vein. */
export function fishbone(
  hoop: Hoop,
  base: Point,
  angle: number,
  [length, width, bend]: readonly [number, number, number],
  [light, dark, vein]: readonly [Rgb, Rgb, Rgb],
): void {
  const { spine, left, right } = leaf(base, angle, length, width, bend);
  satin(hoop, spine, left, ramp(light, mix(light, dark, 0.35)), { slant: 0.16 });
  satin(hoop, spine, right, ramp(dark, mix(dark, light, 0.35)), { slant: 0.16 });
  stem(hoop, spine, vein, 2.8, 11);
}

export const GREEN = [FLOSS.moss, FLOSS.leaf, FLOSS.lemon] as const;

export const DEEP = [FLOSS.leaf, FLOSS.pine, FLOSS.sky] as const;

/** Scalloped rings of radial satin about a middle of knots, the outermost first. */
export function rosette(
  hoop: Hoop,
  { x, y }: Point,
  radius: number,
  petals: number,
  rings: readonly Floss[],
): void {
  const count = petals * 14;
  rings.forEach((floss, ring) => {
    const outer = radius * (1 - ring / (rings.length + 0.7));
    const inner = radius * (1 - (ring + 1.25) / (rings.length + 0.7));
    const turn = ring * (Math.PI / petals);
    const edge = (r: number, lobe: number): Point[] =>
      Array.from({ length: count + 1 }, (_, i) => {
        const angle = (i / count) * Math.PI * 2;
        const scallop = 1 - lobe * (1 - Math.abs(Math.cos(((angle + turn) * petals) / 2)) ** 0.7);
        return { x: x + Math.cos(angle) * r * scallop, y: y + Math.sin(angle) * r * scallop };
      });
    satin(hoop, edge(outer, 0.26), edge(Math.max(2, inner), 0), (t) => floss((t * petals + turn) % 1));
  });
  const core = radius / (rings.length + 0.7);
  for (let r = core * 0.75; r >= 0; r -= 7) {
    const n = Math.max(1, Math.round((r * 6.3) / 8));
    for (let i = 0; i < n; i++) {
      const angle = (i / n) * Math.PI * 2 + r;
      knot(
        hoop,
        { x: x + Math.cos(angle) * r, y: y + Math.sin(angle) * r },
        r > core * 0.4 ? FLOSS.saffron : FLOSS.plum,
        4.4,
      );
    }
  }
}

/** A tulip of five petals that opens towards `angle`. */
export function tulip(
  hoop: Hoop,
  base: Point,
  angle: number,
  size: number,
  colours: readonly [Rgb, Rgb, Rgb],
): void {
  const [outer, inner, tip] = colours;
  for (const [turn, length, width, bend, floss] of [
    [-0.62, 0.94, 0.42, 0.75, ramp(outer, outer, tip)],
    [0.62, 0.94, 0.42, -0.75, ramp(outer, outer, tip)],
    [-0.3, 1, 0.4, 0.3, ramp(inner, outer, tip)],
    [0.3, 1, 0.4, -0.3, ramp(inner, outer, tip)],
    [0, 0.92, 0.44, 0, ramp(tip, inner, inner)],
  ] as const) {
    const { spine, left, right } = leaf(base, angle + turn, size * length, size * width, bend, 0.5);
    satin(hoop, spine, left, floss, { slant: 0.1 });
    satin(hoop, spine, right, (t) => mix(floss(t), FLOSS.plum, 0.16), { slant: 0.1 });
    stem(hoop, left, FLOSS.plum, 2.4, 10);
    stem(hoop, right, FLOSS.plum, 2.4, 10);
  }
  for (const turn of [-0.5, -0.25, 0, 0.25, 0.5]) {
    const [dx, dy] = [Math.cos(angle + turn), Math.sin(angle + turn)];
    stem(
      hoop,
      [
        { x: base.x + dx * size * 0.95, y: base.y + dy * size * 0.95 },
        { x: base.x + dx * size * 1.2, y: base.y + dy * size * 1.2 },
      ],
      FLOSS.saffron,
      2.4,
      10,
    );
    knot(hoop, { x: base.x + dx * size * 1.24, y: base.y + dy * size * 1.24 }, FLOSS.lemon, 4.6);
  }
}

export function berry(hoop: Hoop, { x, y }: Point, radius: number, colour: Rgb): void {
  const arc = (from: number, to: number): Point[] =>
    Array.from({ length: 13 }, (_, i) => {
      const angle = from + ((to - from) * i) / 12;
      return { x: x + Math.cos(angle) * radius, y: y + Math.sin(angle) * radius };
    });
  satin(
    hoop,
    arc(-2.2, -2.2 - Math.PI),
    arc(-2.2, -2.2 + Math.PI),
    ramp(colour, mix(colour, FLOSS.plum, 0.4)),
  );
  knot(hoop, { x: x - radius * 0.3, y: y - radius * 0.3 }, FLOSS.cream, 2.6);
}
