import type { SKRSContext2D } from '@napi-rs/canvas';
import { hex, type Rgb } from './colour.js';
import { distanceTo } from './distance.js';
import { photograph } from './light.js';
import { maskOf } from './mask.js';
import { clamp, fbm, gradientNoise, smoothstep } from './noise.js';
import { Panel } from './panel.js';
import type { Random } from './random.js';
import type { Point } from './stroke.js';
import { carvedLine } from './woodblock.js';

/** One block of linoleum: black prints, what is erased was cut away. */
export interface LinoBlock {
  readonly ink: (x: number, y: number) => Rgb;
  /** 0–1: how much hides what was printed before. */
  readonly cover: number;
  readonly carve: (pen: SKRSContext2D) => void;
  /** How far the sheet lay off the marks. */
  readonly off: readonly [dx: number, dy: number];
  /** 0–1: how thinly and unevenly the roller inked it. */
  readonly starved: number;
}

/**
 * Prints blocks one over the other by hand: ink squeezed out to the rims of what stands, specks that the spoon missed,
 * and the paper's tooth under all of it. RGB bytes [height, width, 3].
 */
export function printLino(
  width: number,
  height: number,
  blocks: readonly LinoBlock[],
  seed: string,
): Uint8Array {
  const panel = new Panel(width, height, 2, hex('#efe5cf'));
  const { columns, rows, grain, colour, relief } = panel;
  const noise = gradientNoise(seed);
  for (let p = 0; p < columns * rows; p++) {
    const [x, y] = [(p % columns) / grain, Math.floor(p / columns) / grain];
    const shade = 1 + 0.03 * fbm(noise, x / 120, y / 120, 4) + 0.035 * noise(x / 1.7, y / 1.7);
    for (let k = 0; k < 3; k++) colour[p * 3 + k] = clamp((colour[p * 3 + k] ?? 0) * shade);
    relief[p] = 0.22 * noise(x / 1.9, y / 1.9) + 0.2 * noise(x / 0.9, y / 5);
  }
  for (const [index, block] of blocks.entries()) {
    const mask = maskOf(panel, (pen) => {
      pen.translate(...block.off);
      block.carve(pen);
    });
    const bare = mask.map((v) => (v < 128 ? 1 : 0));
    const depth = distanceTo(bare, columns, rows);
    for (let p = 0; p < mask.length; p++) {
      const alpha = (mask[p] ?? 0) / 255;
      if (alpha === 0) continue;
      const [x, y] = [(p % columns) / grain, Math.floor(p / columns) / grain];
      const rim = Math.exp(-(((depth[p] ?? 0) / grain - 1.2) ** 2) / 1.6);
      const far = index * 61;
      const roller = fbm(noise, x / 80 + far, y / 80, 3);
      const salt = smoothstep(
        0.5 - 0.25 * block.starved,
        0.95,
        noise(x * 0.47 + far, y * 0.47) + 0.45 * roller,
      );
      const orange = noise(x / 2.4 + far, y / 2.4 + 30);
      const hold = clamp(
        1 - (0.25 + 0.7 * block.starved) * salt * (1 - rim) - 0.1 * block.starved * (orange + 0.6),
      );
      const ink = block.ink(x, y);
      const press = alpha * block.cover * hold;
      for (let k = 0; k < 3; k++) {
        const under = colour[p * 3 + k] ?? 0;
        const laid = (ink[k] ?? 0) * (1 + 0.05 * orange + 0.06 * roller - 0.1 * rim);
        colour[p * 3 + k] = clamp(under + (laid - under) * press);
      }
      relief[p] = (relief[p] ?? 0) * (1 - 0.4 * press) + press * (0.5 + 0.75 * rim + 0.3 * orange);
    }
  }
  return photograph(panel, { depth: 0.13, gloss: 0.1 });
}

/** The mark of a gouge: in at a point, as broad as it is deep, out with a flick. */
export function gouge(pen: SKRSContext2D, line: readonly Point[], width: number, random: Random): void {
  const broadest = random.range(0.3, 0.75);
  const [wave, phase] = [random.range(3, 9), random.range(0, 6)];
  pen.fill(
    carvedLine(line, (t) => {
      const rise = t < broadest ? (t / broadest) ** 0.6 : ((1 - t) / (1 - broadest)) ** 0.5;
      return width * rise * (0.9 + 0.14 * Math.sin(t * wave + phase)) + 0.3;
    }),
  );
}
