import { fbm, gradientNoise } from './noise.js';
import type { Panel } from './panel.js';

/** Gives the bare panel the tooth of woven linen: threads over and under, none quite straight or even. */
export function weave(panel: Panel, seed: string, height: number, thread = 2.6): void {
  const noise = gradientNoise(seed);
  const { columns, rows, grain, relief } = panel;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = column / grain;
      const y = row / grain;
      const warp = (x + 1.2 * fbm(noise, x / 60, y / 300, 2)) * (Math.PI / thread);
      const weft = (y + 1.2 * fbm(noise, x / 300, y / 60 + 50, 2)) * (Math.PI / thread);
      const over = Math.sin(warp) * Math.cos(weft) > 0 ? Math.sin(warp) ** 2 : Math.cos(weft) ** 2;
      const slub = 0.8 + 0.5 * noise(x / 3, y / 40) + 0.5 * noise(x / 40 + 9, y / 3);
      const p = row * columns + column;
      relief[p] = (relief[p] ?? 0) + height * over * slub;
    }
  }
}
