import { hex, type Rgb } from '../colour.js';
import { Bath, type Floating } from '../marbling.js';
import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import type { Painting } from '../picture.js';
import { Random } from '../random.js';

const WIDTH = 1152;
const HEIGHT = 1024;
const SEED = 'peacock endpaper';
const FINE = 2;

const INKS = {
  indigo: hex('#18244f'),
  cream: hex('#f4e8cb'),
  oxblood: hex('#8c1d2a'),
  peacock: hex('#0f7f86'),
  marigold: hex('#e9a52c'),
  coral: hex('#dd5b3a'),
  sea: hex('#7cc0b4'),
} as const;
type Ink = keyof typeof INKS;
const NAMES = Object.keys(INKS) as Ink[];
const BATH = hex('#f2dfb4');

/** The order of the throws: what falls first ends as veins between what falls later. */
const THROWS: readonly (readonly [ink: Ink, count: number, from: number, to: number])[] = [
  ['indigo', 110, 30, 62],
  ['peacock', 80, 26, 58],
  ['cream', 70, 22, 46],
  ['oxblood', 60, 24, 52],
  ['marigold', 55, 14, 34],
  ['indigo', 60, 20, 44],
  ['cream', 90, 12, 34],
  ['coral', 50, 12, 30],
  ['sea', 60, 12, 32],
  ['cream', 60, 6, 16],
];

export const peacockEndpaper: Painting = {
  name: 'peacock-endpaper',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const bath = marble(new Random(SEED));
    return pull(bath);
  },
};

function marble(random: Random): Bath {
  const bath = new Bath();
  const margin = 130;
  const anywhere = (): { x: number; y: number } => ({
    x: random.range(-margin, WIDTH + margin),
    y: random.range(-margin, HEIGHT + margin),
  });
  bath.drops(
    THROWS.flatMap(([ink, count, from, to]) =>
      Array.from({ length: count }, () => ({
        ...anywhere(),
        radius: random.range(from, to),
        ink: NAMES.indexOf(ink),
      })),
    ),
  );
  // Gel-git, down and up; then the nonpareil comb across; then a wide comb, moved from side to side.
  bath.comb(Math.PI / 2, { spacing: 92, pull: 150, sharpness: 17, offset: 20, turns: true });
  bath.comb(0, { spacing: 24, pull: 80, sharpness: 3.9, offset: 5 });
  bath.wave(Math.PI / 2, 26, 310, 0.8);
  bath.comb(Math.PI / 2, { spacing: 155, pull: -92, sharpness: 24, offset: -40 });
  // Stones, thrown late on a slanting drift: they push the combed ink aside.
  bath.drops(stones(random));
  for (const [x, y, radius, length] of [
    [290, 330, 92, 430],
    [840, 250, 84, -400],
    [530, 690, 100, -460],
    [1000, 720, 88, 430],
    [150, 850, 70, 320],
  ] as const) {
    bath.curl({ x, y }, radius * 0.3, length * 0.5, 30);
    bath.curl({ x, y }, radius, length * 0.5, 34);
  }
  return bath;
}

function stones(random: Random): { x: number; y: number; radius: number; ink: number }[] {
  const drops = [];
  for (let i = 0; i < 46; i++) {
    const t = random.next();
    const x = t * (WIDTH + 200) - 100;
    const y = HEIGHT * (0.94 - 0.8 * t) + random.normal() * 130;
    const size = random.range(9, 26) * (random.chance(0.25) ? 1.5 : 1);
    // Rings: each drop falls into the middle of the last and opens it.
    const rings = random.pick<readonly Ink[]>([
      ['indigo', 'sea', 'cream'],
      ['oxblood', 'coral', 'cream'],
      ['peacock', 'cream', 'marigold'],
      ['indigo', 'marigold', 'oxblood'],
    ]);
    for (const [k, ink] of rings.entries()) {
      drops.push({ x, y, radius: size * (1 - 0.22 * k), ink: NAMES.indexOf(ink) });
    }
  }
  return drops;
}

/** Lays the paper on the bath and lifts it off: RGB bytes [HEIGHT, WIDTH, 3]. */
function pull(bath: Bath): Uint8Array {
  const noise = gradientNoise(SEED);
  const out = new Uint8Array(WIDTH * HEIGHT * 3);
  const place: Floating = { ink: -1, share: 1, x: 0, y: 0 };
  const sum: [number, number, number] = [0, 0, 0];
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      sum.fill(0);
      for (let s = 0; s < FINE * FINE; s++) {
        const px = x + ((s % FINE) + 0.5) / FINE;
        const py = y + (Math.floor(s / FINE) + 0.5) / FINE;
        bath.look(px, py, place);
        const [r, g, b] = tint(place, noise);
        sum[0] += r;
        sum[1] += g;
        sum[2] += b;
      }
      const paper = sheet(noise, x, y);
      for (let k = 0; k < 3; k++) {
        out[(y * WIDTH + x) * 3 + k] = Math.round(clamp(((sum[k] ?? 0) / FINE ** 2) * paper) * 255);
      }
    }
  }
  return out;
}

/** An ink where it floats: thicker at the rim of its drop, and streaked by what the tools drew out. */
function tint(place: Floating, noise: (x: number, y: number) => number): Rgb {
  const name = NAMES[place.ink];
  const ink = name === undefined ? BATH : INKS[name];
  const rim = name === undefined ? 0 : smoothstep(0.82, 1, place.share);
  const streak = 0.07 * noise(place.x / 6, place.y / 6) + 0.09 * noise(place.x / 17 + 9, place.y / 17);
  const shade = 1 + streak - 0.14 * rim + (place.share < 0.5 ? 0.03 : 0);
  return [ink[0] * shade, ink[1] * shade, ink[2] * shade];
}

/** Laid paper under it all: faint ribs, tooth and clouds, as a factor. */
function sheet(noise: (x: number, y: number) => number, x: number, y: number): number {
  const cloud = fbm(noise, x / 240, y / 240, 3);
  const tooth = noise(x / 1.7, y / 1.7);
  const ribs = Math.sin((y + 1.5 * noise(x / 60, y / 30)) * 1.35);
  return 1 + 0.03 * cloud + 0.008 * tooth + 0.008 * ribs;
}
