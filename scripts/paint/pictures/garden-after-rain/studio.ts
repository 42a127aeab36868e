import { hex } from '../../colour.js';
import { fbm, gradientNoise, smoothstep } from '../../noise.js';
import type { Random } from '../../random.js';
import { bounds } from '../../shape.js';
import { type Patch, type Sheet, type Wash, wander } from '../../sheet.js';
import type { Point } from '../../stroke.js';
import { shapeOf } from '../../woodblock.js';

export const WIDTH = 1280;

export const HEIGHT = 1024;

export const SEED = 'garden after rain';

export const noise = gradientNoise(SEED);

export const PAINT = {
  coral: hex('#ef5a3c'),
  scarlet: hex('#d8273a'),
  rose: hex('#dd3f7d'),
  violet: hex('#7a49ae'),
  cobalt: hex('#2f63c0'),
  indigo: hex('#232d5c'),
  turquoise: hex('#2fa3a6'),
  sap: hex('#7f9a2c'),
  green: hex('#2f6b45'),
  pine: hex('#1f4640'),
  gamboge: hex('#f6b52a'),
  sienna: hex('#b45a2a'),
} as const;

/** Where water ran back into drying paint. */
interface Backrun extends Point {
  readonly radius: number;
}

/** What every wash of the picture is laid with. */
export interface Studio {
  readonly sheet: Sheet;
  readonly random: Random;
  /** Factor on pigment for each place: backruns, pools and streaks. [HEIGHT, WIDTH] */
  readonly water: Float32Array;
}

/** Backruns have a pale heart and a dark, lobed rim like a cauliflower's. */
export function runs(random: Random): Float32Array {
  const spots: Backrun[] = Array.from({ length: 95 }, () => ({
    x: random.range(0, WIDTH),
    y: random.range(0, HEIGHT),
    radius: 16 + 96 * random.next() ** 2,
  }));
  const water = new Float32Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      water[y * WIDTH + x] = 0.86 + 0.55 * fbm(noise, x / 120, y / 120, 4) + 0.2 * noise(x / 16, y / 16);
    }
  }
  for (const { x: cx, y: cy, radius } of spots) {
    const reach = Math.ceil(radius * 1.7);
    for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(HEIGHT, cy + reach); y++) {
      for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(WIDTH, cx + reach); x++) {
        const q =
          Math.hypot(x - cx, y - cy) / radius +
          0.5 * fbm(noise, (x * 2.6) / radius + cx, (y * 2.6) / radius, 4);
        if (q > 1.25) continue;
        const p = y * WIDTH + x;
        const heart = 1 - 0.62 * (1 - smoothstep(0.45, 1, q));
        const rim = q < 1 ? Math.exp(-(((q - 1) / 0.13) ** 2)) : Math.exp(-(((q - 1) / 0.035) ** 2));
        water[p] = (water[p] ?? 1) * (q < 1 ? heart : 1) + 0.75 * rim;
      }
    }
  }
  return water;
}

/** Edges of a wet shape: they wander at large and at small. */
export function wet({ sheet, random }: Studio, shape: readonly Point[], loose = 1): Patch {
  const box = bounds(shape);
  const m = 26 * loose + 8;
  const patch = sheet.draw([box.x - m, box.y - m, box.width + 2 * m, box.height + 2 * m], (pen) =>
    pen.fill(shapeOf(shape)),
  );
  const seat = random.range(0, 500);
  const drift = (x: number, y: number): number => noise(x + seat, y + seat);
  return wander(wander(patch, drift, 13 * loose, 46), drift, 3.2 * loose, 9);
}

export function lay(
  studio: Studio,
  patch: Patch,
  wash: Partial<Wash> & Pick<Wash, 'pigment' | 'strength'>,
): void {
  const [dx, dy] = [Math.floor(studio.random.range(0, WIDTH)), Math.floor(studio.random.range(0, HEIGHT))];
  const { pool } = wash;
  studio.sheet.glaze(patch, {
    edge: 0.9,
    edgeWidth: 5,
    granulation: 0.42,
    ...wash,
    pool: (x, y) => {
      const p = fold(Math.floor(y) + dy, HEIGHT) * WIDTH + fold(Math.floor(x) + dx, WIDTH);
      return Math.max(0.06, studio.water[p] ?? 1) * (pool?.(x, y) ?? 1);
    },
  });
}

/** Back and forth over a row, so that it goes on without a seam. */
function fold(i: number, count: number): number {
  const at = i % (2 * count);
  return at < count ? at : 2 * count - 1 - at;
}

/** A rounded, uneven shape. */
export function blob(random: Random, x: number, y: number, rx: number, ry: number, lobes = 0.3): Point[] {
  const seat = random.range(0, 300);
  return Array.from({ length: 60 }, (_, i) => {
    const angle = (i / 60) * Math.PI * 2;
    const r = 1 + lobes * 1.6 * fbm(noise, Math.cos(angle) * 1.3 + seat, Math.sin(angle) * 1.3, 3);
    return { x: x + Math.cos(angle) * rx * r, y: y + Math.sin(angle) * ry * r };
  });
}
