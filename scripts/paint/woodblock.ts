import { type Canvas, createCanvas, Path2D, type SKRSContext2D } from '@napi-rs/canvas';
import { hex, type Rgb } from './colour.js';
import { clamp, fbm, gradientNoise, smoothstep } from './noise.js';
import { Random } from './random.js';
import type { Point } from './stroke.js';

/** One carved block and its ink. */
export interface BlockInk {
  readonly ink: Rgb;
  /** Wiping of the ink on the block (bokashi): how much is left at a place, 0–1. */
  readonly wipe?: (x: number, y: number) => number;
  /** 0–1: how much the wood's grain shows in the print. */
  readonly grain: number;
  /** How far the sheet lay off the marks when this block was printed. */
  readonly off?: readonly [dx: number, dy: number];
}

const FINE = 2;

/**
 * A set of carved blocks, printed one after another in transparent ink on one sheet, as in ukiyo-e. What is nearer
 * is `cut` out of every block before it is carved into its own.
 */
export class Woodblocks<Name extends string> {
  readonly #width: number;
  readonly #height: number;
  readonly #inks: ReadonlyMap<Name, BlockInk>;
  readonly #blocks = new Map<Name, Canvas>();

  constructor(width: number, height: number, inks: Readonly<Record<Name, BlockInk>>) {
    this.#width = width;
    this.#height = height;
    this.#inks = new Map(Object.entries(inks) as [Name, BlockInk][]);
    for (const name of this.#inks.keys()) {
      this.#blocks.set(name, createCanvas(width * FINE, height * FINE));
    }
  }

  /** Clears a shape on all blocks, or on those named: there the paper stays bare. */
  cut(shape: Path2D, ...names: Name[]): void {
    for (const name of names.length > 0 ? names : this.#blocks.keys()) {
      this.carve(name, (pen) => {
        pen.globalCompositeOperation = 'destination-out';
        pen.fill(shape);
      });
    }
  }

  fill(name: Name, shape: Path2D, strength = 1): void {
    this.carve(name, (pen) => {
      pen.globalAlpha = strength;
      pen.fill(shape);
    });
  }

  /** Carves a line that swells and thins. */
  line(name: Name, points: readonly Point[], width: (share: number) => number): void {
    this.fill(name, carvedLine(points, width));
  }

  /** Draws on a block in picture units; black prints. */
  carve(name: Name, draw: (pen: SKRSContext2D) => void): void {
    const pen = this.#blocks.get(name)?.getContext('2d');
    if (pen === undefined) return;
    pen.save();
    pen.scale(FINE, FINE);
    pen.fillStyle = '#000';
    pen.strokeStyle = '#000';
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    draw(pen);
    pen.restore();
  }

  /** Prints all blocks on washi. RGB bytes [height, width, 3]. */
  print(seed: string): Uint8Array {
    const [columns, rows] = [this.#width * FINE, this.#height * FINE];
    const sheet = washi(columns, rows, seed);
    for (const [name, block] of this.#inks) {
      const canvas = this.#blocks.get(name);
      if (canvas !== undefined) rub(sheet, canvas, block, columns, rows, `${seed}/${name}`);
    }
    return reduce(sheet, this.#width, this.#height);
  }
}

/** Lays the sheet on an inked block and rubs it with the baren. */
function rub(
  sheet: Float32Array,
  canvas: Canvas,
  block: BlockInk,
  columns: number,
  rows: number,
  seed: string,
): void {
  const noise = gradientNoise(seed);
  const carved = canvas.getContext('2d').getImageData(0, 0, columns, rows).data;
  const [dx, dy] = [Math.round((block.off?.[0] ?? 0) * FINE), Math.round((block.off?.[1] ?? 0) * FINE)];
  for (let row = 0; row < rows; row++) {
    const from = row - dy;
    if (from < 0 || from >= rows) continue;
    for (let column = 0; column < columns; column++) {
      const source = column - dx;
      if (source < 0 || source >= columns) continue;
      const alpha = (carved[(from * columns + source) * 4 + 3] ?? 0) / 255;
      if (alpha === 0) continue;
      const [x, y] = [column / FINE, row / FINE];
      let ink = alpha * (block.wipe?.(x, y) ?? 1);
      // Growth rings, cut lengthwise: long lines that part around a slow warp.
      const rings = y / 5.2 + 7 * fbm(noise, x / 520, y / 110, 3);
      const line = 0.5 + 0.5 * Math.sin(rings * Math.PI * 2);
      ink *= 1 - block.grain * (0.75 * line ** 3 + 0.4 * clamp(noise(x / 46, y / 1.1)));
      // Goma-zuri: grains of paper that the ink did not reach; and the baren's uneven weight.
      const speck = smoothstep(0.42, 0.8, noise(x * 0.62, y * 0.62));
      ink *= 1 - block.grain * 0.8 * speck;
      ink *= 1 + 0.12 * fbm(noise, x / 70 + 40, y / 70, 3);
      ink = clamp(ink);
      const p = (row * columns + column) * 3;
      for (let k = 0; k < 3; k++) sheet[p + k] = (sheet[p + k] ?? 1) * (1 - ink + ink * (block.ink[k] ?? 1));
    }
  }
}

/** Mulberry paper: warm, cloudy, with long fibres. */
export function washi(columns: number, rows: number, seed: string): Float32Array {
  const random = new Random(`${seed}/washi`);
  const noise = gradientNoise(`${seed}/washi`);
  const fibres = createCanvas(columns, rows);
  const pen = fibres.getContext('2d');
  pen.fillStyle = '#808080';
  pen.fillRect(0, 0, columns, rows);
  pen.lineCap = 'round';
  for (let i = 0; i < 2600; i++) {
    let [x, y] = [random.next() * columns, random.next() * rows];
    let angle = random.range(0, Math.PI * 2);
    const bend = random.range(-0.09, 0.09);
    pen.strokeStyle = random.chance(0.6) ? 'rgba(255,255,255,0.28)' : 'rgba(40,20,0,0.16)';
    pen.lineWidth = random.range(0.6, 2);
    pen.beginPath();
    pen.moveTo(x, y);
    for (let step = random.range(5, 22); step > 0; step--) {
      angle += bend + random.range(-0.12, 0.12);
      x += Math.cos(angle) * 7;
      y += Math.sin(angle) * 7;
      pen.lineTo(x, y);
    }
    pen.stroke();
  }
  const drawn = pen.getImageData(0, 0, columns, rows).data;
  const cream = hex('#f1e6cb');
  const sheet = new Float32Array(columns * rows * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const p = row * columns + column;
      const cloud = fbm(noise, column / 260, row / 260, 4);
      const tooth = noise(column / 2.3, row / 2.3);
      const fibre = ((drawn[p * 4] ?? 128) - 128) / 128;
      const value = 1 + 0.045 * cloud + 0.014 * tooth + 0.1 * fibre;
      for (let k = 0; k < 3; k++) {
        sheet[p * 3 + k] = clamp((cream[k] ?? 1) * (value + (k === 2 ? 0.05 * cloud : 0)));
      }
    }
  }
  return sheet;
}

function reduce(sheet: Float32Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  const columns = width * FINE;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let j = 0; j < FINE; j++) {
          for (let i = 0; i < FINE; i++) sum += sheet[((y * FINE + j) * columns + x * FINE + i) * 3 + k] ?? 0;
        }
        out[(y * width + x) * 3 + k] = Math.round((sum / FINE ** 2) * 255);
      }
    }
  }
  return out;
}

/** A closed shape through points. */
export function shapeOf(points: readonly Point[]): Path2D {
  const shape = new Path2D();
  points.forEach((point, i) => {
    if (i === 0) shape.moveTo(point.x, point.y);
    else shape.lineTo(point.x, point.y);
  });
  shape.closePath();
  return shape;
}

/** A line as a knife leaves it: `width` at each share of the way, as a closed shape. */
export function carvedLine(points: readonly Point[], width: (share: number) => number): Path2D {
  const left: Point[] = [];
  const right: Point[] = [];
  points.forEach((point, i) => {
    const a = points[Math.max(0, i - 1)] ?? point;
    const b = points[Math.min(points.length - 1, i + 1)] ?? point;
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const half = width(i / (points.length - 1)) / 2;
    const [nx, ny] = [(-(b.y - a.y) / length) * half, ((b.x - a.x) / length) * half];
    left.push({ x: point.x + nx, y: point.y + ny });
    right.push({ x: point.x - nx, y: point.y - ny });
  });
  return shapeOf([...left, ...right.reverse()]);
}
