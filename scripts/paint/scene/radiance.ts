import { hex, type Rgb, toLinear } from '../colour.js';

/** Linear light; may pass 1. */
export type Light = readonly [r: number, g: number, b: number];

export function light(code: string, power = 1): Light {
  const [r, g, b] = hex(code);
  return [toLinear(r) * power, toLinear(g) * power, toLinear(b) * power];
}

export function blend(a: Light, b: Light, t: number): Light {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

export function add(a: Light, b: Light, times = 1): Light {
  return [a[0] + b[0] * times, a[1] + b[1] * times, a[2] + b[2] * times];
}

/** Light on a surface of this colour. */
export function filter(a: Light, b: Light): Light {
  return [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
}

export function times(a: Light, k: number): Light {
  return [a[0] * k, a[1] * k, a[2] * k];
}

/** What film makes of it: Narkowicz's fit of the ACES curve (2016), then sRGB 0–1. */
export function develop(a: Light, exposure: number): Rgb {
  const curve = (v: number): number => {
    const x = v * exposure;
    const mapped = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
    const held = Math.min(1, Math.max(0, mapped));
    return held <= 0.0031308 ? held * 12.92 : 1.055 * held ** (1 / 2.4) - 0.055;
  };
  return [curve(a[0]), curve(a[1]), curve(a[2])];
}
