import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import { Random } from '../random.js';
import { blend, type Light, light, times } from './radiance.js';
import { type Vector, vector } from './vector.js';

/** A street in a town, x across it, z along it: two rows of houses, their windows, lamps and shops. */

export interface House {
  readonly low: Vector;
  readonly high: Vector;
  /** Tells one from the other. */
  readonly seed: number;
  readonly wall: Light;
  readonly bay: number;
  readonly storey: number;
  /** How many of its windows are lit, 0–1. */
  readonly awake: number;
  /** The colour of its shop, and of the sign over it. */
  readonly shop: Light;
  readonly sign: Light;
}

export interface Lamp {
  readonly at: Vector;
  readonly power: Light;
}

export const KERB = 4.3;
const FRONT = 6.6;
const noise = gradientNoise('a street');

const WALLS = ['#6b4a3a', '#7d6a58', '#55504e', '#8a6f52', '#5e4a48', '#776b62'].map((code) => light(code));
const SHOPS = ['#ffd9a0', '#ffe9c8', '#ffc27a', '#d8ecff', '#ffcf94'].map((code) => light(code));
const SIGNS = ['#ff3f5e', '#22d0c8', '#ffb02e', '#5a7bff', '#ff5fb0', '#7be04a'].map((code) => light(code));
const WARM = [light('#ffb55a'), light('#ffcf8a'), light('#ffe3b5'), light('#f7edd8'), light('#bcd4ff')];

export function houses(): House[] {
  const random = new Random('houses');
  const rows: House[] = [];
  for (const side of [-1, 1]) {
    let z = -6;
    while (z < 130) {
      const wide = random.range(7, 14);
      const inner = FRONT + random.range(-0.25, 0.7);
      const high = random.range(9, 17) + (z > 60 ? random.range(0, 12) : 0);
      const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random.next() * list.length)];
      rows.push({
        low: vector(side < 0 ? -inner - 12 : inner, -1, z),
        high: vector(side < 0 ? -inner : inner + 12, high, z + wide),
        seed: rows.length,
        wall: pick(WALLS) ?? [0.1, 0.1, 0.1],
        bay: wide / Math.max(3, Math.round(wide / random.range(2, 2.7))),
        storey: random.range(2.9, 3.4),
        awake: random.range(0.25, 0.6),
        shop: pick(SHOPS) ?? [1, 1, 1],
        sign: pick(SIGNS) ?? [1, 0, 0],
      });
      z += wide + (random.chance(0.14) ? 2.5 : 0);
    }
  }
  // The street ends at a square, with a taller house across it.
  rows.push(tower(rows.length, -26, -3, 146, 30, random), tower(rows.length + 1, -2, 19, 152, 43, random));
  return rows;
}

function tower(seed: number, west: number, east: number, z: number, high: number, random: Random): House {
  return {
    low: vector(west, -1, z),
    high: vector(east, high, z + 20),
    seed,
    wall: light('#4c4a52'),
    bay: 1.9,
    storey: 3,
    awake: random.range(0.4, 0.55),
    shop: light('#ffe2b8'),
    sign: light('#ff4a4a'),
  };
}

export function lamps(): Lamp[] {
  const row: Lamp[] = [];
  for (let z = 7; z < 120; z += 15) {
    for (const side of [-1, 1])
      row.push({ at: vector(side * 4.75, 4.5, z + (side > 0 ? 7.5 : 0)), power: LAMP });
  }
  return row;
}

const LAMP = light('#ffc37a', 26);

export interface Face {
  readonly colour: Light;
  readonly glow: Light;
  readonly shine: number;
}

const BLACK: Light = [0, 0, 0];
const DARK_GLASS = light('#1a2230');
const DARK_ROOM = light('#20304a', 0.05);
const FRAME = light('#cfc6b6', 0.5);
const CLOUDS = [light('#0a1430', 0.9), light('#1c2c58', 0.8), light('#3d3558'), light('#a0603c')] as const;

/** What a house shows at a place on it: `along` the street or across it, metres from its corner. */
export function facade(house: House, along: number, y: number): Face {
  const { bay, storey, seed, wall } = house;
  const dirt = 0.8 + 0.35 * fbm(noise, along * 0.7 + seed * 9, y * 0.5, 4);
  const stone = times(wall, dirt);
  if (y < 3.6) return shopFront(house, along, y, stone);
  const [column, row] = [Math.floor(along / bay), Math.floor((y - 3.6) / storey)];
  const [u, v] = [along / bay - column, (y - 3.6) / storey - row];
  const ledge = smoothstep(0.05, 0.02, v);
  const [du, dv] = [Math.abs(u - 0.5), Math.abs(v - 0.52)];
  if (du > 0.27 || dv > 0.33) {
    const frame = du < 0.31 && dv < 0.37 ? 1.35 : 1;
    return { colour: times(stone, frame * (1 + 0.5 * ledge)), glow: BLACK, shine: 0 };
  }
  const bar = Math.min(du, Math.abs(v - 0.68)) < 0.018 || du > 0.25 || dv > 0.31;
  if (bar) return { colour: FRAME, glow: BLACK, shine: 0 };
  return { colour: DARK_GLASS, glow: roomLight(house, column, row, u, v), shine: 0.25 };
}

/** Of a window: mostly dark, some lit, each its own lamp, curtains and people's things. */
function roomLight({ seed, awake }: House, column: number, row: number, u: number, v: number): Light {
  const chance = hash(seed * 131 + column * 17 + row * 7919);
  if (chance > awake) return DARK_ROOM;
  const kind = hash(seed * 37 + column * 101 + row * 13);
  const tone = WARM[Math.floor(kind * WARM.length)] ?? [1, 0.8, 0.5];
  const fall = 0.5 + 0.7 * smoothstep(0.1, 0.85, v);
  const curtain = Math.abs(u - 0.5) > 0.27 - 0.16 * hash(chance * 977) ? 0.35 + 0.15 * Math.sin(u * 120) : 1;
  const thing = 0.65 + 0.5 * noise(u * 5 + column * 3.7, v * 4 + row * 5.1 + seed);
  return times(tone, (0.35 + 1.3 * hash(kind * 541)) * fall * curtain * thing);
}

function shopFront(house: House, along: number, y: number, stone: Light): Face {
  const { seed, shop, sign, bay } = house;
  const wide = bay * 2;
  const [cell, u] = [Math.floor(along / wide), along / wide - Math.floor(along / wide)];
  const open = hash(seed * 53 + cell * 7) < 0.72;
  if (y > 2.75 && y < 3.4) {
    const letter = noise(along * 3.1, seed * 7 + y * 2.2) > 0.05 && Math.abs(y - 3.08) < 0.17;
    const lit = open && Math.abs(u - 0.5) < 0.36;
    return {
      colour: times(stone, 0.35),
      glow: lit ? times(sign, letter ? 3.4 : 0.22) : BLACK,
      shine: 0.05,
    };
  }
  const inside = Math.abs(u - 0.5) < 0.42 && y > 0.45 && y < 2.6;
  if (!inside) return { colour: times(stone, 0.7), glow: BLACK, shine: 0.03 };
  if (Math.abs(u - 0.18) < 0.008 || Math.abs(u - 0.72) < 0.008)
    return { colour: times(stone, 0.3), glow: BLACK, shine: 0 };
  if (!open) return { colour: DARK_GLASS, glow: times(shop, 0.03), shine: 0.3 };
  // Shelves and what stands on them, brighter under the lamps at the top.
  const shelf = Math.abs(((y * 1.9) % 1) - 0.5) < 0.06 ? 0.5 : 1;
  const wares =
    0.45 +
    0.75 * Math.abs(fbm(noise, along * 2.6 + seed * 3, y * 2.4, 3)) +
    0.4 * (noise(along * 6.1, y * 5.3) > 0.2 ? 1 : 0);
  const fall = 0.55 + 0.75 * smoothstep(0.4, 2.6, y);
  return { colour: DARK_GLASS, glow: times(shop, 1.7 * fall * shelf * clamp(wares, 0, 1.5)), shine: 0.2 };
}

/** Dusk that is nearly over, and the town's own light on low cloud. */
export function nightSky(way: Vector): Light {
  const up = clamp(way.y);
  const cloud = fbm(noise, (way.x / (up + 0.25)) * 1.4, (1 / (up + 0.25)) * 1.1, 5);
  const high = blend(CLOUDS[0], CLOUDS[1], clamp(0.4 + cloud));
  const low = blend(CLOUDS[2], CLOUDS[3], clamp(0.45 + 0.5 * cloud));
  return times(blend(low, high, smoothstep(-0.02, 0.42, up)), 0.55);
}

/** 0–1, the same for the same number. */
function hash(n: number): number {
  const s = Math.sin(n * 12.9898 + 4.1414) * 43758.5453;
  return s - Math.floor(s);
}
