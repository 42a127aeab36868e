import { Random } from './random.js';

/** Smooth noise in about [-1, 1], of period 256 in both directions; features are one unit wide. */
export type Noise = (x: number, y: number) => number;

/** Gradient noise (Perlin 2002: quintic fade), sixteen evenly turned gradients. */
export function gradientNoise(seed: string): Noise {
  const random = new Random(seed);
  const turns = new Uint8Array(random.shuffle(Array.from({ length: 256 }, (_, i) => i)));
  const gx = new Float64Array(16);
  const gy = new Float64Array(16);
  for (let i = 0; i < 16; i++) {
    gx[i] = Math.cos((i * Math.PI) / 8);
    gy[i] = Math.sin((i * Math.PI) / 8);
  }
  const corner = (ix: number, iy: number, dx: number, dy: number): number => {
    const g = ((turns[((turns[ix & 255] ?? 0) + iy) & 255] ?? 0) & 15) | 0;
    return (gx[g] ?? 0) * dx + (gy[g] ?? 0) * dy;
  };
  return (x, y) => {
    const ix = Math.floor(x);
    const iy = Math.floor(y);
    const dx = x - ix;
    const dy = y - iy;
    const u = fade(dx);
    const v = fade(dy);
    const top = lerp(corner(ix, iy, dx, dy), corner(ix + 1, iy, dx - 1, dy), u);
    const bottom = lerp(corner(ix, iy + 1, dx, dy - 1), corner(ix + 1, iy + 1, dx - 1, dy - 1), u);
    return lerp(top, bottom, v) * 1.5;
  };
}

/** Octaves of noise, each twice as fine and half as strong (fractional Brownian motion). About [-1, 1]. */
export function fbm(noise: Noise, x: number, y: number, octaves: number): number {
  let sum = 0;
  let strength = 0.5;
  let [px, py] = [x, y];
  for (let i = 0; i < octaves; i++) {
    sum += strength * noise(px, py);
    // Turned by about 37° each time, so that the lattices of the octaves never line up.
    [px, py] = [1.6 * px - 1.2 * py + 17.3, 1.2 * px + 1.6 * py - 9.1];
    strength /= 2;
  }
  return sum;
}

export function lerp(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

export function clamp(value: number, low = 0, high = 1): number {
  return Math.min(high, Math.max(low, value));
}

/** 0 before `from`, 1 after `to`, an S between them. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}
