import { along } from '../../bezier.js';
import { hex } from '../../colour.js';
import { distanceTo } from '../../distance.js';
import { chain, type Hoop, knot, running } from '../../embroidery.js';
import { alongLevels, follow } from '../../flow.js';
import { gradientNoise } from '../../noise.js';
import type { Panel } from '../../panel.js';
import type { Point } from '../../stroke.js';
import { FLOSS, HEIGHT, SEED, WIDTH } from './floss.js';
import { fishbone, GREEN } from './motifs.js';

export const LINEN = hex('#e6d6b2');

/** Linen threads are of uneven colour; the weave's hollows are dark. */
export function tone({ columns, rows, grain, colour, relief }: Panel): void {
  const noise = gradientNoise(`${SEED}/tone`);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const p = row * columns + column;
      const [x, y] = [column / grain, row / grain];
      const yarn = 1 + 0.06 * noise(x / 3.4, y / 60) + 0.06 * noise(x / 60 + 9, y / 3.4);
      const shade = yarn * (0.94 + 0.7 * (relief[p] ?? 0));
      for (let k = 0; k < 3; k++) colour[p * 3 + k] = (colour[p * 3 + k] ?? 0) * shade;
    }
  }
}

/** Two lines of chain stitch and between them a row of little leaves and knots. */
export function border(hoop: Hoop): void {
  const frame = (inset: number): Point[][] => {
    const [l, t, r, b] = [inset, inset, WIDTH - inset, HEIGHT - inset];
    const side = (x0: number, y0: number, x1: number, y1: number): Point[] =>
      Array.from({ length: 60 }, (_, i) => ({ x: x0 + ((x1 - x0) * i) / 59, y: y0 + ((y1 - y0) * i) / 59 }));
    return [side(l, t, r, t), side(r, t, r, b), side(r, b, l, b), side(l, b, l, t)];
  };
  for (const [inset, colour] of [
    [16, FLOSS.indigo],
    [26, FLOSS.madder],
    [74, FLOSS.madder],
    [84, FLOSS.indigo],
  ] as const) {
    for (const side of frame(inset)) chain(hoop, side, colour, 14);
  }
  for (const side of frame(50)) {
    const count = Math.round(
      Math.hypot((side.at(-1)?.x ?? 0) - (side[0]?.x ?? 0), (side.at(-1)?.y ?? 0) - (side[0]?.y ?? 0)) / 46,
    );
    for (let i = 0; i < count; i++) {
      const place = along(side, (i + 0.5) / count);
      const colours =
        (
          [
            [FLOSS.poppy, FLOSS.madder, FLOSS.lemon],
            [FLOSS.royal, FLOSS.indigo, FLOSS.sky],
            [FLOSS.moss, FLOSS.leaf, FLOSS.lemon],
          ] as const
        )[i % 3] ?? GREEN;
      for (const [turn, hand] of [
        [0.62, 1],
        [-0.62, -1],
      ] as const) {
        const base = { x: place.x - Math.cos(place.angle) * 16, y: place.y - Math.sin(place.angle) * 16 };
        fishbone(hoop, base, place.angle + turn, [32, 13, -hand * 0.4], colours);
      }
      knot(
        hoop,
        { x: place.x + Math.cos(place.angle) * 14, y: place.y + Math.sin(place.angle) * 14 },
        FLOSS.saffron,
        5,
      );
    }
  }
}

/** Coloured where they outline a form; then the linen's own, so that the ground stays calm and only its light ripples. */
const ROWS = [FLOSS.royal, FLOSS.cream, FLOSS.madder] as const;
const GROUND = [FLOSS.cream, hex('#d2ba8a')] as const;

/** Rows of running stitch that follow every form outwards, until the whole cloth ripples. */
export function echo(hoop: Hoop): void {
  const { panel } = hoop;
  const sewn = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      sewn[y * WIDTH + x] =
        (panel.touched[y * panel.grain * panel.columns + x * panel.grain] ?? 0) > 0 ? 1 : 0;
    }
  }
  const distance = distanceTo(sewn, WIDTH, HEIGHT);
  const sample = (x: number, y: number): number => {
    const [ix, iy] = [
      Math.min(WIDTH - 2, Math.max(0, Math.floor(x))),
      Math.min(HEIGHT - 2, Math.max(0, Math.floor(y))),
    ];
    const [u, v] = [x - ix, y - iy];
    const p = iy * WIDTH + ix;
    const top = (distance[p] ?? 0) * (1 - u) + (distance[p + 1] ?? 0) * u;
    return top * (1 - v) + ((distance[p + WIDTH] ?? 0) * (1 - u) + (distance[p + WIDTH + 1] ?? 0) * u) * v;
  };
  // Wide differences: the field's creases would make the line twitch.
  const soft = (x: number, y: number): number =>
    (sample(x - 2, y) + sample(x + 2, y) + sample(x, y - 2) + sample(x, y + 2)) / 4;
  const field = alongLevels(soft);
  const spacing = 8.2;
  const taken = new Uint16Array(WIDTH * HEIGHT);
  let line = 0;
  for (let row = 1; row < 22; row++) {
    const level = row * spacing - 1.5;
    const colour = ROWS[row - 1] ?? GROUND[row % GROUND.length] ?? FLOSS.cream;
    for (let y = 4; y < HEIGHT; y += 3) {
      for (let x = 4; x < WIDTH; x += 3) {
        if (Math.abs(sample(x, y) - level) > 1.4 || (taken[y * WIDTH + x] ?? 0) > 0) continue;
        line += 1;
        const path = follow(field, { x, y }, 1600, (px, py) => {
          const [ix, iy] = [Math.round(px), Math.round(py)];
          if (ix < 0 || iy < 0 || ix >= WIDTH || iy >= HEIGHT) return true;
          const other = taken[iy * WIDTH + ix] ?? 0;
          return (other > 0 && other !== line) || Math.abs(sample(px, py) - level) > 3.4;
        });
        mark(taken, path, line);
        if (path.length > 2) running(hoop, path, colour, 10, 4.5, 3.4);
      }
    }
  }
}

/** Keeps other lines a little off this one. */
function mark(taken: Uint16Array, path: readonly Point[], line: number): void {
  for (const { x, y } of path) {
    for (let dy = -3; dy <= 3; dy++) {
      for (let dx = -3; dx <= 3; dx++) {
        const [ix, iy] = [Math.round(x) + dx, Math.round(y) + dy];
        if (ix >= 0 && iy >= 0 && ix < WIDTH && iy < HEIGHT) taken[iy * WIDTH + ix] = line;
      }
    }
  }
}
