import { along, bezier, type Pair } from '../../bezier.js';
import { mix, type Rgb } from '../../colour.js';
import { leaf } from '../../leaf.js';
import { bounds } from '../../shape.js';
import { wander } from '../../sheet.js';
import type { Point } from '../../stroke.js';
import { blob, lay, noise, PAINT, type Studio, wet } from './studio.js';

function spray(studio: Studio, line: Point[], width: number, colour: Rgb, strength: number): void {
  const { sheet, random } = studio;
  const box = bounds(line);
  const patch = sheet.draw([box.x - 20, box.y - 20, box.width + 40, box.height + 40], (pen) => {
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1], line[i]];
      if (a === undefined || b === undefined) continue;
      pen.lineWidth = width * (1.15 - (0.75 * i) / line.length) * random.range(0.85, 1.15);
      pen.beginPath();
      pen.moveTo(a.x, a.y);
      pen.lineTo(b.x, b.y);
      pen.stroke();
    }
  });
  lay(studio, wander(patch, noise, 2.4, 14), { pigment: colour, strength, edge: 0.7, edgeWidth: 2 });
}

function paintLeaf(
  studio: Studio,
  base: Point,
  angle: number,
  length: number,
  width: number,
  colour: Rgb,
): void {
  const { sheet, random } = studio;
  const { spine, left, right } = leaf(base, angle, length, width, random.range(-0.6, 0.6), 0.42);
  const reach = (x: number, y: number): number => Math.hypot(x - base.x, y - base.y) / length;
  const other = random.pick([PAINT.turquoise, PAINT.gamboge, PAINT.sienna, PAINT.cobalt]);
  lay(studio, wet(studio, [...left, ...[...right].reverse()], 0.45), {
    pigment: colour,
    strength: random.range(0.45, 0.8),
    edge: 1.1,
    pool: (x, y) => 0.65 + 0.6 * (1 - reach(x, y)),
  });
  // One half again, when the first is dry; the other keeps the light.
  const half = random.chance(0.5) ? left : right;
  lay(studio, wet(studio, [...spine, ...[...half].reverse()], 0.4), {
    pigment: mix(colour, other, 0.35),
    strength: random.range(0.35, 0.75),
    edge: 1,
    edgeWidth: 3,
  });
  const vein = sheet.draw([base.x - length, base.y - length, length * 2, length * 2], (pen) => {
    pen.lineWidth = 1.7;
    pen.beginPath();
    for (const [i, p] of spine.entries()) if (i > 1 && i < 22) pen.lineTo(p.x, p.y);
    for (const k of [5, 9, 13, 17]) {
      for (const side of [left, right]) {
        const [from, to] = [spine[k], side[Math.min(24, k + 4)]];
        if (from === undefined || to === undefined) continue;
        pen.moveTo(from.x, from.y);
        pen.lineTo(from.x + (to.x - from.x) * 0.8, from.y + (to.y - from.y) * 0.8);
      }
    }
    pen.stroke();
  });
  sheet.lift(vein, 0.5);
}

export function foliage(studio: Studio): void {
  const { random } = studio;
  const greens = [PAINT.sap, PAINT.green, PAINT.pine, PAINT.turquoise] as const;
  const stems: readonly (readonly [Pair, Pair, Pair, Pair])[] = [
    [
      [560, 1040],
      [520, 860],
      [430, 640],
      [400, 420],
    ],
    [
      [600, 1040],
      [640, 860],
      [640, 640],
      [660, 330],
    ],
    [
      [700, 1040],
      [760, 860],
      [860, 700],
      [905, 470],
    ],
    [
      [520, 1040],
      [420, 900],
      [270, 800],
      [215, 640],
    ],
    [
      [760, 1040],
      [880, 940],
      [1010, 860],
      [1080, 700],
    ],
    [
      [480, 1040],
      [380, 960],
      [250, 520],
      [120, 250],
    ],
    [
      [800, 1040],
      [980, 800],
      [1120, 560],
      [1190, 270],
    ],
    [
      [640, 1040],
      [560, 760],
      [520, 500],
      [500, 150],
    ],
    [
      [660, 1040],
      [760, 700],
      [800, 420],
      [800, 120],
    ],
  ];
  for (const [i, [a, b, c, d]] of stems.entries()) {
    const line = bezier(a, [[b, c, d]], 40);
    spray(studio, line, i < 5 ? 11 : 7, random.pick([...greens]), 0.8);
    for (let share = 0.18; share < (i < 5 ? 0.8 : 0.97); share += i < 5 ? 0.15 : 0.085) {
      const place = along(line, share);
      const hand = random.chance(0.5) ? 1 : -1;
      const big = i < 5;
      paintLeaf(
        studio,
        place,
        place.angle + hand * random.range(0.45, 1.1),
        random.range(70, 165) * (big ? 1 : 0.62),
        random.range(28, 58) * (big ? 1 : 0.6),
        random.pick([...greens]),
      );
    }
  }
  // Lavender: touches up a stem, each a drop.
  for (const [x, y, lean] of [
    [120, 250, 0.1],
    [1190, 270, -0.1],
    [500, 150, 0.05],
    [800, 120, -0.05],
    [60, 470, 0.2],
    [1240, 560, -0.2],
  ] as const) {
    for (let i = 0; i < 26; i++) {
      const t = i / 25;
      const side = i % 2 === 0 ? 1 : -1;
      const [px, py] = [
        x + lean * 160 * t + side * (13 - 9 * t) + random.range(-3, 3),
        y + 90 - 170 * t + random.range(-4, 4),
      ];
      const colour = random.pick([PAINT.violet, PAINT.cobalt, PAINT.indigo, PAINT.rose]);
      lay(studio, wet(studio, blob(random, px, py, 10 - 4 * t, 15 - 6 * t, 0.3), 0.3), {
        pigment: colour,
        strength: random.range(0.35, 0.85),
        edge: 1.3,
        edgeWidth: 3,
      });
    }
  }
}
