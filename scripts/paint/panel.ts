import type { Rgb } from './colour.js';

/**
 * What is painted on: colour and thickness of the paint at every point. Pictures are thought in their own units
 * (about one for each pixel of the result); the panel holds `grain` × `grain` points for each, so that a bristle is
 * finer than a pixel.
 */
export class Panel {
  readonly width: number;
  readonly height: number;
  readonly grain: number;
  /** Points across and down. */
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns, 3], sRGB 0–1. */
  readonly colour: Float32Array;
  /** [rows, columns], thickness of the paint; 1 is a generous stroke. */
  readonly relief: Float32Array;
  /** [rows, columns], the stroke that touched the point last: no stroke paints a point twice. */
  readonly touched: Int32Array;
  #strokes = 0;

  constructor(width: number, height: number, grain: number, ground: Rgb) {
    this.width = width;
    this.height = height;
    this.grain = grain;
    this.columns = Math.round(width * grain);
    this.rows = Math.round(height * grain);
    const points = this.columns * this.rows;
    this.colour = new Float32Array(points * 3);
    this.relief = new Float32Array(points);
    this.touched = new Int32Array(points);
    for (let i = 0; i < points; i++) this.colour.set(ground, i * 3);
  }

  /** A new stroke's number. */
  begin(): number {
    return ++this.#strokes;
  }

  /** The colour at a place in picture units; the nearest edge's outside. */
  at(x: number, y: number): Rgb {
    const column = Math.min(this.columns - 1, Math.max(0, Math.round(x * this.grain)));
    const row = Math.min(this.rows - 1, Math.max(0, Math.round(y * this.grain)));
    const i = (row * this.columns + column) * 3;
    return [this.colour[i] ?? 0, this.colour[i + 1] ?? 0, this.colour[i + 2] ?? 0];
  }
}
