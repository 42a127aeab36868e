import { pullBrush } from '../../ink-brush.js';
import { clamp, fbm, smoothstep } from '../../noise.js';
import type { Random } from '../../random.js';
import { blur, type Sheet, type Wash, wander } from '../../sheet.js';
import { bend, brush, HEIGHT, INK, noise } from './ink.js';

interface Mountain {
  readonly ridge: (x: number) => number;
  /** How deep it stands before it is lost in mist. */
  readonly foot: number;
  readonly ink: number;
  readonly from: number;
  readonly to: number;
  /** Texture strokes to each hundred pixels across, and how dark they are. */
  readonly strokes: number;
  readonly dark: number;
}

const peak = (x: number, at: number, height: number, width: number): number => {
  const d = Math.abs(x - at) / width;
  return height * Math.exp(-(d ** 1.35));
};

const rough = (x: number, seed: number, size: number): number =>
  size * fbm(noise, x / 70 + seed, seed * 3.7, 5);

export const MOUNTAINS: readonly Mountain[] = [
  {
    ridge: (x) =>
      470 -
      peak(x, 700, 215, 110) -
      peak(x, 885, 120, 90) -
      peak(x, 520, 110, 120) -
      peak(x, 1120, 170, 130) -
      rough(x, 5, 46),
    foot: 300,
    ink: 0.2,
    from: 300,
    to: 1280,
    strokes: 40,
    dark: 0.2,
  },
  {
    ridge: (x) =>
      590 - peak(x, 820, 330, 74) - peak(x, 940, 210, 70) - peak(x, 700, 120, 80) - rough(x, 11, 58),
    foot: 360,
    ink: 0.36,
    from: 560,
    to: 1130,
    strokes: 110,
    dark: 0.5,
  },
  {
    ridge: (x) =>
      760 - peak(x, 40, 520, 150) - peak(x, 220, 250, 110) - peak(x, 360, 90, 90) - rough(x, 23, 70),
    foot: 470,
    ink: 0.5,
    from: -40,
    to: 520,
    strokes: 170,
    dark: 0.95,
  },
];

export function paintMountain(sheet: Sheet, random: Random, mountain: Mountain): void {
  const { ridge, foot, ink, from, to, strokes, dark } = mountain;
  const fades = (x: number, y: number): number => {
    const sides = smoothstep(from - 10, from + 120, x) * (1 - smoothstep(to - 140, to + 10, x));
    const mist = fbm(noise, x / 190 + ink * 50, y / 60, 3);
    return (
      (from < 0 ? 1 - smoothstep(to - 140, to + 10, x) : sides) *
      (1 - smoothstep(0.25, 0.95, (y - ridge(x)) / foot + 0.45 * mist))
    );
  };
  const left = Math.max(0, from);
  const shape = sheet.draw([left, 0, to - left, HEIGHT], (pen) => {
    pen.beginPath();
    pen.moveTo(left, HEIGHT);
    for (let x = left; x <= to; x += 1.5) pen.lineTo(x, ridge(x));
    pen.lineTo(to, HEIGHT);
    pen.fill();
  });
  const bled = wander(shape, noise, 5, 16);
  const folds = (x: number, y: number): number =>
    0.75 + 0.9 * fbm(noise, (x - (y - ridge(x)) * 0.35) / 44 + 7, y / 130, 4);
  const wash: Wash = {
    pigment: INK,
    strength: ink,
    edge: 0.7,
    edgeWidth: 5,
    granulation: 0.7,
    pool: (x, y) => Math.max(0, fades(x, y) * folds(x, y)),
  };
  sheet.glaze(bled, wash);
  // A second, wetter pass bleeds past the first.
  sheet.glaze(blur(wander(shape, noise, 16, 60), 14), { ...wash, strength: ink * 0.4, edge: 0 });

  // Texture strokes down the slopes, as axes cut and as hemp hangs: wet and dark above, dry and pale below.
  const count = Math.round(((to - left) / 100) * strokes);
  for (let i = 0; i < count; i++) {
    const x = random.range(left, to);
    const top = ridge(x);
    const y = top + foot * 0.72 * random.next() ** 1.5;
    const strength = fades(x, y) * dark * random.range(0.35, 1);
    if (strength < 0.04) continue;
    const slope = Math.sign(ridge(x - 12) - ridge(x + 12)) || 1;
    const lean = (Math.abs(noise(x / 60 + 3, y / 90)) * 0.9 + 0.15) * -slope;
    const length = random.range(26, 84) * (0.6 + ink);
    const path = bend(x, y, Math.PI / 2 + lean, length, random.range(-0.5, 0.5));
    const width = random.range(3, 13) * (0.55 + ink);
    const patch = pullBrush(
      sheet,
      brush,
      {
        path,
        width: (t) => width * (0.55 + 0.45 * Math.sin(Math.PI * t)),
        dry: (t) => 0.3 + 0.5 * t,
        load: (u) => 0.75 + 0.35 * u,
      },
      random,
    );
    sheet.glaze(patch, { pigment: INK, strength: strength * 1.5, granulation: 0.4 });
  }
  // The ridge itself, and Mi Fu's dots: moss and far trees, laid sideways.
  for (let i = 0; i < count * 0.55; i++) {
    const x = random.range(left, to);
    const near = random.next() ** 2.2;
    const y = ridge(x) + 3 + near * foot * 0.55;
    const strength = fades(x, y) * dark;
    if (strength < 0.05 || noise(x / 50 + 90, y / 40) < -0.12) continue;
    const size = random.range(4, 11) * (0.5 + ink);
    const path = bend(x, y, random.range(-0.25, 0.25), size * 1.7, 0);
    const patch = pullBrush(
      sheet,
      brush,
      { path, width: (t) => size * Math.sin(Math.PI * clamp(0.12 + 0.8 * t)), dry: () => 0.2 },
      random,
    );
    sheet.glaze(patch, {
      pigment: INK,
      strength: strength * random.range(0.8, 2.4),
      edge: 0.5,
      edgeWidth: 2,
    });
  }
}
