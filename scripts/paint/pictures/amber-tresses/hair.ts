import { bezier, type Pair } from '../../bezier.js';
import { lerp } from '../../noise.js';
import type { Random } from '../../random.js';
import { leaf, poppy } from './flowers.js';
import { onHead } from './head.js';
import { lock, plane, type Stones, swing, type Tint } from './line.js';

/** Where locks begin, how they run, and how they curl in the end. */
interface Fall {
  readonly from: Pair;
  readonly heading: number;
  readonly length: number;
  readonly first: number;
  readonly curl: number;
  readonly breadth: number;
}

function comb(stones: Stones, falls: readonly Fall[], tints: readonly [Tint, Tint][], random: Random): void {
  for (const [i, { from, heading, length, first, curl, breadth }] of falls.entries()) {
    const [start] = onHead([{ x: from[0], y: from[1] }]);
    if (start === undefined) continue;
    const spine = swing(
      start,
      heading,
      length,
      (t) => first * Math.cos(t * 5.2) + curl * (0.2 + 3.4 * t ** 4),
      130,
    );
    lock(stones, spine, breadth, tints[i % tints.length] ?? ['ochre', 'umber'], random);
  }
}

/** The great locks that stream over the halo to the right and below, curling both ways. */
export function hairBehind(stones: Stones, random: Random): void {
  const falls: Fall[] = [];
  for (let i = 0; i < 26; i++) {
    const t = i / 25;
    falls.push({
      from: [lerp(70, 190, Math.sin(t * Math.PI)), lerp(-150, 130, t)],
      heading: lerp(-0.95, 1.35, t) + random.range(-0.1, 0.1),
      length: random.range(560, 880) * (0.85 + 0.3 * Math.sin(t * Math.PI)),
      first: lerp(3.6, -1.8, t) + random.range(-0.7, 0.7),
      curl: (i % 2 === 0 ? 1 : -1) * random.range(3.6, 7.4),
      breadth: random.range(40, 66),
    });
  }
  comb(
    stones,
    random.shuffle(falls),
    [
      ['ochre', 'umber'],
      ['gold', 'ochre'],
      ['umber', 'ochre'],
      ['ochre', 'coral'],
    ],
    random,
  );
}

/** The locks that frame the face and hide the ear and the back of the neck. */
export function hairBefore(stones: Stones, random: Random): void {
  const scalp = bezier(
    [30, -112],
    [
      [
        [70, -170],
        [170, -170],
        [210, -90],
      ],
      [
        [236, -30],
        [220, 60],
        [190, 130],
      ],
      [
        [150, 110],
        [96, 0],
        [30, -112],
      ],
    ],
    20,
  );
  plane(stones, onHead(scalp), 'umber', 4);
  const crown: Fall[] = Array.from({ length: 12 }, (_, i) => {
    const t = i / 11;
    return {
      from: [lerp(16, 74, t), lerp(-96, -132, t)],
      heading: lerp(-0.75, -0.35, t) + random.range(-0.06, 0.06),
      length: lerp(520, 640, random.next()),
      first: lerp(3.9, 3.1, t),
      curl: (i % 3 === 0 ? -1 : 1) * random.range(1.2, 3.4),
      breadth: random.range(34, 50),
    };
  });
  comb(
    stones,
    crown.toReversed(),
    [
      ['gold', 'ochre'],
      ['ochre', 'umber'],
      ['ochre', 'coral'],
    ],
    random,
  );
  const side: Fall[] = Array.from({ length: 18 }, (_, i) => {
    const t = i / 17;
    return {
      from: [lerp(24, 190, t), lerp(-98, -20, t)],
      heading: lerp(0.6, 0.95, t),
      length: random.range(420, 640),
      first: lerp(1.3, -0.3, t),
      curl: (i % 2 === 0 ? 1 : -1) * random.range(2.6, 5.4),
      breadth: random.range(30, 46),
    };
  });
  comb(
    stones,
    side.toReversed(),
    [
      ['ochre', 'umber'],
      ['gold', 'ochre'],
      ['umber', 'ochre'],
    ],
    random,
  );
}

/** Poppies in her hair. */
export function garland(stones: Stones, random: Random): void {
  for (const [x, y, r] of [
    [168, -108, 50],
    [112, -140, 44],
    [210, -50, 46],
  ] as const) {
    const [at] = onHead([{ x, y }]);
    if (at === undefined) continue;
    for (let i = 0; i < 4; i++)
      leaf(stones, at, random.range(0, 6.28), r * 2.1, r * 0.62, random.range(-1, 1));
    poppy(stones, at.x, at.y, r, random);
  }
}
