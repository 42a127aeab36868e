import { clamp } from './noise.js';
import type { Panel } from './panel.js';

export interface Lighting {
  /** How high the paint stands: 0 is flat, 1 a heavy impasto. */
  readonly depth: number;
  /** Strength of the wet shine on ridges, 0–1. */
  readonly gloss: number;
}

/**
 * Photographs the panel: a lamp at the upper left over the relief of the paint (Lambert, and Blinn–Phong for the
 * shine), then one pixel for each unit. Answers RGB bytes [height, width, 3].
 */
export function photograph(panel: Panel, { depth, gloss }: Lighting): Uint8Array {
  const { columns, rows, relief, grain, width, height } = panel;
  const soft = soften(relief, columns, rows);
  const [lx, ly, lz] = [-0.5, -0.62, 0.605];
  const [hx, hy, hz] = halfway(lx, ly, lz);
  const sum = new Float64Array(width * height * 3);
  const count = grain * grain;
  for (let row = 0; row < rows; row++) {
    const up = Math.max(0, row - 1) * columns;
    const down = Math.min(rows - 1, row + 1) * columns;
    for (let column = 0; column < columns; column++) {
      const left = Math.max(0, column - 1);
      const right = Math.min(columns - 1, column + 1);
      const gx = ((soft[row * columns + right] ?? 0) - (soft[row * columns + left] ?? 0)) * depth * grain;
      const gy = ((soft[down + column] ?? 0) - (soft[up + column] ?? 0)) * depth * grain;
      const norm = 1 / Math.sqrt(gx * gx + gy * gy + 1);
      const lambert = Math.max(0, (-gx * lx - gy * ly + lz) * norm);
      const shade = 0.42 + 0.58 * (lambert / lz);
      const facing = Math.max(0, (-gx * hx - gy * hy + hz) * norm);
      const shine = gloss * (facing ** 24 - hz ** 24 * 0.6);
      const from = (row * columns + column) * 3;
      const to = (Math.floor(row / grain) * width + Math.floor(column / grain)) * 3;
      for (let k = 0; k < 3; k++) {
        const value = (panel.colour[from + k] ?? 0) * shade + Math.max(0, shine);
        sum[to + k] = (sum[to + k] ?? 0) + clamp(value);
      }
    }
  }
  return Uint8Array.from(sum, (value) => Math.round((value / count) * 255));
}

/** One pass of a 3×3 binomial filter: bristles round off before they are lit. */
function soften(relief: Float32Array, columns: number, rows: number): Float32Array {
  const out = new Float32Array(relief.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let dy = -1; dy <= 1; dy++) {
        const y = Math.min(rows - 1, Math.max(0, row + dy)) * columns;
        for (let dx = -1; dx <= 1; dx++) {
          const x = Math.min(columns - 1, Math.max(0, column + dx));
          sum += (relief[y + x] ?? 0) * (2 - Math.abs(dx)) * (2 - Math.abs(dy));
        }
      }
      out[row * columns + column] = sum / 16;
    }
  }
  return out;
}

/** Between the lamp and the eye, which looks straight down. */
function halfway(x: number, y: number, z: number): [number, number, number] {
  const length = Math.hypot(x, y, z + 1);
  return [x / length, y / length, (z + 1) / length];
}
