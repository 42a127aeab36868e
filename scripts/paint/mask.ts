import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { lerp } from './noise.js';
import type { Panel } from './panel.js';

/** What is as large as a panel, and as fine. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly grain: number;
}

/** What a pen covers, 0–255 at each of the grid's points; it draws in picture units. */
export function maskOf({ width, height, grain }: Grid, draw: (pen: SKRSContext2D) => void): Uint8Array {
  const [columns, rows] = [Math.round(width * grain), Math.round(height * grain)];
  const pen = createCanvas(columns, rows).getContext('2d');
  pen.scale(grain, grain);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  draw(pen);
  const drawn = pen.getImageData(0, 0, columns, rows).data;
  return Uint8Array.from({ length: columns * rows }, (_, p) => drawn[p * 4 + 3] ?? 0);
}

/** Draws over the paint with a pen, in picture units, as transparent as the pen's colours are. */
export function drawOver(panel: Panel, draw: (pen: SKRSContext2D) => void): void {
  const { columns, rows, grain, colour } = panel;
  const pen = createCanvas(columns, rows).getContext('2d');
  pen.scale(grain, grain);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  draw(pen);
  const drawn = pen.getImageData(0, 0, columns, rows).data;
  for (let p = 0; p < columns * rows; p++) {
    const alpha = (drawn[p * 4 + 3] ?? 0) / 255;
    if (alpha === 0) continue;
    for (let k = 0; k < 3; k++) {
      colour[p * 3 + k] = lerp(colour[p * 3 + k] ?? 0, (drawn[p * 4 + k] ?? 0) / 255, alpha);
    }
  }
}

/** What a pen does to draw one shape, filled. */
export type Shape = (pen: SKRSContext2D) => void;

/** The number of the last of the shapes that covers each of the grid's points; 0, the first, where none does. */
export function overlay(grid: Grid, shapes: readonly Shape[]): Int32Array {
  const out = new Int32Array(Math.round(grid.width * grid.grain) * Math.round(grid.height * grid.grain));
  for (const [number, shape] of shapes.entries()) {
    const mask = maskOf(grid, shape);
    for (let p = 0; p < out.length; p++) if ((mask[p] ?? 0) > 127) out[p] = number;
  }
  return out;
}

/** The points of a map of numbers whose right or lower neighbour has another number. */
export function edgesOf(map: Int32Array, columns: number, rows: number): Uint8Array {
  const out = new Uint8Array(map.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const p = row * columns + column;
      if (column + 1 < columns && map[p] !== map[p + 1]) out[p] = 1;
      if (row + 1 < rows && map[p] !== map[p + columns]) out[p] = 1;
    }
  }
  return out;
}
