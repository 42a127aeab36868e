import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import { type Light, light } from './radiance.js';
import { TOWER } from './terrain.js';
import type { Vector } from './vector.js';

/** What people built: signed distance functions (Quilez's forms), each with its stuff. */
export type Stuff =
  | 'plaster'
  | 'iron'
  | 'glass'
  | 'cap'
  | 'wall'
  | 'roof'
  | 'chimney'
  | 'hull'
  | 'sail'
  | 'mast';

interface Part {
  readonly stuff: Stuff;
  readonly distance: number;
}

const HEIGHT = 18.5;
const HOUSE = { x: 33, z: 108 };
export const BOAT = { x: -21, z: 72 };
const noise = gradientNoise('plaster');

/** The nearest built thing. Only a bound, never too large, when far off. */
export function nearestPart(x: number, y: number, z: number): Part {
  const tower = Math.hypot(x - TOWER.x - 7, y - TOWER.y - 11, z - TOWER.z) - 26;
  const boat = Math.hypot(x - BOAT.x, y - 3.4, z - BOAT.z) - 5.2;
  let nearest: Part = { stuff: 'plaster', distance: Math.max(0.5, Math.min(tower, boat)) };
  if (tower < 0.5)
    nearest = least(
      towerParts(x - TOWER.x, y - TOWER.y, z - TOWER.z),
      houseParts(x - HOUSE.x, y - TOWER.y, z - HOUSE.z),
    );
  if (boat < 0.5) nearest = least([nearest], boatParts(x - BOAT.x, y, z - BOAT.z));
  return nearest;
}

export function distanceToParts(x: number, y: number, z: number): number {
  return nearestPart(x, y, z).distance;
}

function least(...groups: readonly (readonly Part[])[]): Part {
  let best: Part = { stuff: 'plaster', distance: Number.POSITIVE_INFINITY };
  for (const group of groups) for (const part of group) if (part.distance < best.distance) best = part;
  return best;
}

function towerParts(x: number, y: number, z: number): Part[] {
  const r = Math.hypot(x, z);
  const up = clamp(y / HEIGHT);
  const shaft = 3.3 - 1.25 * up + 0.3 * (1 - smoothstep(0, 0.07, up));
  const rail = Math.min(
    ...[0.55, 1.1].map((h) => Math.hypot(r - 2.72, y - HEIGHT - 0.5 - h) - 0.045),
    post(x, y - HEIGHT - 0.5, z, 2.72, 1.1, 16),
  );
  return [
    { stuff: 'plaster', distance: disc(r - shaft, y - HEIGHT / 2, HEIGHT / 2) * 0.96 },
    { stuff: 'iron', distance: disc(r - 2.85, y - HEIGHT - 0.25, 0.26) },
    { stuff: 'iron', distance: disc(r - 2.35 + 0.25 * (HEIGHT - y), y - HEIGHT + 0.35, 0.4) * 0.9 },
    { stuff: 'iron', distance: rail },
    { stuff: 'iron', distance: disc(r - 1.62, y - HEIGHT - 0.9, 0.42) },
    { stuff: 'glass', distance: disc(r - 1.45, y - HEIGHT - 2.1, 1.0) },
    { stuff: 'iron', distance: post(x, y - HEIGHT - 1.2, z, 1.5, 1.9, 8) },
    {
      stuff: 'cap',
      distance:
        disc(r - 1.85 * Math.sqrt(clamp(1 - (y - HEIGHT - 3.1) / 1.7)) - 0.05, y - HEIGHT - 3.9, 0.85) * 0.7,
    },
    { stuff: 'iron', distance: Math.max(Math.hypot(x, y - HEIGHT - 5, z) - 0.24, -9) },
    { stuff: 'iron', distance: disc(r - 0.05, y - HEIGHT - 5.6, 0.7) },
  ];
}

/** An upright thing of revolution: outside its skin, or above and below its ends. */
function disc(out: number, up: number, half: number): number {
  const v = Math.abs(up) - half;
  return Math.min(Math.max(out, v), 0) + Math.hypot(Math.max(out, 0), Math.max(v, 0));
}

/** Posts in a ring. */
function post(x: number, y: number, z: number, radius: number, height: number, count: number): number {
  const turn = (Math.PI * 2) / count;
  const angle = Math.atan2(z, x);
  const snapped = Math.round(angle / turn) * turn;
  const d = Math.hypot(x - Math.cos(snapped) * radius, z - Math.sin(snapped) * radius) - 0.05;
  return disc(d, y - height / 2, height / 2);
}

function houseParts(x: number, y: number, z: number): Part[] {
  const body = box(x, y - 1.6, z, 5.2, 1.7, 2.7);
  const slope = (y - 3.2) * 0.76 + Math.abs(z) * 0.65 - 2.05;
  const roof = Math.max(slope, -(y - 3.1), Math.abs(x) - 5.6);
  const inner = Math.max(slope + 0.28, Math.abs(x) - 5.15, -(y - 2.9));
  return [
    { stuff: 'wall', distance: Math.min(body, inner) },
    { stuff: 'roof', distance: Math.max(roof, -(slope + 0.26)) * 0.9 },
    {
      stuff: 'chimney',
      distance: Math.min(box(x + 4.4, y - 5.6, z, 0.5, 1.5, 0.6), box(x - 4.2, y - 5.6, z, 0.5, 1.4, 0.6)),
    },
    { stuff: 'wall', distance: box(x + 10, y - 0.45, z + 4.2, 7, 0.6, 0.22) },
  ];
}

function box(x: number, y: number, z: number, a: number, b: number, c: number): number {
  const [dx, dy, dz] = [Math.abs(x) - a, Math.abs(y) - b, Math.abs(z) - c];
  return Math.min(Math.max(dx, dy, dz), 0) + Math.hypot(Math.max(dx, 0), Math.max(dy, 0), Math.max(dz, 0));
}

/** A small sloop on a reach, heeled a little. */
function boatParts(x0: number, y0: number, z: number): Part[] {
  const heel = 0.1;
  const [x, y] = [x0 * Math.cos(heel * 0), y0];
  const zh = z * Math.cos(heel) + y * Math.sin(heel);
  const yh = y * Math.cos(heel) - z * Math.sin(heel);
  const t = clamp((x + 2.6) / 5.2);
  const beam = 0.95 * Math.sin(Math.PI * (0.16 + 0.84 * t) ** 0.8) ** 0.6;
  const sheer = 0.55 + 0.35 * t * t;
  const hull = Math.max(
    Math.hypot(zh / (beam + 0.12), (yh - sheer) / 1.0) * 0.8 - 0.8,
    yh - sheer,
    Math.abs(x) - 2.6,
  );
  const mast = Math.max(Math.hypot(x - 0.5, zh) - 0.06, yh - 7.1, -yh);
  const belly = 0.32 * Math.sin(clamp((yh - 1) / 6) * Math.PI);
  const edge = 0.42 - (2.75 * (7 - yh)) / 5.9;
  const main = Math.max(
    Math.abs(zh - belly * clamp((0.5 - x) / 2)) - 0.04,
    x - 0.42,
    edge - x,
    1.15 - yh,
    yh - 7,
  );
  const jibEdge = 0.62 + (1.95 * (6.3 - yh)) / 5.5;
  const jib = Math.max(
    Math.abs(zh - 0.5 * belly) - 0.04,
    0.62 - x,
    x - jibEdge,
    0.9 - yh + 0.15 * (2.6 - x),
    yh - 6.3,
  );
  return [
    { stuff: 'hull', distance: hull * 0.7 },
    { stuff: 'mast', distance: mast },
    { stuff: 'sail', distance: Math.min(main, jib) * 0.6 },
  ];
}

/** Colour of a built thing at a place; `shine` 0–1; `glow` is light of its own. */
export function surface(stuff: Stuff, at: Vector): { colour: Light; shine: number; glow: number } {
  const stain = fbm(noise, at.x * 0.8 + at.z * 0.5, at.y * 0.25, 4);
  switch (stuff) {
    case 'plaster': {
      const up = (at.y - TOWER.y) / HEIGHT;
      const angle = Math.atan2(at.z - TOWER.z, at.x - TOWER.x);
      const band = (up > 0.3 && up < 0.47) || (up > 0.68 && up < 0.85);
      const window = [0.2, 0.57, 0.93].some(
        (h, i) => Math.abs(up - h) < 0.03 && Math.abs(angle + 1.75 + 0.25 * i) < 0.13,
      );
      const door = up < 0.12 && Math.abs(angle + 1.9) < 0.2;
      if (window || door) return { colour: light(door ? '#3b5a5e' : '#222c38'), shine: 0.25, glow: 0 };
      const base = band ? light('#c23325', 0.92) : light('#f4efe6', 0.88);
      const dirt = 1 - 0.2 * clamp(stain + 0.1) - 0.12 * smoothstep(0.1, 0, up);
      return {
        colour: [base[0] * dirt, base[1] * dirt, base[2] * dirt * (0.97 + 0.03 * dirt)],
        shine: 0.05,
        glow: 0,
      };
    }
    case 'glass': {
      const bar = Math.abs(((Math.atan2(at.z - TOWER.z, at.x - TOWER.x) / (Math.PI / 4)) % 1) - 0.5);
      return { colour: light('#39424a'), shine: 0.9, glow: bar > 0.04 ? 1 : 0 };
    }
    case 'iron':
      return { colour: light('#2a2c31'), shine: 0.25, glow: 0 };
    case 'cap':
      return { colour: light('#a82a20', 0.9), shine: 0.3, glow: 0 };
    case 'wall': {
      const [dx, dy] = [at.x - HOUSE.x, at.y - TOWER.y];
      const front = at.z < HOUSE.z - 2.5;
      const pane =
        front && Math.abs(dy - 1.75) < 0.62 && [-3.6, -1.5, 1.6, 3.7].some((w) => Math.abs(dx - w) < 0.5);
      const door = front && dy < 2.2 && Math.abs(dx - 0.1) < 0.52;
      if (pane) return { colour: light('#2a3138'), shine: 0.5, glow: 0.06 };
      if (door) return { colour: light('#8a2a22'), shine: 0.1, glow: 0 };
      const dirt = 1 - 0.22 * clamp(stain + 0.1);
      return { colour: light('#eee6d8', 0.82 * dirt), shine: 0.03, glow: 0 };
    }
    case 'roof': {
      const tile =
        0.78 +
        0.22 * smoothstep(0.1, 0.5, Math.abs((at.y * 3.2) % 1)) +
        0.2 * noise(at.x * 3.1, Math.floor(at.y * 3.2) * 7);
      return { colour: light('#7a3a2c', tile), shine: 0.06, glow: 0 };
    }
    case 'chimney':
      return { colour: light('#94604a', 0.9 + 0.2 * noise(at.x * 4, at.y * 5)), shine: 0, glow: 0 };
    case 'hull':
      return { colour: at.y > 0.5 ? light('#f2ece0', 0.9) : light('#1f3f66'), shine: 0.3, glow: 0 };
    case 'sail':
      return { colour: light('#f6e6cc', 0.95 - 0.06 * Math.abs((at.y * 0.9) % 1)), shine: 0, glow: 0.05 };
    case 'mast':
      return { colour: light('#6a4a2e'), shine: 0.1, glow: 0 };
  }
}
