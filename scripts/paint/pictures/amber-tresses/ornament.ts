import { Path2D } from '@napi-rs/canvas';
import { bezier, type Pair } from '../../bezier.js';
import { lerp } from '../../noise.js';
import type { Random } from '../../random.js';
import type { Point } from '../../stroke.js';
import { shapeOf } from '../../woodblock.js';
import { circle } from './flowers.js';
import { plane, Ribbon, type Stones, swing } from './line.js';
import { FRAME, HEIGHT, WIDTH } from './sheet.js';

const HALO = { x: 528, y: 470, inner: 322, outer: 384 };

/** An ogee net of stems with a leaf in each mesh. */
export function wallpaper(stones: Stones): void {
  const ground = new Path2D();
  ground.rect(0, 0, WIDTH, HEIGHT);
  stones.fill('mist', ground);
  const [across, down] = [58, 92];
  for (let row = -1; row * down < HEIGHT + down; row++) {
    for (let column = -1; column * across < WIDTH + across; column++) {
      const x = column * across + (row % 2 === 0 ? 0 : across / 2);
      const y = row * down * 0.5 * 2;
      for (const side of [-1, 1]) {
        const half = across / 2;
        const curve = bezier(
          [x, y - down / 2],
          [
            [
              [x, y - down / 4],
              [x + side * half, y - down / 4],
              [x + side * half, y],
            ],
            [
              [x + side * half, y + down / 4],
              [x, y + down / 4],
              [x, y + down / 2],
            ],
          ],
          10,
        );
        stones.line('moss', curve, () => 3.4);
      }
      const bud = new Ribbon(
        swing({ x, y: y + 20 }, -Math.PI / 2, 40, () => 0, 16),
        (t) => 19 * Math.sin(Math.PI * t ** 0.8) + 0.5,
      );
      stones.fill('moss', shapeOf(bud.outline()));
      stones.fill('sage', shapeOf(bud.strip(0, 1)));
    }
  }
}

/** A band of running waves around the sheet. */
export function frame(stones: Stones): void {
  const band = new Path2D();
  band.rect(0, 0, WIDTH, HEIGHT);
  band.rect(FRAME, FRAME, WIDTH - 2 * FRAME, HEIGHT - 2 * FRAME);
  for (const name of ['mist', 'moss', 'sage'] as const) {
    stones.carve(name, (pen) => {
      pen.globalCompositeOperation = 'destination-out';
      pen.fill(band, 'evenodd');
    });
  }
  stones.carve('ochre', (pen) => pen.fill(band, 'evenodd'));
  const middle = FRAME / 2;
  const sides: readonly (readonly [Pair, Pair])[] = [
    [
      [middle, middle],
      [WIDTH - middle, middle],
    ],
    [
      [WIDTH - middle, middle],
      [WIDTH - middle, HEIGHT - middle],
    ],
    [
      [WIDTH - middle, HEIGHT - middle],
      [middle, HEIGHT - middle],
    ],
    [
      [middle, HEIGHT - middle],
      [middle, middle],
    ],
  ];
  for (const [from, to] of sides) runningWaves(stones, from, to);
  for (const [inset, weight] of [
    [0, 9],
    [FRAME, 4.5],
    [FRAME + 8, 1.8],
  ] as const) {
    stones.carve('ink', (pen) => {
      pen.lineWidth = weight;
      pen.strokeRect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset);
    });
  }
}

/** Golden waves that roll along the frame. */
export function runningWaves(stones: Stones, [x0, y0]: Pair, [x1, y1]: Pair): void {
  const turn = Math.atan2(y1 - y0, x1 - x0);
  const count = Math.round(Math.hypot(x1 - x0, y1 - y0) / 46);
  for (let i = 0; i < count; i++) {
    const t = (i + 0.2) / count;
    const from = { x: lerp(x0, x1, t) - Math.sin(turn) * -13, y: lerp(y0, y1, t) + Math.cos(turn) * -13 };
    const wave = swing(from, turn + 1.2, 66, (s) => -1.6 - 7 * s * s, 30);
    const ribbon = new Ribbon(wave, (s) => 11 * (1 - s) + 2);
    plane(stones, ribbon.outline(), 'gold', 1.8);
  }
}

/** A disc of scales inside a ring of lotus and stars. */

export function halo(stones: Stones, random: Random): void {
  const { x, y, inner, outer } = HALO;
  plane(stones, circle(x, y, outer, 160), 'gold', 6);
  plane(stones, circle(x, y, outer - 10, 160), 'ochre', 2.4);
  plane(stones, circle(x, y, inner + 8, 160), 'gold', 2.4);
  plane(stones, circle(x, y, inner, 160), 'blush', 5);
  const count = 36;
  for (let i = 0; i < count; i++) {
    const at = (i / count) * Math.PI * 2;
    const foot = { x: x + Math.cos(at) * (inner + 12), y: y + Math.sin(at) * (inner + 12) };
    for (const turn of [-0.75, 0.75, 0]) {
      const spine = swing(foot, at + turn, turn === 0 ? 40 : 33, () => -turn * 1.2, 16);
      const ribbon = new Ribbon(spine, (t) => 17 * Math.sin(Math.PI * t ** 0.8) + 1);
      plane(stones, ribbon.outline(), turn === 0 ? 'coral' : 'sage', 2);
    }
    const half = at + Math.PI / count;
    plane(
      stones,
      circle(x + Math.cos(half) * (outer - 20), y + Math.sin(half) * (outer - 20), 5.5, 16),
      'gold',
      2,
    );
  }
  // Scales, in rounds that lie over each other inwards.
  for (let ring = 11; ring >= 0; ring--) {
    const radius = inner - 22 - (11 - ring) * 25;
    const n = Math.max(6, Math.round((radius * Math.PI * 2) / 34));
    for (let i = 0; i < n; i++) {
      const at = ((i + (ring % 2) / 2) / n) * Math.PI * 2;
      const points: Point[] = [];
      for (let k = 0; k <= 12; k++) {
        const t = k / 12;
        const a = at + (lerp(-1, 1, t) * Math.PI) / n;
        const r = radius + 20 * Math.sin(Math.PI * t) ** 0.6;
        points.push({ x: x + Math.cos(a) * r, y: y + Math.sin(a) * r });
      }
      const back = (side: number): Point => {
        const a = at + (side * Math.PI) / n;
        return { x: x + Math.cos(a) * (radius - 24), y: y + Math.sin(a) * (radius - 24) };
      };
      const tint = random.chance(0.14) ? 'rose' : (i + ring) % 2 === 0 ? 'gold' : 'sage';
      plane(stones, [...points, back(1), back(-1)], tint, 1.7);
      const eye = { x: x + Math.cos(at) * (radius + 6), y: y + Math.sin(at) * (radius + 6) };
      stones.fill('ochre', shapeOf(circle(eye.x, eye.y, 4.4, 12)));
    }
  }
}
