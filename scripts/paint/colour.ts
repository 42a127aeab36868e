import { clamp, lerp } from './noise.js';
import type { Random } from './random.js';

/** sRGB, each 0–1. */
export type Rgb = readonly [r: number, g: number, b: number];

/** Oklab (Ottosson 2020): lightness 0–1, green–red, blue–yellow. Even steps in it look even. */
export type Lab = readonly [l: number, a: number, b: number];

/** A colour from `#rrggbb`. */
export function hex(code: string): Rgb {
  const value = Number.parseInt(code.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

export function toLab([r, g, b]: Rgb): Lab {
  const [lr, lg, lb] = [toLinear(r), toLinear(g), toLinear(b)];
  const l = Math.cbrt(0.4122214708 * lr + 0.5363325363 * lg + 0.0514459929 * lb);
  const m = Math.cbrt(0.2119034982 * lr + 0.6806995451 * lg + 0.1073969566 * lb);
  const s = Math.cbrt(0.0883024619 * lr + 0.2817188376 * lg + 0.6299787005 * lb);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

export function toRgb([lightness, a, b]: Lab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Between two colours, evenly for the eye. */
export function mix(from: Rgb, to: Rgb, t: number): Rgb {
  const p = toLab(from);
  const q = toLab(to);
  return toRgb([lerp(p[0], q[0], t), lerp(p[1], q[1], t), lerp(p[2], q[2], t)]);
}

/** A row of colours as one scale, 0 the first and 1 the last. */
export function scale(colours: readonly [Rgb, ...Rgb[]], at: number): Rgb {
  const place = clamp(at) * (colours.length - 1);
  const index = Math.min(colours.length - 2, Math.floor(place));
  const from = colours[index] ?? colours[0];
  return mix(from, colours[index + 1] ?? from, place - index);
}

/** What no hand mixes twice the same: a little off in lightness and in hue (Oklab units). */
export function vary(colour: Rgb, random: Random, lightness: number, hue: number): Rgb {
  const [l, a, b] = toLab(colour);
  return toRgb([
    clamp(l + random.normal() * lightness),
    a + random.normal() * hue,
    b + random.normal() * hue,
  ]);
}

export function lighten([r, g, b]: Rgb, by: number): Rgb {
  const [l, p, q] = toLab([r, g, b]);
  return toRgb([clamp(l + by), p, q]);
}

export function toLinear(v: number): number {
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

export function fromLinear(v: number): number {
  return clamp(v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);
}
