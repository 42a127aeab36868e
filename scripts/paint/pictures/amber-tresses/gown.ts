import { bezier } from '../../bezier.js';
import { lerp } from '../../noise.js';
import type { Random } from '../../random.js';
import { shapeOf } from '../../woodblock.js';
import { circle } from './flowers.js';
import { onHead } from './head.js';
import { plane, Ribbon, type Stones, swing } from './line.js';

/** A gown of many folds under a yoke with a hem of beads. */
export function gown(stones: Stones, random: Random): void {
  const neckline = bezier(
    [66, 1016],
    [
      [
        [150, 960],
        [214, 930],
        [262, 940],
      ],
      [
        [340, 962],
        [430, 950],
        [520, 880],
      ],
      [
        [640, 850],
        [800, 920],
        [978, 1040],
      ],
    ],
    30,
  );
  plane(stones, [...neckline, { x: 978, y: 1250 }, { x: 62, y: 1250 }], 'rose', 4);
  const hem = neckline.map(({ x, y }) => ({ x, y: y + 34 }));
  plane(stones, [...neckline, ...hem.toReversed()], 'ochre', 3.4);
  for (let i = 3; i < neckline.length - 2; i += 3) {
    const at = neckline[i];
    if (at === undefined) continue;
    plane(stones, circle(at.x, at.y + 17, 10, 20), i % 2 === 0 ? 'sage' : 'coral', 2.4);
    plane(stones, circle(at.x, at.y + 17, 4, 12), 'gold', 1.6);
  }
  for (let i = 2; i < hem.length - 2; i += 1) {
    const at = hem[i];
    if (at === undefined) continue;
    const t = i / (hem.length - 1);
    const bend = random.range(-0.9, 0.9);
    const spine = swing(at, lerp(1.95, 1.15, t), random.range(150, 300), () => bend, 30);
    const fold = new Ribbon(spine, (s) => 15 * Math.sin(Math.PI * s ** 0.6) + 1);
    stones.fill(i % 2 === 0 ? 'coral' : 'blush', shapeOf(fold.outline()), 0.75);
    stones.line('ink', spine, (s) => 3.2 * Math.sin(Math.PI * s ** 0.7) + 0.4);
  }
  // A string of beads around the neck.
  const string = onHead(
    bezier(
      [66, 268],
      [
        [
          [80, 300],
          [130, 310],
          [172, 270],
        ],
      ],
      15,
    ),
  );
  for (const [i, { x, y }] of string.entries())
    plane(stones, circle(x, y, 8, 20), i % 2 === 0 ? 'coral' : 'gold', 2.4);
}
