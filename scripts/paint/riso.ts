import type { Rgb } from './colour.js';
import { clamp, fbm, gradientNoise, smoothstep } from './noise.js';
import type { Patch, Sheet } from './sheet.js';

/** One drum of a stencil duplicator: its ink, its screen, and how far the sheet lay off when it was printed. */
export interface Drum {
  readonly ink: Rgb;
  /** Angle of the screen, radians. */
  readonly angle: number;
  /** Period of the screen in picture units. */
  readonly cell: number;
  readonly off: readonly [dx: number, dy: number];
}

/**
 * Prints one drum over what is on the sheet. `tone` holds how much ink the master asks for, 0–1; the screen makes dots
 * of it, round in the lights and joined in the darks. The ink is soy: it never quite covers and leaves grain.
 */
export function print(sheet: Sheet, tone: Patch, { ink, angle, cell, off }: Drum, seed: string): void {
  const noise = gradientNoise(seed);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const { grain } = sheet;
  const dots = sheet.patch(0, 0, sheet.width, sheet.height);
  const soft = (1.1 * Math.PI) / (cell * grain);
  for (let row = 0; row < dots.height; row++) {
    for (let column = 0; column < dots.width; column++) {
      const [x, y] = [column / grain - off[0], row / grain - off[1]];
      const c = Math.min(tone.width - 1, Math.max(0, Math.round(x * grain)));
      const r = Math.min(tone.height - 1, Math.max(0, Math.round(y * grain)));
      const asked = tone.data[r * tone.width + c] ?? 0;
      if (asked < 0.03) continue;
      const [u, v] = [(x * cos + y * sin) / cell, (y * cos - x * sin) / cell];
      const spot = 0.5 + 0.25 * (Math.cos(2 * Math.PI * u) + Math.cos(2 * Math.PI * v));
      // The share of a cell above 1 − t is close to t: no correction is needed.
      const dot =
        asked > 0.97 ? 1 : smoothstep(-soft, soft, spot - (1 - asked) + 0.05 * noise(x / 1.4, y / 1.4));
      if (dot <= 0) continue;
      const drum = 0.92 + 0.16 * fbm(noise, x / 130, y / 130, 3) + 0.05 * Math.sin(y / 41);
      const speck =
        smoothstep(0.34, 0.62, noise(x / 1.5 + 40, y / 1.5)) * 0.55 +
        smoothstep(0.5, 0.62, noise(x / 5 + 9, y / 5)) * 0.5;
      dots.data[row * dots.width + column] = dot * clamp(drum - speck);
    }
  }
  sheet.glaze(dots, { pigment: ink, strength: 1 });
}
