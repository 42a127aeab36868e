import { type Lab, type Rgb, toLab, toRgb } from './colour.js';
import { distanceTo } from './distance.js';
import { glow } from './glow.js';
import { photograph } from './light.js';
import { edgesOf, type Grid, maskOf, overlay, type Shape } from './mask.js';
import { clamp, fbm, gradientNoise, lerp } from './noise.js';
import { Panel } from './panel.js';
import { Random } from './random.js';

/** A part of the window: what it covers and how it is cut into panes. Later parts lie over earlier ones. */
export interface Part {
  readonly shape: Shape;
  /** The pane at a place: any whole number; panes of different parts are never one. */
  readonly cut: (x: number, y: number) => number;
  /** The glass of a pane around its middle, drawn anew for each pane. */
  readonly glass: (x: number, y: number, random: Random, pane: number) => Rgb;
}

export interface Leading {
  /** Width of the lead between panes, and around parts. */
  readonly fine: number;
  readonly bold: number;
}

interface Pane {
  readonly colour: Lab;
  /** The glass is streaked with this. */
  readonly streak: Lab;
  readonly turn: number;
  readonly hammered: boolean;
  readonly streaky: number;
}

const GRAIN = 2;

/**
 * A leaded light before the sky: hand-made glass with streaks, seeds and hammer marks, dirt along the leads, solder
 * where they meet. `daylight` says how bright it is behind a place, 1 as the glass is. RGB bytes [height, width, 3].
 */
export function leaded(
  width: number,
  height: number,
  parts: readonly Part[],
  { fine, bold }: Leading,
  daylight: (x: number, y: number) => number,
  seed: string,
): Uint8Array {
  const panel = new Panel(width, height, GRAIN, [0, 0, 0]);
  const { columns, rows } = panel;
  const { label, part } = cutPanes(panel, parts);
  const panes = glaze(label, part, parts, columns, rows, seed);
  const edges = edgesOf(label, columns, rows);
  const outlines = edgesOf(part, columns, rows);
  const toEdge = distanceTo(edges, columns, rows);
  const toOutline = distanceTo(outlines, columns, rows);
  const toJoint = distanceTo(jointsOf(label, columns, rows), columns, rows);
  const seeds = bubbles(panel, seed);
  const noise = gradientNoise(seed);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const p = row * columns + column;
      const [x, y] = [column / GRAIN, row / GRAIN];
      const pane = panes.get(label[p] ?? 0);
      if (pane === undefined) continue;
      const waver = 1 + 0.16 * noise(x / 17, y / 17);
      const joint = 1 + 0.55 * Math.exp(-(((toJoint[p] ?? 0) / GRAIN / 5.5) ** 2));
      const half = { fine: (fine / 2) * waver * joint, bold: (bold / 2) * waver };
      const depth = Math.min((toEdge[p] ?? 0) / GRAIN / half.fine, (toOutline[p] ?? 0) / GRAIN / half.bold);
      if (depth < 1) {
        // Came: a rounded bar of lead, dull, with scratches and brighter solder.
        const grey = 0.1 + 0.035 * fbm(noise, x / 9, y / 3, 3) + 0.07 * (joint - 1) + 0.02 * noise(x, y);
        panel.colour.set([grey, grey * 1.01, grey * 1.08], p * 3);
        panel.relief[p] = 4.2 * Math.sqrt(1 - depth * depth) + 0.2 * noise(x / 2, y / 2) + (joint - 1);
        continue;
      }
      const [c, s] = [Math.cos(pane.turn), Math.sin(pane.turn)];
      const [u, v] = [x * c + y * s + pane.turn * 97, y * c - x * s];
      const drawn = fbm(noise, u / 95, v / 11 + 0.8 * noise(u / 60, v / 60), 4);
      const wave = fbm(noise, x / 26 + pane.turn * 31, y / 26, 3);
      const cord = noise(u / 70, v / 3.1);
      const mixed = clamp(0.5 + pane.streaky * 1.5 * drawn) * pane.streaky;
      let light = 1 + 0.16 * wave + 0.07 * cord;
      let rise = 0.3 * wave + 0.1 * cord;
      if (pane.hammered) {
        const dent = noise(x / 5.2, y / 5.2) + 0.5 * noise(x / 2.9 + 40, y / 2.9);
        light += 0.06 * dent;
        rise += 0.4 * dent;
      }
      const bubble = ((seeds[p] ?? 128) - 128) / 128;
      light += 0.5 * bubble;
      rise += 0.8 * bubble;
      const gap = Math.min((toEdge[p] ?? 0) / GRAIN - half.fine, (toOutline[p] ?? 0) / GRAIN - half.bold);
      // Dirt gathers along the lead, uneven; the middle of a pane is clear.
      const dirt = 0.5 * Math.exp(-gap / (3.2 + 2 * noise(x / 14, y / 14))) + 0.16 * Math.exp(-gap / 13);
      light *= (1 - dirt) * daylight(x, y);
      const lab: Lab = [
        lerp(pane.colour[0], pane.streak[0], mixed) * Math.cbrt(clamp(light, 0.05, 2.4)),
        lerp(pane.colour[1], pane.streak[1], mixed) * lerp(0.75, 1, clamp(light)),
        lerp(pane.colour[2], pane.streak[2], mixed) * lerp(0.75, 1, clamp(light)),
      ];
      panel.colour.set(toRgb(lab), p * 3);
      panel.relief[p] = rise;
    }
  }
  const bytes = photograph(panel, { depth: 0.14, gloss: 0.3 });
  glow(bytes, width, height, { radius: 5, strength: 0.16, from: 0.55 });
  glow(bytes, width, height, { radius: 26, strength: 0.14, from: 0.6 });
  return bytes;
}

/** Which pane and which part each point belongs to. */
function cutPanes(
  panel: Panel,
  parts: readonly Part[],
): { readonly label: Int32Array; readonly part: Int32Array } {
  const { columns, rows } = panel;
  const part = overlay(
    panel,
    parts.map(({ shape }) => shape),
  );
  const numbers = new Map<string, number>();
  const label = new Int32Array(columns * rows);
  for (let p = 0; p < label.length; p++) {
    const of = part[p] ?? 0;
    const key = `${of}/${parts[of]?.cut((p % columns) / GRAIN, Math.floor(p / columns) / GRAIN) ?? 0}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = numbers.size + 1;
      numbers.set(key, number);
    }
    label[p] = number;
  }
  return { label: connect(label, part, columns, rows), part };
}

/** Numbers the connected pieces of a map anew; pieces too small to cut go to the neighbour of their part. */
function connect(label: Int32Array, part: Int32Array, columns: number, rows: number): Int32Array {
  const SMALLEST = 90 * GRAIN * GRAIN;
  const out = new Int32Array(label.length);
  let count = 0;
  for (let start = 0; start < label.length; start++) {
    if (out[start] !== 0) continue;
    count++;
    const piece = [start];
    out[start] = count;
    let beside = 0;
    for (let i = 0; i < piece.length; i++) {
      const p = piece[i] ?? 0;
      const column = p % columns;
      for (const q of [
        column > 0 ? p - 1 : p,
        column < columns - 1 ? p + 1 : p,
        p >= columns ? p - columns : p,
        p + columns < columns * rows ? p + columns : p,
      ]) {
        if (label[q] === label[p]) {
          if (out[q] === 0) {
            out[q] = count;
            piece.push(q);
          }
        } else if (part[q] === part[p] && (out[q] ?? 0) !== 0) beside = out[q] ?? 0;
      }
    }
    if (piece.length < SMALLEST && beside !== 0) for (const p of piece) out[p] = beside;
  }
  return out;
}

/** Chooses the glass of every pane. */
function glaze(
  label: Int32Array,
  part: Int32Array,
  parts: readonly Part[],
  columns: number,
  rows: number,
  seed: string,
): Map<number, Pane> {
  const sums = new Map<number, { x: number; y: number; count: number; part: number }>();
  for (let row = 0; row < rows; row += 2) {
    for (let column = 0; column < columns; column += 2) {
      const p = row * columns + column;
      const key = label[p] ?? 0;
      const sum = sums.get(key) ?? { x: 0, y: 0, count: 0, part: part[p] ?? 0 };
      sum.x += column;
      sum.y += row;
      sum.count++;
      sums.set(key, sum);
    }
  }
  const panes = new Map<number, Pane>();
  for (const [key, sum] of sums) {
    const random = new Random(`${seed}/${key}`);
    const [x, y] = [sum.x / sum.count / GRAIN, sum.y / sum.count / GRAIN];
    const cut = parts[sum.part];
    if (cut === undefined) continue;
    const [l, a, b] = toLab(cut.glass(x, y, random, cut.cut(x, y)));
    const other = toLab(cut.glass(x, y, random, cut.cut(x, y)));
    const colour: Lab = [
      clamp(l + 0.045 * random.normal()),
      a + 0.012 * random.normal(),
      b + 0.012 * random.normal(),
    ];
    const streak: Lab = [clamp(other[0] + 0.1 * random.normal()), other[1], other[2]];
    const turn = random.range(0, Math.PI);
    panes.set(key, {
      colour,
      streak,
      turn,
      hammered: random.chance(0.4),
      streaky: random.chance(0.6) ? random.range(0.5, 1) : 0.25,
    });
  }
  return panes;
}

/** Points where three panes or more meet: there the lead is soldered. */
function jointsOf(map: Int32Array, columns: number, rows: number): Uint8Array {
  const out = new Uint8Array(map.length);
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const p = row * columns + column;
      const around = new Set([map[p], map[p + 1], map[p + columns], map[p + columns + 1]]);
      if (around.size > 2) out[p] = 1;
    }
  }
  return out;
}

/** Seeds: small long bubbles with a dark rim and a bright middle. 128 is none. */
function bubbles(grid: Grid, seed: string): Uint8Array {
  const random = new Random(`${seed}/bubbles`);
  const places = Array.from({ length: 2600 }, () => ({
    x: random.next() * grid.width,
    y: random.next() * grid.height,
    r: 0.8 + 2.2 * random.next() ** 3,
    long: random.range(1, 2.6),
    turn: random.range(0, Math.PI),
  }));
  const draw = (size: number) =>
    maskOf(grid, (pen) => {
      for (const { x, y, r, long, turn } of places) {
        pen.beginPath();
        pen.ellipse(x, y, r * long * size, r * size, turn, 0, Math.PI * 2);
        pen.fill();
      }
    });
  const [rim, middle] = [draw(1), draw(0.55)];
  return rim.map((v, p) => clamp(128 - 0.38 * v + 0.8 * (middle[p] ?? 0), 0, 255));
}
