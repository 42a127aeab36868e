import { clamp, gradientNoise, lerp, type Noise, smoothstep } from './noise.js';
import type { Random } from './random.js';
import { bounds } from './shape.js';
import type { Patch, Sheet } from './sheet.js';
import type { Point } from './stroke.js';

/** One pull of a soft pointed brush. Lengths in picture units. */
export interface Pull {
  readonly path: readonly Point[];
  /** Width at a share of the way. */
  readonly width: (t: number) => number;
  /** 0–1 at a share of the way: how dry the brush is. Dry hairs part and skip the paper's hollows (“flying white”). */
  readonly dry?: (t: number) => number;
  /** How the ink is spread over the hairs, −1 one side and 1 the other: 0–1. */
  readonly load?: (u: number) => number;
}

/** Hairs that differ; one brush for a whole picture. */
export const hairs: (seed: string) => Noise = gradientNoise;

/** Where a stroke touches, for `Sheet.glaze`. */
export function pullBrush(sheet: Sheet, brush: Noise, pull: Pull, random: Random): Patch {
  const { path, width, dry = () => 0, load = () => 1 } = pull;
  const widest = Math.max(...Array.from({ length: 21 }, (_, i) => width(i / 20)));
  const box = bounds(path);
  const margin = widest * 0.6 + 8;
  const patch = sheet.patch(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin);
  const { grain } = sheet;
  const length = path.reduce((sum, p, i) => {
    const q = path[i - 1] ?? p;
    return sum + Math.hypot(p.x - q.x, p.y - q.y);
  }, 0);
  const seat = random.range(0, 200);
  let gone = 0;
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1], path[i]];
    if (a === undefined || b === undefined) continue;
    const piece = Math.hypot(b.x - a.x, b.y - a.y);
    if (piece === 0) continue;
    const [nx, ny] = [-(b.y - a.y) / piece, (b.x - a.x) / piece];
    const step = 0.6 / grain;
    for (let s = 0; s < piece; s += step) {
      const t = (gone + s) / length;
      const half = width(t) / 2;
      const dryness = dry(t);
      const [x, y] = [lerp(a.x, b.x, s / piece), lerp(a.y, b.y, s / piece)];
      for (let across = -half; across <= half; across += step) {
        const column = Math.round((x + nx * across) * grain) - patch.x;
        const row = Math.round((y + ny * across) * grain) - patch.y;
        if (column < 0 || row < 0 || column >= patch.width || row >= patch.height) continue;
        const u = half < 0.1 ? 0 : across / half;
        const hair =
          brush(seat + across * 0.75, (gone + s) / 46) + 0.6 * brush(seat + across * 0.24, (gone + s) / 120);
        const peak = sheet.tooth[(patch.y + row) * sheet.columns + patch.x + column] ?? 0.5;
        const touch = smoothstep(-0.12, 0.12, 0.95 + 0.55 * hair + 0.7 * (peak - 0.5) - 1.75 * dryness);
        const rim = 1 - smoothstep(0.8, 1.02, Math.abs(u) + 0.16 * brush(seat + 50, (gone + s) / 9));
        const value = clamp(touch * rim * load(u) * (1 + 0.18 * hair));
        const p = row * patch.width + column;
        if (value > (patch.data[p] ?? 0)) patch.data[p] = value;
      }
    }
    gone += piece;
  }
  return patch;
}
