import { clamp, fbm, gradientNoise, lerp, smoothstep } from '../noise.js';
import { unit, type Vector, vector } from './vector.js';

const WEST = -70;
const SOUTH = 6;
const CELL = 0.125;
const COUNT = 1640;

/** Where the tower stands, and the height of the ground that was levelled for it. */
export const TOWER = vector(19, 13.2, 106);

const noise = gradientNoise('headland');

/** The land as a grid of heights: carved once, looked up a billion times. */
export class Terrain {
  readonly #height = new Float32Array(COUNT * COUNT);
  readonly #hollow: Float32Array;

  constructor() {
    for (let j = 0; j < COUNT; j++) {
      for (let i = 0; i < COUNT; i++) this.#height[j * COUNT + i] = carve(WEST + i * CELL, SOUTH + j * CELL);
    }
    const fine = blur(this.#height, 5);
    const broad = blur(fine, 22);
    this.#hollow = broad.map((level, p) => {
      const here = this.#height[p] ?? 0;
      return clamp(1 - 0.55 * Math.max(0, (fine[p] ?? 0) - here) - 0.16 * Math.max(0, level - here), 0.25, 1);
    });
  }

  /** Height over the sea; well below it where nothing was carved. */
  height(x: number, z: number): number {
    return this.#sample(this.#height, x, z, -6);
  }

  /** 0–1: how much of the sky a place sees. */
  openness(x: number, z: number): number {
    return this.#sample(this.#hollow, x, z, 1);
  }

  normal(x: number, z: number): Vector {
    const e = CELL;
    return unit(
      vector(
        this.height(x - e, z) - this.height(x + e, z),
        2 * e,
        this.height(x, z - e) - this.height(x, z + e),
      ),
    );
  }

  #sample(grid: Float32Array, x: number, z: number, outside: number): number {
    const u = (x - WEST) / CELL;
    const v = (z - SOUTH) / CELL;
    const i = Math.floor(u);
    const j = Math.floor(v);
    if (i < 0 || j < 0 || i >= COUNT - 1 || j >= COUNT - 1) return outside;
    const p = j * COUNT + i;
    const a = lerp(grid[p] ?? 0, grid[p + 1] ?? 0, u - i);
    const b = lerp(grid[p + COUNT] ?? 0, grid[p + COUNT + 1] ?? 0, u - i);
    return lerp(a, b, v - j);
  }
}

/** Skerries: `[x, z, radius, height]`. */
const ROCKS = [
  [-19, 96, 6, 3.4],
  [-27, 104, 4, 2],
  [-9, 88, 4.5, 2.6],
  [-15.5, 33, 5.5, 2.7],
  [-9.5, 27, 3.6, 1.5],
  [-20, 27, 4, 1.8],
  [16, 44, 4, 1.6],
  [21, 39, 5.5, 2.7],
  [24, 50, 6, 3],
  [9, 70, 2.6, 1.1],
] as const;

function carve(x: number, z: number): number {
  // A spit from the right: how far inland a place is.
  const [wx, wz] = [x + 5 * fbm(noise, x / 24, z / 24, 3), z + 5 * fbm(noise, x / 24 + 50, z / 24, 3)];
  const along = clamp((wx - 6) / 100);
  const inland = lerp(17, 46, along) - Math.hypot(wx - 6 - along * 100, wz - 106 - along * 22);
  const crag = Math.abs(fbm(noise, x / 9 + 20, z / 9, 5));
  const gully = 5 * fbm(noise, x / 16 + 80, z / 16, 3);
  const edge = inland - 4 * crag - gully;
  // A wall at the water, then turf that falls towards it.
  const cliff = 0.66 * smoothstep(-2.5, 4.5, edge) + 0.34 * smoothstep(2, 17, edge);
  const table = 12.6 + 0.1 * Math.max(0, x - 26) + 1.4 * fbm(noise, x / 22, z / 22 + 9, 3);
  let height = -5 + (table + 5) * cliff ** 0.8;
  // Beds of stone, tilted, stand out as steps on the cliffs.
  const bed = (height + 0.12 * x) * 1.15 + 0.8 * noise(x / 14, z / 14);
  const steep = cliff * (1 - cliff) * 4;
  height +=
    steep *
    (0.75 * (smoothstep(0.1, 0.9, bed - Math.floor(bed)) - 0.5) +
      1.7 * fbm(noise, x / 5 + height * 0.12, z / 5 + height * 0.2, 5));
  for (const [rx, rz, radius, top] of ROCKS) {
    const d = Math.hypot(x - rx, (z - rz) * 0.85) / radius;
    if (d > 1.6) continue;
    const knob = top * (1 - d * d) + 1.9 * (fbm(noise, x / 2.6 + rz, z / 2.6, 5) - 0.1) * (1.2 - d * 0.5);
    height = Math.max(height, knob);
  }
  // Turf is bumpy; the tower and the house stand on level ground.
  height += cliff ** 6 * 0.14 * fbm(noise, x * 0.9, z * 0.9, 4);
  const levelled =
    1 -
    smoothstep(4.5, 9, Math.min(Math.hypot(x - TOWER.x, z - TOWER.z), Math.hypot((x - 33) * 0.7, z - 108)));
  return lerp(height, TOWER.y, levelled * cliff ** 2);
}

/** Box blur, both ways, by running sums. */
function blur(grid: Float32Array, radius: number): Float32Array {
  let from = grid;
  for (const [step, line] of [
    [1, COUNT],
    [COUNT, 1],
  ] as const) {
    const to = new Float32Array(grid.length);
    for (let k = 0; k < COUNT; k++) {
      const start = k * line;
      const read = (i: number): number => from[start + Math.min(COUNT - 1, Math.max(0, i)) * step] ?? 0;
      let sum = 0;
      for (let i = -radius; i <= radius; i++) sum += read(i);
      for (let i = 0; i < COUNT; i++) {
        to[start + i * step] = sum / (2 * radius + 1);
        sum += read(i + radius + 1) - read(i - radius);
      }
    }
    from = to;
  }
  return from;
}
