import { hex } from '../../colour.js';
import { hairs } from '../../ink-brush.js';
import { gradientNoise } from '../../noise.js';
import type { Point } from '../../stroke.js';

export const WIDTH = 1280;

export const HEIGHT = 1024;

export const SEED = 'breath of mountains';

/** Pine soot, a little blue where it is thin; and the cinnabar of the seal. */
export const INK = hex('#1c1d22');

export const brush = hairs(`${SEED}/brush`);

export const noise = gradientNoise(SEED);

export function bend(x: number, y: number, angle: number, length: number, turn: number): Point[] {
  const out: Point[] = [{ x, y }];
  let [px, py] = [x, y];
  for (let i = 0; i < 8; i++) {
    const a = angle + turn * (i / 7 - 0.5);
    px += (Math.cos(a) * length) / 8;
    py += (Math.sin(a) * length) / 8;
    out.push({ x: px, y: py });
  }
  return out;
}
