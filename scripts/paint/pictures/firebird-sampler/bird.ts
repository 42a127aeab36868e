import { along, bezier, type Pair } from '../../bezier.js';
import { mix } from '../../colour.js';
import { band, type Hoop, knot, satin, stem } from '../../embroidery.js';
import { leaf } from '../../leaf.js';
import type { Point } from '../../stroke.js';
import { FLOSS, MIDDLE, ramp } from './floss.js';
import { berry, fishbone } from './motifs.js';

/** A firebird that looks at the tree. */
export function bird(hoop: Hoop, side: -1 | 1): void {
  const [cx, cy] = [MIDDLE - side * 356, 600];
  const at = (x: number, y: number): Point => ({ x: cx + side * x, y: cy + y });
  const pair = (x: number, y: number): Pair => [cx + side * x, cy + y];
  const turned = (angle: number): number => (side > 0 ? angle : Math.PI - angle);
  // Tail first: plumes with eyes.
  const plumes = [
    [3.14, 146, 34, 0.1],
    [3.44, 170, 36, 0.16],
    [3.74, 196, 38, 0.2],
    [4.04, 204, 36, 0.24],
    [4.34, 184, 34, 0.3],
  ] as const;
  plumes.forEach(([angle, length, width, bend], i) => {
    const { spine, left, right } = leaf(at(-52, 4), turned(angle), length, width, side * bend, 0.66);
    const floss =
      [
        ramp(FLOSS.madder, FLOSS.poppy, FLOSS.saffron, FLOSS.lemon),
        ramp(FLOSS.indigo, FLOSS.royal, FLOSS.sky, FLOSS.cream),
      ][i % 2] ?? ramp(FLOSS.madder);
    satin(hoop, spine, left, floss, { slant: 0.07 });
    satin(hoop, spine, right, (t) => mix(floss(t), FLOSS.plum, 0.2), { slant: 0.07 });
    stem(hoop, spine, FLOSS.cream, 2.6, 12);
    const eye = along(spine, 0.72);
    berry(hoop, eye, 11, FLOSS.leaf);
    berry(hoop, eye, 5.5, FLOSS.indigo);
  });
  for (const [x, foot] of [
    [2, -4],
    [20, 16],
  ] as const) {
    const leg = [at(x, 52), at(x + 3, 92), at(x + foot * 0.2, 112)];
    stem(hoop, leg, FLOSS.saffron, 4, 12);
    for (const toe of [-12, 2, 14])
      stem(hoop, [at(x + foot * 0.2, 112), at(x + toe, 120)], FLOSS.saffron, 3, 10);
  }
  const spine = bezier(
    pair(-72, 14),
    [
      [pair(-30, 10), pair(20, 22), pair(46, -26)],
      [pair(60, -52), pair(60, -84), pair(74, -108)],
    ],
    24,
  );
  const edges = band(spine, (t) => 5 + 46 * Math.sin(Math.PI * t ** 0.82) ** 1.1 + 20 * t ** 3 - 6 * t, 48);
  const [back, belly] = side > 0 ? edges : [edges[1], edges[0]];
  satin(hoop, spine, back, ramp(FLOSS.plum, FLOSS.madder, FLOSS.poppy, FLOSS.poppy, FLOSS.madder), {
    slant: 0.04,
  });
  satin(hoop, spine, belly, ramp(FLOSS.madder, FLOSS.saffron, FLOSS.lemon, FLOSS.saffron, FLOSS.poppy), {
    slant: 0.04,
  });
  stem(hoop, spine, FLOSS.madder, 3, 12);
  // Breast: rows of seed stitches over the satin.
  for (let i = 0; i < 26; i++) {
    const place = along(spine, 0.25 + 0.5 * ((i * 0.618) % 1));
    const out = (0.3 + 0.6 * ((i * 0.377) % 1)) * 34 * side;
    knot(
      hoop,
      { x: place.x - Math.sin(place.angle) * out, y: place.y + Math.cos(place.angle) * out },
      FLOSS.cream,
      3,
    );
  }
  const circle = (r: number, from: number, to: number): Point[] =>
    Array.from({ length: 15 }, (_, i) => {
      const angle = from + ((to - from) * i) / 14;
      return at(78 + Math.cos(angle) * r, -112 + Math.sin(angle) * r);
    });
  satin(
    hoop,
    circle(23, 1.2, 1.2 + Math.PI),
    circle(23, 1.2, 1.2 - Math.PI),
    ramp(FLOSS.royal, FLOSS.indigo),
  );
  fishbone(hoop, at(96, -114), turned(0.16), [30, 15, 0.25 * side], [FLOSS.saffron, FLOSS.poppy, FLOSS.plum]);
  berry(hoop, at(84, -116), 7, FLOSS.cream);
  knot(hoop, at(85, -116), FLOSS.plum, 3);
  for (const turn of [-1.15, -1.5, -1.85, -2.2]) {
    const [dx, dy] = [Math.cos(turn), Math.sin(turn)];
    stem(hoop, [at(76 + dx * 20, -114 + dy * 20), at(74 + dx * 44, -116 + dy * 44)], FLOSS.saffron, 3, 10);
    knot(hoop, at(74 + dx * 49, -116 + dy * 49), FLOSS.poppy, 5.4);
  }
  // Wing: three rows of feathers, the long ones first.
  for (const [row, count, length, colours] of [
    [0, 7, 104, [FLOSS.indigo, FLOSS.royal, FLOSS.sky]],
    [1, 6, 72, [FLOSS.leaf, FLOSS.pine, FLOSS.lemon]],
    [2, 5, 46, [FLOSS.saffron, FLOSS.poppy, FLOSS.cream]],
  ] as const) {
    for (let i = 0; i < count; i++) {
      const t = i / (count - 1);
      const base = at(26 - 16 * t - row * -5, -34 + 44 * t - row * 2);
      fishbone(hoop, base, turned(3.55 - 0.85 * t), [length * (1 - 0.25 * t), 21, -side * 0.25], colours);
    }
  }
  stem(hoop, bezier(pair(30, -40), [[pair(46, -20), pair(40, 12), pair(12, 22)]], 20), FLOSS.cream, 4.4, 14);
}
