import { clamp, gradientNoise } from '../noise.js';
import { Random } from '../random.js';
import { denoise } from './denoise.js';
import { develop, type Light } from './radiance.js';
import { cross, unit, type Vector, vector } from './vector.js';

export interface Lens {
  readonly eye: Vector;
  readonly target: Vector;
  /** Tangent of half the vertical angle of view. */
  readonly zoom: number;
  /** Radius of the opening, in metres; 0 has everything sharp. */
  readonly aperture: number;
  /** Metres to what is sharp. */
  readonly focus: number;
}

export interface Film {
  readonly exposure: number;
  /** Rays for each pixel. */
  readonly rays: number;
  /** 0–1: how much of what is too bright spills over its surroundings. */
  readonly bloom: number;
  /** Brighter than this a single ray may not be: it would never average out. */
  readonly brightest: number;
  readonly grain: number;
  readonly vignette: number;
}

/** The light that comes along a ray. Chance is its own. */
export type Look = (from: Vector, way: Vector, random: Random) => Light;

/** Photographs what `look` sees: RGB bytes [height, width, 3]. */
export function expose(width: number, height: number, lens: Lens, film: Film, look: Look): Uint8Array {
  const forward = unit(difference(lens.target, lens.eye));
  const right = unit(cross(vector(0, 1, 0), forward));
  const up = cross(forward, right);
  const random = new Random('film');
  const light = new Float32Array(width * height * 3);
  const squares = new Float32Array(width * height * 3);
  const side = Math.ceil(Math.sqrt(film.rays));
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      const at = (py * width + px) * 3;
      for (let ray = 0; ray < film.rays; ray++) {
        const jx = ((ray % side) + random.next()) / side;
        const jy = (Math.floor(ray / side) + random.next()) / Math.ceil(film.rays / side);
        const u = (((px + jx) / width) * 2 - 1) * lens.zoom * (width / height);
        const v = (1 - ((py + jy) / height) * 2) * lens.zoom;
        // Where the ray would meet the plane that is sharp, seen from somewhere on the lens.
        const turn = 2 * Math.PI * random.next();
        const off = lens.aperture * Math.sqrt(random.next());
        const [lx, ly] = [off * Math.cos(turn), off * Math.sin(turn)];
        const from = combine(lens.eye, right, lx, up, ly);
        const sharp = combine(
          combine(lens.eye, forward, lens.focus, right, u * lens.focus),
          up,
          v * lens.focus,
          up,
          0,
        );
        const seen = look(from, unit(difference(sharp, from)), random);
        for (let k = 0; k < 3; k++) {
          const value = Math.min(film.brightest, seen[k] ?? 0);
          light[at + k] = (light[at + k] ?? 0) + value;
          squares[at + k] = (squares[at + k] ?? 0) + value * value;
        }
      }
      for (let k = 0; k < 3; k++) {
        const mean = (light[at + k] ?? 0) / film.rays;
        light[at + k] = mean;
        // Now how far the mean may be off, squared.
        squares[at + k] = Math.max(0, (squares[at + k] ?? 0) / film.rays - mean * mean) / (film.rays - 1);
      }
    }
  }
  despeckle(light, width, height);
  denoise(light, squares, width, height);
  if (film.bloom > 0) spill(light, width, height, film);
  return printed(light, width, height, film);
}

function printed(light: Float32Array, width: number, height: number, film: Film): Uint8Array {
  const noise = gradientNoise('grain of the film');
  const out = new Uint8Array(width * height * 3);
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      const at = (py * width + px) * 3;
      const [dx, dy] = [(px / width - 0.5) * 2, (py / height - 0.5) * 2];
      const shade = 1 - film.vignette * (dx * dx + dy * dy);
      const colour = develop([light[at] ?? 0, light[at + 1] ?? 0, light[at + 2] ?? 0], film.exposure * shade);
      const grain = film.grain * noise(px * 0.71, py * 0.71);
      for (let k = 0; k < 3; k++) out[at + k] = Math.round(clamp((colour[k] ?? 0) + grain) * 255);
    }
  }
  return out;
}

/** A pixel that is far brighter than all but one around it met a chance that the others missed: it is held to theirs. */
function despeckle(light: Float32Array, width: number, height: number): void {
  const from = light.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      for (let k = 0; k < 3; k++) {
        const at = (y * width + x) * 3 + k;
        let [first, second] = [0, 0];
        for (const step of [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1]) {
          const value = from[at + 3 * step] ?? 0;
          if (value > first) [first, second] = [value, first];
          else if (value > second) second = value;
        }
        light[at] = Math.min(from[at] ?? 0, 1.15 * second + 0.004);
      }
    }
  }
}

/** What lenses do with lamps: part of every brightness over white goes to a narrow, a wide and a very wide halo. */
function spill(light: Float32Array, width: number, height: number, film: Film): void {
  const over = light.map((value) => Math.max(0, value * film.exposure - 0.8) / film.exposure);
  for (const [radius, share] of [
    [width / 180, 0.5],
    [width / 50, 0.3],
    [width / 14, 0.2],
  ] as const) {
    let halo: Float32Array = over;
    // Three boxes in a row are nearly a bell.
    for (let i = 0; i < 3; i++) halo = boxed(halo, width, height, Math.max(1, Math.round(radius)));
    for (let at = 0; at < light.length; at++) {
      light[at] = (light[at] ?? 0) + film.bloom * share * (halo[at] ?? 0);
    }
  }
}

/** Means over squares, along rows and then along columns. */
function boxed(from: Float32Array, width: number, height: number, radius: number): Float32Array {
  let now = from;
  for (const [count, step, lines, stride] of [
    [width, 3, height, 3 * width],
    [height, 3 * width, width, 3],
  ] as const) {
    const next = new Float32Array(now.length);
    for (let line = 0; line < lines; line++) {
      for (let k = 0; k < 3; k++) {
        const start = line * stride + k;
        const read = (i: number): number => now[start + Math.min(count - 1, Math.max(0, i)) * step] ?? 0;
        let sum = 0;
        for (let i = -radius; i <= radius; i++) sum += read(i);
        for (let i = 0; i < count; i++) {
          next[start + i * step] = sum / (2 * radius + 1);
          sum += read(i + radius + 1) - read(i - radius);
        }
      }
    }
    now = next;
  }
  return now;
}

function difference(a: Vector, b: Vector): Vector {
  return vector(a.x - b.x, a.y - b.y, a.z - b.z);
}

function combine(from: Vector, a: Vector, s: number, b: Vector, t: number): Vector {
  return vector(from.x + a.x * s + b.x * t, from.y + a.y * s + b.y * t, from.z + a.z * s + b.z * t);
}
