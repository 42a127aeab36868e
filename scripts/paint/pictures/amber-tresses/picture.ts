import { Path2D } from '@napi-rs/canvas';
import { bezier } from '../../bezier.js';
import { hex } from '../../colour.js';
import { lerp, smoothstep } from '../../noise.js';
import type { Painting } from '../../picture.js';
import { Random } from '../../random.js';
import { Woodblocks } from '../../woodblock.js';
import { leaf, lily, stem } from './flowers.js';
import { gown } from './gown.js';
import { garland, hairBefore, hairBehind } from './hair.js';
import { face } from './head.js';
import type { Stones, Tint } from './line.js';
import { frame, halo, runningWaves, wallpaper } from './ornament.js';
import { FRAME, HEIGHT, WIDTH } from './sheet.js';

const SEED = 'amber tresses';

/** A poster: a dreamer's profile, hair that fills a halo of gold, lilies below. */
export const amberTresses: Painting = {
  name: 'amber-tresses',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const stones: Stones = new Woodblocks<Tint>(WIDTH, HEIGHT, {
      blush: { ink: hex('#f3cfae'), grain: 0.1 },
      gold: { ink: hex('#eac470'), grain: 0.16, off: [1, 0] },
      sage: { ink: hex('#b9c39a'), grain: 0.18, off: [-1, 0] },
      mist: { ink: hex('#b4c6bb'), grain: 0.2, wipe: (_, y) => 0.75 + 0.25 * smoothstep(0, 900, y) },
      rose: { ink: hex('#e3a48e'), grain: 0.16 },
      ochre: { ink: hex('#cf9440'), grain: 0.2, off: [0, 1] },
      moss: { ink: hex('#8b9d72'), grain: 0.2, off: [1, 1] },
      coral: { ink: hex('#cf6a4e'), grain: 0.16 },
      umber: { ink: hex('#b0683a'), grain: 0.2, off: [1, 0] },
      ink: { ink: hex('#35201a'), grain: 0.06 },
    });
    wallpaper(stones);
    frame(stones);
    halo(stones, random);
    hairBehind(stones, random);
    face(stones);
    gown(stones, random);
    hairBefore(stones, random);
    garland(stones, random);
    bouquet(stones, random);
    return stones.print(SEED);
  },
};

/** Lilies and leaves that rise from the lower edge. */
function bouquet(stones: Stones, random: Random): void {
  const foot = HEIGHT - FRAME;
  for (let i = 0; i < 26; i++) {
    const t = i / 25;
    const middle = Math.abs(t - 0.5) * 2;
    leaf(
      stones,
      { x: lerp(90, 950, t), y: foot + 20 },
      -Math.PI / 2 + lerp(-0.5, 0.5, t) + random.range(-0.25, 0.25),
      lerp(190, 330, middle) * random.range(0.8, 1.15),
      random.range(44, 62),
      (t < 0.5 ? -1 : 1) * random.range(0.3, 1.6),
    );
  }
  for (const [x, y, size, heading] of [
    [156, 920, 150, -1.9],
    [300, 1010, 138, -1.35],
    [476, 1060, 148, -1.75],
    [660, 1040, 138, -1.3],
    [820, 960, 152, -1.35],
    [912, 1090, 120, -1.1],
    [116, 1100, 118, -2.0],
  ] as const) {
    stem(
      stones,
      bezier(
        [lerp(x, WIDTH / 2, 0.15), foot + 30],
        [
          [
            [lerp(x, WIDTH / 2, 0.2), y + 120],
            [x + 10, y + 90],
            [x, y],
          ],
        ],
        30,
      ),
      15,
    );
    lily(stones, x, y, size, heading, random);
  }
  // Nothing grows over the frame.
  const below = new Path2D();
  below.rect(0, foot + 2, WIDTH, HEIGHT);
  stones.cut(below);
  const band = new Path2D();
  band.rect(0, foot, WIDTH, FRAME);
  stones.fill('ochre', band);
  stones.carve('ink', (pen) => {
    pen.fillRect(0, foot - 2, WIDTH, 4.5);
    pen.fillRect(0, HEIGHT - 4.5, WIDTH, 4.5);
  });
  runningWaves(stones, [WIDTH - FRAME / 2, HEIGHT - FRAME / 2], [FRAME / 2, HEIGHT - FRAME / 2]);
}
