import type { Rgb } from './colour.js';
import { clamp, lerp, type Noise, smoothstep } from './noise.js';
import type { Panel } from './panel.js';
import type { Random } from './random.js';
import type { Point } from './stroke.js';

/** One pull of a palette knife. Lengths in picture units. */
export interface Slab {
  readonly middle: Point;
  readonly angle: number;
  readonly length: number;
  readonly width: number;
  /** What lies on the blade side by side, hardly mixed. */
  readonly colours: readonly [Rgb, ...Rgb[]];
  /** Thickness; 1 is buttery. */
  readonly body?: number;
  /** 0–1: how far along the paint begins to break; 1 never. */
  readonly breaks?: number;
  /** Turn of the blade over the pull, radians. */
  readonly turn?: number;
}

/**
 * Spreads a slab: a wedge, thin at the blade's heel and thick at its other side, with what was squeezed out standing up
 * as ridges along both sides and at the end. Where the paint gives out it catches only on what stands high below.
 */
export function spread(panel: Panel, streaks: Noise, slab: Slab, random: Random): void {
  const { middle, angle, length, width, colours, body = 1, breaks = 0.75, turn = 0 } = slab;
  const { grain, columns, rows, colour, relief, touched } = panel;
  const id = panel.begin();
  const half = (width * grain) / 2;
  const run = length * grain;
  const seat = random.range(0, 240);
  const heel = random.chance(0.5) ? 1 : -1;
  const chatter = random.range(0.15, 0.4) / grain;
  let x = middle.x * grain - (Math.cos(angle) * run) / 2;
  let y = middle.y * grain - (Math.sin(angle) * run) / 2;
  for (let s = 0; s < run; s += 0.65) {
    const t = s / run;
    const a = angle + turn * (t - 0.5);
    const [tx, ty] = [Math.cos(a), Math.sin(a)];
    x += tx * 0.65;
    y += ty * 0.65;
    // The blade's corners round off and its path is never quite as wide as the blade.
    const reach = half * (1 - 0.1 * streaks(seat, s / 40) - 0.25 * smoothstep(0.94, 1, Math.abs(2 * t - 1)));
    const hum = Math.sin(s * chatter + 2 * streaks(seat + 9, s / 60));
    for (let across = -reach; across <= reach; across += 0.65) {
      const column = Math.round(x - ty * across);
      const row = Math.round(y + tx * across);
      if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
      const p = row * columns + column;
      if (touched[p] === id) continue;
      touched[p] = id;
      const u = across / reach;
      const grit = streaks(seat + u * 4.5, s / (9 * grain));
      const fray = 0.1 * streaks(seat + u * 7, seat) * (t < 0.5 ? 1 : 2.2);
      if (t < 0.03 + fray * 0.4 || t > 1 - Math.abs(fray)) continue;
      const under = relief[p] ?? 0;
      const starved = smoothstep(breaks, 1.25, t + 0.22 * streaks(seat + u * 3, t * 2));
      if (starved > 0.02 && under * 0.42 + 0.45 * grit + 0.25 < starved * 1.5) continue;
      const place =
        clamp(0.5 + 0.42 * u + 0.5 * streaks(seat + u * 2.2, t * 1.1 + seat)) * (colours.length - 1);
      const index = Math.min(colours.length - 1, Math.floor(place));
      const first = colours[index] ?? colours[0];
      const second = colours[index + 1] ?? first;
      const blend = smoothstep(0.32, 0.68, place - index + 0.28 * grit);
      const fine = 1 + 0.05 * streaks(seat + u * half * 0.8, s / (26 * grain)) + 0.02 * hum;
      for (let k = 0; k < 3; k++) {
        colour[p * 3 + k] = lerp(
          lerp(first[k] ?? 0, second[k] ?? 0, blend) * fine,
          colour[p * 3 + k] ?? 0,
          0.04,
        );
      }
      const side = smoothstep(0.8, 0.96, Math.abs(u)) * (0.5 + 0.5 * streaks(seat + 30, s / 22));
      const end = smoothstep(0.9, 0.985, t);
      const wedge = 0.5 + 0.28 * u * heel;
      const ridge = 0.75 * side + 0.65 * end + 0.06 * hum + 0.12 * grit;
      relief[p] = 0.32 * under + body * (wedge + ridge) * (1 - 0.3 * starved);
    }
  }
}
