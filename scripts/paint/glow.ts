import { fromLinear, toLinear } from './colour.js';
import { clamp } from './noise.js';

/**
 * Halation: light from what is brighter than `from` (0–1, sRGB) spreads `radius` pixels around it, as in a lens or an
 * eye. Changes RGB bytes [height, width, 3] in place.
 */
export function glow(
  bytes: Uint8Array,
  width: number,
  height: number,
  { radius, strength, from }: { radius: number; strength: number; from: number },
): void {
  const linear = Float32Array.from({ length: 256 }, (_, v) => toLinear(v / 255));
  const floor = toLinear(from);
  for (let k = 0; k < 3; k++) {
    const light = new Float32Array(width * height);
    for (let p = 0; p < light.length; p++) {
      const peak = Math.max(...[0, 1, 2].map((j) => linear[bytes[p * 3 + j] ?? 0] ?? 0));
      light[p] = peak <= floor ? 0 : ((linear[bytes[p * 3 + k] ?? 0] ?? 0) * (peak - floor)) / peak;
    }
    for (let pass = 0; pass < 3; pass++) {
      boxBlur(light, width, height, radius, 1, width);
      boxBlur(light, height, width, radius, width, 1);
    }
    for (let p = 0; p < light.length; p++) {
      const lit = (linear[bytes[p * 3 + k] ?? 0] ?? 0) + strength * (light[p] ?? 0);
      bytes[p * 3 + k] = Math.round(fromLinear(clamp(lit)) * 255);
    }
  }
}

/** A running mean along lines; three of them are nearly a Gaussian of standard deviation `radius`. */
function boxBlur(
  values: Float32Array,
  length: number,
  lines: number,
  radius: number,
  step: number,
  stride: number,
): void {
  const reach = Math.max(1, Math.round(radius));
  const before = new Float32Array(length);
  for (let line = 0; line < lines; line++) {
    const start = line * stride;
    for (let i = 0; i < length; i++) before[i] = values[start + i * step] ?? 0;
    const at = (i: number): number => before[Math.min(length - 1, Math.max(0, i))] ?? 0;
    let sum = 0;
    for (let i = -reach; i <= reach; i++) sum += at(i);
    for (let i = 0; i < length; i++) {
      values[start + i * step] = sum / (2 * reach + 1);
      sum += at(i + reach + 1) - at(i - reach);
    }
  }
}
