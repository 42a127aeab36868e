import type { SKRSContext2D } from '@napi-rs/canvas';
import { createCanvas } from '@napi-rs/canvas';
import type { Rgb } from './colour.js';
import { clamp, lerp, type Noise } from './noise.js';

/** Part of a sheet and how much of a wash lies at each of its points, 0–1. Places and sizes in points. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** How a wash settles. */
export interface Wash {
  /** The colour of a full wash on white. */
  readonly pigment: Rgb;
  /** Full washes that lie where the patch is 1. */
  readonly strength: number;
  /** How much pigment the drying edge gathers, and how wide that edge is in picture units. */
  readonly edge?: number;
  readonly edgeWidth?: number;
  /** 0–1: how far pigment grains fall into the paper's hollows. */
  readonly granulation?: number;
  /** Factor on the pigment by place, picture units: pools, backruns, gradients. */
  readonly pool?: (x: number, y: number) => number;
}

/**
 * Paper that takes transparent colour: what adds up is optical density, channel by channel, so that glazes darken and
 * mix as glazes do. `grain` × `grain` points for each pixel of the picture.
 */
export class Sheet {
  readonly width: number;
  readonly height: number;
  readonly grain: number;
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns, 3], natural logarithms. */
  readonly density: Float32Array;
  /** [rows, columns], 0 the hollows and 1 the peaks of the paper. */
  readonly tooth: Float32Array;

  /** `tooth` answers the paper's height for a place in picture units. */
  constructor(width: number, height: number, grain: number, tooth: (x: number, y: number) => number) {
    this.width = width;
    this.height = height;
    this.grain = grain;
    this.columns = width * grain;
    this.rows = height * grain;
    this.density = new Float32Array(this.columns * this.rows * 3);
    this.tooth = new Float32Array(this.columns * this.rows);
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        this.tooth[row * this.columns + column] = clamp(tooth(column / grain, row / grain));
      }
    }
  }

  /** An empty patch about a rectangle in picture units. */
  patch(x: number, y: number, width: number, height: number): Patch {
    const left = Math.floor(clamp(x, 0, this.width) * this.grain);
    const top = Math.floor(clamp(y, 0, this.height) * this.grain);
    const right = Math.ceil(clamp(x + width, 0, this.width) * this.grain);
    const bottom = Math.ceil(clamp(y + height, 0, this.height) * this.grain);
    const [w, h] = [Math.max(0, right - left), Math.max(0, bottom - top)];
    return { x: left, y: top, width: w, height: h, data: new Float32Array(w * h) };
  }

  /** What a pen draws in black, in picture units, within a rectangle. */
  draw(
    [x, y, width, height]: readonly [number, number, number, number],
    draw: (pen: SKRSContext2D) => void,
  ): Patch {
    const patch = this.patch(x, y, width, height);
    if (patch.data.length === 0) return patch;
    const canvas = createCanvas(patch.width, patch.height);
    const pen = canvas.getContext('2d');
    pen.translate(-patch.x, -patch.y);
    pen.scale(this.grain, this.grain);
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    draw(pen);
    const drawn = pen.getImageData(0, 0, patch.width, patch.height).data;
    for (let i = 0; i < patch.data.length; i++) patch.data[i] = (drawn[i * 4 + 3] ?? 0) / 255;
    return patch;
  }

  /** Lets a wash dry on the sheet. */
  glaze(patch: Patch, wash: Wash): void {
    const { pigment, strength, edge = 0, edgeWidth = 4, granulation = 0, pool } = wash;
    const absorbed = pigment.map((v) => -Math.log(Math.max(0.004, v)) * strength);
    const soft = edge > 0 ? blur(patch, edgeWidth * this.grain) : patch;
    for (let row = 0; row < patch.height; row++) {
      for (let column = 0; column < patch.width; column++) {
        const i = row * patch.width + column;
        const m = patch.data[i] ?? 0;
        if (m < 0.002) continue;
        const p = (patch.y + row) * this.columns + patch.x + column;
        let amount = m * (1 + edge * 2 * Math.max(0, m - (soft.data[i] ?? 0)));
        if (granulation > 0) amount *= 1 + granulation * 2.2 * (0.5 - (this.tooth[p] ?? 0.5));
        if (pool !== undefined) amount *= pool((patch.x + column) / this.grain, (patch.y + row) / this.grain);
        if (amount <= 0) continue;
        for (let k = 0; k < 3; k++) {
          this.density[p * 3 + k] = (this.density[p * 3 + k] ?? 0) + (absorbed[k] ?? 0) * amount;
        }
      }
    }
  }

  /** Lifts colour off, as a thirsty brush or a drop of clean water does: 1 leaves nothing. */
  lift(patch: Patch, strength: number): void {
    for (let row = 0; row < patch.height; row++) {
      for (let column = 0; column < patch.width; column++) {
        const keep = 1 - clamp((patch.data[row * patch.width + column] ?? 0) * strength);
        const p = ((patch.y + row) * this.columns + patch.x + column) * 3;
        for (let k = 0; k < 3; k++) this.density[p + k] = (this.density[p + k] ?? 0) * keep;
      }
    }
  }

  /** The picture on a paper of colours [rows, columns, 3]. RGB bytes [height, width, 3]. */
  develop(paper: Float32Array): Uint8Array {
    const { width, height, grain, columns } = this;
    const out = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let k = 0; k < 3; k++) {
          let sum = 0;
          for (let s = 0; s < grain * grain; s++) {
            const p = ((y * grain + Math.floor(s / grain)) * columns + x * grain + (s % grain)) * 3 + k;
            sum += (paper[p] ?? 1) * Math.exp(-(this.density[p] ?? 0));
          }
          out[(y * width + x) * 3 + k] = Math.round(clamp(sum / grain ** 2) * 255);
        }
      }
    }
    return out;
  }
}

/** Two passes of a box filter of about `radius` points. */
export function blur(patch: Patch, radius: number): Patch {
  const r = Math.max(1, Math.round(radius / 1.4));
  let data = patch.data;
  for (let pass = 0; pass < 2; pass++) {
    data = slide(data, patch.height, patch.width, patch.width, 1, r);
    data = slide(data, patch.width, patch.height, 1, patch.width, r);
  }
  return { ...patch, data };
}

/** A running mean along lines; what lies outside counts as the line's end. */
function slide(
  data: Float32Array,
  lines: number,
  count: number,
  next: number,
  step: number,
  r: number,
): Float32Array {
  const out = new Float32Array(data.length);
  for (let line = 0; line < lines; line++) {
    const start = line * next;
    const at = (i: number): number => data[start + Math.min(count - 1, Math.max(0, i)) * step] ?? 0;
    let sum = 0;
    for (let i = -r; i <= r; i++) sum += at(i);
    for (let i = 0; i < count; i++) {
      out[start + i * step] = sum / (2 * r + 1);
      sum += at(i + r + 1) - at(i - r);
    }
  }
  return out;
}

/** Lets edges wander: each point takes what lay up to `reach` points away, as a noise of `size` points says. */
export function wander(patch: Patch, noise: Noise, reach: number, size: number): Patch {
  const { width, height, data } = patch;
  const out = new Float32Array(data.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [(patch.x + column) / size, (patch.y + row) / size];
      const dx = noise(x, y) + 0.5 * noise(x * 2.3 + 11, y * 2.3);
      const dy = noise(x + 31.7, y + 5.2) + 0.5 * noise(x * 2.3, y * 2.3 + 47);
      const c = clamp(column + dx * reach, 0, width - 1);
      const r = clamp(row + dy * reach, 0, height - 1);
      const [ic, ir] = [Math.floor(c), Math.floor(r)];
      const at = (j: number, k: number): number =>
        data[Math.min(height - 1, ir + j) * width + Math.min(width - 1, ic + k)] ?? 0;
      out[row * width + column] = lerp(
        lerp(at(0, 0), at(0, 1), c - ic),
        lerp(at(1, 0), at(1, 1), c - ic),
        r - ir,
      );
    }
  }
  return { ...patch, data: out };
}
