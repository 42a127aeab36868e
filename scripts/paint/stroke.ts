import { mix, type Rgb } from './colour.js';
import { clamp, lerp, smoothstep } from './noise.js';
import type { Panel } from './panel.js';
import type { Random } from './random.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One pull of a loaded brush or knife. Lengths in picture units. */
export interface Stroke {
  readonly path: readonly Point[];
  readonly width: number;
  readonly colour: Rgb;
  /** A second colour on one side of the brush, that the bristles streak into the first. */
  readonly second?: Rgb;
  /** 0–1: how much it hides what is below. */
  readonly cover?: number;
  /** Thickness of the paint it leaves; 1 is generous. */
  readonly body?: number;
  /** 0–1: how strongly the bristles show. */
  readonly bristle?: number;
  /** 0–1: share of the stroke's end where the paint runs out and the ground shows. */
  readonly dry?: number;
  /** 0–1: how much of the wet paint below it takes along. */
  readonly pickup?: number;
  /** `brush` has round ends and soft sides; `knife` is cut off straight and leaves a ridge on both sides. */
  readonly tool?: 'brush' | 'knife';
}

/**
 * Lays a stroke on the panel. The tool's edge is a row of bristles, each with its own load, shade and thickness,
 * swept along the path; a point takes the first bristle that meets it.
 */
export function lay(panel: Panel, stroke: Stroke, random: Random): void {
  const { grain, columns, rows, colour, relief, touched } = panel;
  const { cover = 1, body = 0.6, bristle = 0.5, dry = 0.25, pickup = 0.12, tool = 'brush' } = stroke;
  const path = resample(stroke.path, grain);
  const steps = path.length / 2;
  if (steps < 2) return;
  const half = (stroke.width * grain) / 2;
  const bristles = Math.max(5, Math.ceil(half * 2));
  const edge = bristleRow(bristles, random);
  const runsOut = new Float32Array(bristles);
  for (let b = 0; b < bristles; b++) {
    runsOut[b] = 1 - dry * clamp(0.5 + 0.9 * (edge.load[b] ?? 0) + 0.35 * random.normal());
  }
  const middle = Math.floor(steps / 2);
  const under = panel.at((path[middle * 2] ?? 0) / grain, (path[middle * 2 + 1] ?? 0) / grain);
  const first = mix(stroke.colour, under, pickup);
  const second = mix(stroke.second ?? stroke.colour, under, pickup);
  const id = panel.begin();
  const knife = tool === 'knife';

  for (let i = 0; i < steps; i++) {
    const t = i / (steps - 1);
    const x = path[i * 2] ?? 0;
    const y = path[i * 2 + 1] ?? 0;
    const ahead = Math.min(steps - 1, i + 3);
    const behind = Math.max(0, i - 3);
    const tx = (path[ahead * 2] ?? 0) - (path[behind * 2] ?? 0);
    const ty = (path[ahead * 2 + 1] ?? 0) - (path[behind * 2 + 1] ?? 0);
    const length = Math.hypot(tx, ty) || 1;
    const nx = -ty / length;
    const ny = tx / length;
    const fromEnds = Math.min(i, steps - 1 - i) * 0.7;
    const taper = knife ? 1 : Math.sqrt(clamp(fromEnds / (half * 1.1)));
    const reach = half * taper;
    // Where a stroke is lifted, the paint follows and stands up.
    const lift = knife ? 1 + 0.5 * smoothstep(0.9, 1, t) : 0.8 + 0.5 * smoothstep(0.75, 1, t);
    for (let across = -reach; across <= reach; across += 0.7) {
      const column = Math.round(x + nx * across);
      const row = Math.round(y + ny * across);
      if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
      const p = row * columns + column;
      if (touched[p] === id) continue;
      touched[p] = id;
      const u = across / half;
      const b = Math.min(bristles - 1, Math.max(0, Math.floor((u * 0.5 + 0.5) * bristles)));
      const streak = edge.shade[b] ?? 0;
      const end = runsOut[b] ?? 1;
      const worn = t <= end ? 1 : clamp(1 - (t - end) * 6) * 0.85;
      // A worn bristle touches only what stands up: ridges of the paint below.
      const side = knife ? 1 : 1 - smoothstep(0.86, 1.02, Math.abs(across) / (reach + 0.01)) * 0.7;
      const alpha = cover * side * worn * lerp(1, clamp(0.72 + 0.5 * streak), bristle);
      if (alpha <= 0.01) continue;
      const blend = stroke.second === undefined ? 0 : clamp(0.5 + u * 0.7 + streak * 0.8);
      const shade = 1 + streak * bristle * 0.13;
      const c = p * 3;
      for (let k = 0; k < 3; k++) {
        const paint = lerp(first[k] ?? 0, second[k] ?? 0, blend) * shade;
        colour[c + k] = lerp(colour[c + k] ?? 0, paint, alpha);
      }
      const ridge = knife
        ? 0.9 * smoothstep(0.82, 0.97, Math.abs(u))
        : 0.35 * Math.exp(-(((Math.abs(u) - 0.85) / 0.12) ** 2));
      const thick = body * lift * (0.62 + ridge + (0.2 + 0.38 * bristle) * streak);
      relief[p] = lerp(relief[p] ?? 0, thick + 0.3 * (relief[p] ?? 0), alpha);
    }
  }
}

/** Shade and load of each bristle, -1…1: clumps of hairs, and the hairs in them. */
function bristleRow(count: number, random: Random): { shade: Float32Array; load: Float32Array } {
  const shade = new Float32Array(count);
  const load = new Float32Array(count);
  const clump = Math.max(2, Math.round(count / 7));
  const knots = Array.from({ length: Math.ceil(count / clump) + 2 }, () => random.range(-1, 1));
  const fine = Array.from({ length: Math.ceil(count / 2) + 2 }, () => random.range(-1, 1));
  for (let b = 0; b < count; b++) {
    const broad = along(knots, b / clump);
    shade[b] = 0.55 * broad + 0.45 * along(fine, b / 2);
    load[b] = broad;
  }
  return { shade, load };
}

function along(knots: readonly number[], at: number): number {
  const i = Math.floor(at);
  return lerp(knots[i] ?? 0, knots[i + 1] ?? 0, at - i);
}

/** The path as points 0.7 grains apart, [x0, y0, x1, y1, …] in grains. */
function resample(path: readonly Point[], grain: number): Float32Array {
  const out: number[] = [];
  let left = 0;
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1], path[i]];
    if (a === undefined || b === undefined) continue;
    const length = Math.hypot(b.x - a.x, b.y - a.y) * grain;
    let at = left;
    for (; at < length; at += 0.7) {
      const t = at / length;
      out.push(lerp(a.x, b.x, t) * grain, lerp(a.y, b.y, t) * grain);
    }
    left = at - length;
  }
  return Float32Array.from(out);
}
