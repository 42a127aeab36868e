import { hex, type Rgb, toLab, toRgb } from './colour.js';
import { distanceTo } from './distance.js';
import { photograph } from './light.js';
import { edgesOf, overlay, type Shape } from './mask.js';
import { clamp, fbm, gradientNoise, lerp, smoothstep } from './noise.js';
import { Panel } from './panel.js';
import { Random } from './random.js';

/** What tesserae are made of. */
export interface Stone {
  readonly colour: Rgb;
  /** Gold leaf under glass: it flashes where a tessera leans to the lamp. */
  readonly gold?: boolean;
}

/** A part of the picture, laid in its own tesserae, which no outline is crossed by. Later parts lie over earlier ones. */
export interface Field {
  readonly shape: Shape;
  /** Side of a tessera. */
  readonly size: number;
  /** How the rows run, radians; null: along the outline. */
  readonly rows: ((x: number, y: number) => number) | null;
  /** How far from the outline rows still follow it (opus vermiculatum); 0 where nothing is said. */
  readonly halo?: number;
  readonly stone: (x: number, y: number, random: Random) => Stone;
}

interface Tessera {
  x: number;
  y: number;
  readonly field: number;
  readonly half: number;
  turn: number;
}

const GRAIN = 2;
const ROUNDS = 14;

/**
 * A mosaic. Tesserae settle where Hausner's method (Simulating decorative mosaics, 2001) lets them: the centroidal
 * Voronoi diagram of a square metric that is turned with the rows. Then each is cut, tilted, and set in mortar.
 * RGB bytes [height, width, 3].
 */
export function mosaic(width: number, height: number, fields: readonly Field[], seed: string): Uint8Array {
  const shapes = fields.map(({ shape }) => shape);
  const coarse = overlay({ width, height, grain: 1 }, shapes);
  const away = distanceTo(edgesOf(coarse, width, height), width, height);
  const turnAt = (tessera: Tessera): number => turnOf(tessera, fields, away, width, height);
  const tesserae = scatterSeeds(fields, coarse, width, height, seed);
  for (let round = 0; round < ROUNDS; round++) {
    for (const tessera of tesserae) tessera.turn = turnAt(tessera);
    settle(tesserae, coarse, width, height);
  }
  for (const tessera of tesserae) tessera.turn = turnAt(tessera);

  const panel = new Panel(width, height, GRAIN, hex('#8d8272'));
  const fine = overlay(panel, shapes);
  const outline = distanceTo(edgesOf(fine, panel.columns, panel.rows), panel.columns, panel.rows);
  set(panel, tesserae, fields, fine, outline, seed);
  return photograph(panel, { depth: 0.2, gloss: 0.5 });
}

function turnOf(
  { x, y, field }: Tessera,
  fields: readonly Field[],
  away: Float32Array,
  width: number,
  height: number,
): number {
  const { rows, halo = 0 } = fields[field] ?? { rows: null };
  const at = (px: number, py: number): number =>
    away[clamp(Math.round(py), 0, height - 1) * width + clamp(Math.round(px), 0, width - 1)] ?? 0;
  if (rows !== null && at(x, y) > halo) return rows(x, y);
  const e = 4;
  const gx = at(x + e, y) - at(x - e, y);
  const gy = at(x, y + e) - at(x, y - e);
  return gx === 0 && gy === 0 ? (rows?.(x, y) ?? 0) : Math.atan2(gy, gx) + Math.PI / 2;
}

/** One tessera for every square of its size, jittered; fields smaller than that get theirs where they are. */
function scatterSeeds(
  fields: readonly Field[],
  map: Int32Array,
  width: number,
  height: number,
  seed: string,
): Tessera[] {
  const random = new Random(`${seed}/seeds`);
  const out: Tessera[] = [];
  const first = new Map<number, number>();
  for (let p = map.length - 1; p >= 0; p--) first.set(map[p] ?? 0, p);
  for (const [field, { size }] of fields.entries()) {
    const before = out.length;
    for (let y = size / 2; y < height; y += size) {
      for (let x = size / 2; x < width; x += size) {
        const [px, py] = [x + random.range(-0.4, 0.4) * size, y + random.range(-0.4, 0.4) * size];
        const [column, row] = [clamp(Math.round(px), 0, width - 1), clamp(Math.round(py), 0, height - 1)];
        if (map[row * width + column] === field) out.push({ x: px, y: py, field, half: size / 2, turn: 0 });
      }
    }
    const p = first.get(field);
    if (out.length > before || p === undefined) continue;
    out.push({ x: p % width, y: Math.floor(p / width), field, half: size / 2, turn: 0 });
  }
  return out;
}

/** Tesserae by the square of the plane they are in, so that a place finds those near it. */
class Near {
  static readonly SIDE = 20;
  readonly #buckets: Tessera[][];
  readonly #across: number;
  readonly #down: number;

  constructor(tesserae: readonly Tessera[], width: number, height: number) {
    this.#across = Math.ceil(width / Near.SIDE) + 2;
    this.#down = Math.ceil(height / Near.SIDE) + 2;
    const lists = Array.from({ length: this.#across * this.#down }, (): Tessera[] => []);
    this.#buckets = Array.from({ length: lists.length }, (): Tessera[] => []);
    for (const tessera of tesserae) lists[this.#index(tessera.x, tessera.y)]?.push(tessera);
    for (let i = 0; i < lists.length; i++) {
      for (const dy of [-1, 0, 1]) {
        for (const dx of [-1, 0, 1]) this.#buckets[i]?.push(...(lists[i + dy * this.#across + dx] ?? []));
      }
    }
  }

  #index(x: number, y: number): number {
    const column = clamp(Math.floor(x / Near.SIDE) + 1, 0, this.#across - 1);
    return clamp(Math.floor(y / Near.SIDE) + 1, 0, this.#down - 1) * this.#across + column;
  }

  around(x: number, y: number): readonly Tessera[] {
    return this.#buckets[this.#index(x, y)] ?? [];
  }
}

/** How far a place is from a tessera, in half sides: 1 on its own edge. */
function reach(tessera: Tessera, x: number, y: number): number {
  const [dx, dy] = [x - tessera.x, y - tessera.y];
  const [c, s] = [Math.cos(tessera.turn), Math.sin(tessera.turn)];
  return Math.max(Math.abs(dx * c + dy * s), Math.abs(dy * c - dx * s)) / tessera.half;
}

/** Moves every tessera to the middle of what is nearest to it (Lloyd 1982). */
function settle(tesserae: readonly Tessera[], map: Int32Array, width: number, height: number): void {
  const near = new Near(tesserae, width, height);
  const sums = new Map<Tessera, { x: number; y: number; count: number }>();
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const field = map[y * width + x] ?? 0;
      let best: Tessera | undefined;
      let least = Infinity;
      for (const tessera of near.around(x, y)) {
        if (tessera.field !== field) continue;
        const far = reach(tessera, x, y);
        if (far < least) [best, least] = [tessera, far];
      }
      if (best === undefined) continue;
      const sum = sums.get(best) ?? { x: 0, y: 0, count: 0 };
      sum.x += x;
      sum.y += y;
      sum.count++;
      sums.set(best, sum);
    }
  }
  for (const [tessera, { x, y, count }] of sums) {
    tessera.x = x / count;
    tessera.y = y / count;
  }
}

/** Cuts the tesserae and presses them into the mortar. */
function set(
  panel: Panel,
  tesserae: readonly Tessera[],
  fields: readonly Field[],
  map: Int32Array,
  outline: Float32Array,
  seed: string,
): void {
  const near = new Near(tesserae, panel.width, panel.height);
  const noise = gradientNoise(seed);
  const random = new Random(`${seed}/stones`);
  const cuts = new Map(tesserae.map((tessera) => [tessera, cut(tessera, fields, random)]));
  for (let row = 0; row < panel.rows; row++) {
    for (let column = 0; column < panel.columns; column++) {
      const p = row * panel.columns + column;
      const [x, y] = [column / GRAIN, row / GRAIN];
      // No saw cuts straight: the edges waver a little.
      const wx = x + 0.7 * noise(x / 7, y / 7);
      const wy = y + 0.7 * noise(x / 7 + 50, y / 7);
      let best: Tessera | undefined;
      let [first, second] = [Infinity, Infinity];
      for (const tessera of near.around(wx, wy)) {
        if (tessera.field !== map[p]) continue;
        const far = reach(tessera, wx, wy);
        if (far < first) {
          second = first;
          [best, first] = [tessera, far];
        } else if (far < second) second = far;
      }
      const stone = best && cuts.get(best);
      const grit = fbm(noise, x / 3, y / 3, 3);
      const half = best?.half ?? 1;
      const edge = Math.min(((second - first) / 2) * half, (outline[p] ?? 0) / GRAIN, (1.12 - first) * half);
      const gap = 0.85 + 0.35 * noise(x / 19, y / 19 + 9);
      if (best === undefined || stone === undefined || edge < gap) {
        const shade = 0.8 + 0.26 * grit + 0.1 * noise(x / 60, y / 60);
        for (let k = 0; k < 3; k++) panel.colour[p * 3 + k] = clamp((panel.colour[p * 3 + k] ?? 0) * shade);
        panel.relief[p] = 0.5 * grit;
        continue;
      }
      const [dx, dy] = [x - best.x, y - best.y];
      const vein = fbm(noise, x / 8 + stone.phase, y / 8 - stone.phase, 3);
      const speck = smoothstep(0.5, 0.8, noise(x / 1.6, y / 1.6));
      const worn = 1 - 0.22 * smoothstep(gap + 2, gap, edge);
      const shade = (1 + stone.mottle * vein - 0.14 * speck) * worn;
      for (let k = 0; k < 3; k++) panel.colour[p * 3 + k] = clamp((stone.colour[k] ?? 0) * shade);
      const bevel = Math.sqrt(clamp((edge - gap) / 2.2));
      panel.relief[p] = 3 * bevel + stone.rise + stone.leanX * dx + stone.leanY * dy + 0.35 * vein;
    }
  }
}

interface Cut {
  readonly colour: Rgb;
  readonly mottle: number;
  readonly phase: number;
  readonly rise: number;
  readonly leanX: number;
  readonly leanY: number;
}

function cut(tessera: Tessera, fields: readonly Field[], random: Random): Cut {
  const stone = fields[tessera.field]?.stone(tessera.x, tessera.y, random) ?? { colour: [0, 0, 0] };
  const lean = stone.gold ? 0.2 : 0.13;
  const [leanX, leanY] = [random.normal() * lean, random.normal() * lean];
  const [l, a, b] = toLab(stone.colour);
  const flash = stone.gold ? clamp((leanX + leanY) / (2 * lean), -1, 1) : 0;
  const colour = toRgb([
    clamp(l + 0.038 * random.normal() + 0.13 * flash),
    a + 0.009 * random.normal(),
    b + 0.011 * random.normal() - 0.03 * Math.max(0, flash),
  ]);
  const mottle = stone.gold ? 0.1 : lerp(0.1, 0.28, random.next());
  return { colour, mottle, phase: random.range(0, 200), rise: 0.7 * random.normal(), leanX, leanY };
}
