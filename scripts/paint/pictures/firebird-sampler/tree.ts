import { along, bezier, type Pair } from '../../bezier.js';
import { type Hoop, knot, satin, stem } from '../../embroidery.js';
import type { Point } from '../../stroke.js';
import { bands, FLOSS, MIDDLE, ramp } from './floss.js';
import { berry, DEEP, fishbone, GREEN, rosette, tulip } from './motifs.js';

/** Everything that grows on one side of the tree. `side` mirrors it. */
export function branches(hoop: Hoop, side: -1 | 1): void {
  const at = (x: number, y: number): Point => ({ x: MIDDLE + side * x, y });
  const pair = (x: number, y: number): Pair => [MIDDLE + side * x, y];
  const turned = (angle: number): number => (side > 0 ? angle : Math.PI - angle);
  const curve = (...p: readonly (readonly [number, number])[]): Point[] => {
    const [start = [0, 0] as const, ...rest] = p;
    const pieces: [Pair, Pair, Pair][] = [];
    for (let i = 0; i + 2 < rest.length; i += 3) {
      const [a, b, c] = [rest[i], rest[i + 1], rest[i + 2]];
      if (a && b && c) pieces.push([pair(a[0], a[1]), pair(b[0], b[1]), pair(c[0], c[1])]);
    }
    return bezier(pair(start[0], start[1]), pieces, 24);
  };
  const boughs = [
    curve([4, 760], [110, 800], [230, 770], [330, 720], [400, 684], [470, 690], [500, 740]),
    curve([2, 560], [70, 600], [150, 560], [170, 470], [186, 390], [250, 350], [330, 380]),
    curve([2, 380], [50, 390], [100, 350], [108, 280], [114, 220], [170, 170], [240, 190]),
    curve([6, 850], [140, 900], [300, 890], [420, 850]),
  ];
  for (const bough of boughs) {
    stem(hoop, bough, FLOSS.pine, 5, 20);
    stem(
      hoop,
      bough.map(({ x, y }) => ({ x, y: y - 4.4 })),
      FLOSS.moss,
      4,
      18,
    );
  }
  // Leaves in pairs, now one colour and now the other.
  const leaves: readonly (readonly [number, number, number, number, number])[] = [
    [0, 0.2, 62, 28, 1],
    [0, 0.36, 66, 30, -1],
    [0, 0.52, 64, 28, 1],
    [0, 0.68, 58, 26, -1],
    [0, 0.84, 54, 24, 1],
    [1, 0.22, 60, 27, 1],
    [1, 0.4, 62, 28, -1],
    [1, 0.56, 56, 26, 1],
    [1, 0.72, 52, 24, -1],
    [1, 0.86, 46, 22, 1],
    [2, 0.28, 50, 24, 1],
    [2, 0.48, 52, 24, -1],
    [2, 0.66, 46, 22, 1],
    [2, 0.84, 42, 20, -1],
    [3, 0.25, 58, 26, -1],
    [3, 0.45, 62, 28, 1],
    [3, 0.64, 58, 26, -1],
    [3, 0.82, 54, 24, 1],
  ];
  leaves.forEach(([bough, share, length, width, hand], i) => {
    const place = along(boughs[bough] ?? [], share);
    const angle = place.angle + hand * side * 0.85;
    fishbone(hoop, place, angle, [length, width, -hand * side * 0.5], i % 3 === 1 ? DEEP : GREEN);
  });
  tulip(hoop, at(500, 744), turned(1.25), 96, [FLOSS.madder, FLOSS.poppy, FLOSS.saffron]);
  tulip(hoop, at(240, 190), turned(-0.5), 88, [FLOSS.royal, FLOSS.sky, FLOSS.cream]);
  rosette(hoop, at(352, 396), 62, 7, [
    ramp(FLOSS.madder, FLOSS.poppy),
    ramp(FLOSS.blush, FLOSS.cream),
    ramp(FLOSS.rose, FLOSS.madder),
  ]);
  rosette(hoop, at(446, 868), 52, 6, [ramp(FLOSS.indigo, FLOSS.royal), ramp(FLOSS.sky, FLOSS.cream)]);
  rosette(hoop, at(232, 868), 36, 5, [ramp(FLOSS.saffron, FLOSS.poppy), ramp(FLOSS.lemon, FLOSS.cream)]);
  for (const [x, y, r, colour] of [
    [60, 470, 13, FLOSS.madder],
    [92, 448, 11, FLOSS.poppy],
    [66, 424, 10, FLOSS.madder],
    [150, 690, 13, FLOSS.royal],
    [184, 674, 11, FLOSS.indigo],
    [156, 656, 10, FLOSS.royal],
    [330, 250, 12, FLOSS.saffron],
    [360, 268, 10, FLOSS.poppy],
    [310, 282, 10, FLOSS.saffron],
    [86, 216, 10, FLOSS.poppy],
    [70, 240, 9, FLOSS.madder],
  ] as const) {
    berry(hoop, at(x, y), r, colour);
  }
}

/** The tree's trunk, its pot, and the great flower at its top. */
export function trunk(hoop: Hoop): void {
  for (const [off, colour] of [
    [-9, FLOSS.pine],
    [-3, FLOSS.leaf],
    [3, FLOSS.moss],
    [9, FLOSS.leaf],
  ] as const) {
    const line = bezier(
      [MIDDLE + off * 1.7, 900],
      [
        [
          [MIDDLE + off, 700],
          [MIDDLE + off * 0.6, 400],
          [MIDDLE + off * 0.3, 230],
        ],
      ],
      60,
    );
    stem(hoop, line, colour, 5, 20);
  }
  for (const [y, side, size] of [
    [330, 1, 46],
    [318, -1, 46],
    [500, -1, 52],
    [640, 1, 56],
    [655, -1, 56],
    [515, 1, 52],
  ] as const) {
    fishbone(
      hoop,
      { x: MIDDLE + side * 6, y },
      side > 0 ? -0.75 : Math.PI + 0.75,
      [size, 24, side * 0.3],
      DEEP,
    );
  }
  rosette(hoop, { x: MIDDLE, y: 196 }, 92, 8, [
    ramp(FLOSS.madder, FLOSS.poppy),
    ramp(FLOSS.saffron, FLOSS.lemon),
    ramp(FLOSS.plum, FLOSS.madder),
    ramp(FLOSS.blush, FLOSS.cream),
  ]);
  // A heart, in two halves.
  for (const side of [-1, 1]) {
    const x = (dx: number): number => MIDDLE + side * dx;
    const outer = bezier(
      [x(0), 938],
      [
        [
          [x(30), 912],
          [x(92), 880],
          [x(82), 826],
        ],
        [
          [x(74), 786],
          [x(16), 786],
          [x(0), 826],
        ],
      ],
      20,
    );
    const inner = outer.map(({ y }) => ({ x: MIDDLE, y: Math.max(y, 828) }));
    satin(
      hoop,
      outer,
      inner,
      bands(FLOSS.madder, FLOSS.poppy, FLOSS.madder, FLOSS.rose, FLOSS.madder, FLOSS.plum),
    );
    stem(hoop, outer, FLOSS.saffron, 4, 14);
  }
  for (const [dx, y] of [
    [0, 850],
    [-26, 838],
    [26, 838],
    [-20, 866],
    [20, 866],
    [0, 890],
  ] as const) {
    knot(hoop, { x: MIDDLE + dx, y }, FLOSS.cream, 5);
  }
}
