import type { Rgb } from './colour.js';
import { lerp } from './noise.js';
import type { Panel } from './panel.js';
import type { Random } from './random.js';
import type { Point } from './stroke.js';

/** One stitch: it comes up through the cloth at the path's start and goes down at its end. Picture units. */
export interface Stitch {
  readonly path: readonly Point[];
  readonly width: number;
  readonly colour: Rgb;
  /** How high it arches over what is below; 1 is a padded satin stitch. */
  readonly arch?: number;
}

/** Halfway between the lamp of light.ts and the eye. */
const HALFWAY = [-0.279, -0.346, 0.896] as const;

/**
 * Lays a twisted, lustrous thread: round in section, two plies wound about each other, pressed into the cloth at both
 * ends. Silk shines where it lies across the light (Kajiya & Kay 1989: the shine of a hair depends on its tangent).
 */
export function sew(panel: Panel, { path, width, colour, arch = 0.6 }: Stitch, random: Random): void {
  const { grain, columns, rows, relief, touched } = panel;
  const places = walk(path, grain);
  const steps = places.length / 4;
  if (steps < 3) return;
  const half = (width * grain) / 2;
  const id = panel.begin();
  const tone = 1 + 0.05 * random.normal();
  const twist = random.range(0, Math.PI * 2);
  const ground = 0.25 + 0.12 * arch;
  for (let i = 0; i < steps; i++) {
    const [x, y] = [places[i * 4] ?? 0, places[i * 4 + 1] ?? 0];
    const [tx, ty] = [places[i * 4 + 2] ?? 1, places[i * 4 + 3] ?? 0];
    const t = i / (steps - 1);
    const bow = Math.sin(Math.PI * t) ** 0.5;
    // The thread climbs out of its hole, lies, and dives again.
    const climb = 0.75 * arch * Math.cos(Math.PI * t) * Math.abs(Math.cos(Math.PI * t));
    const flat = Math.sqrt(1 - climb * climb * 0.5);
    const along = tx * flat * HALFWAY[0] + ty * flat * HALFWAY[1] + climb * HALFWAY[2];
    const shine = 0.34 * Math.max(0, 1 - along * along) ** 9;
    const reach = half * Math.min(1, 0.35 + Math.min(i, steps - 1 - i) / (half * 1.2 + 0.1));
    for (let across = -reach; across <= reach; across += 0.6) {
      const column = Math.round(x - ty * across);
      const row = Math.round(y + tx * across);
      if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
      const p = row * columns + column;
      if (touched[p] === id) continue;
      touched[p] = id;
      const u = across / (reach + 0.3);
      const round = Math.sqrt(Math.max(0, 1 - u * u));
      const ply = Math.sin(i * (2.1 / (half + 0.5)) + u * 2.2 + twist);
      const shade = tone * (0.5 + 0.52 * round) * (0.95 + 0.07 * ply) * lerp(0.72, 1.04, bow);
      const gleam = shine * round * (0.75 + 0.25 * ply) * bow;
      for (let k = 0; k < 3; k++) {
        panel.colour[p * 3 + k] = (colour[k] ?? 0) * shade + gleam * (0.45 + 0.55 * (colour[k] ?? 0));
      }
      relief[p] = ground + arch * bow * 0.55 + 0.5 * round * (0.35 + 0.65 * bow) + 0.05 * ply;
    }
  }
}

/** Points half a grain apart along the path with the direction at each: [x, y, tx, ty, …] in grains. */
function walk(path: readonly Point[], grain: number): Float32Array {
  const out: number[] = [];
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1], path[i]];
    if (a === undefined || b === undefined) continue;
    const length = Math.hypot(b.x - a.x, b.y - a.y) * grain;
    if (length === 0) continue;
    const [tx, ty] = [((b.x - a.x) * grain) / length, ((b.y - a.y) * grain) / length];
    for (let at = 0; at < length; at += 0.6) {
      const t = at / length;
      out.push(lerp(a.x, b.x, t) * grain, lerp(a.y, b.y, t) * grain, tx, ty);
    }
  }
  return Float32Array.from(out);
}
