import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import { add, blend, type Light, light } from './radiance.js';
import { dot, unit, type Vector, vector } from './vector.js';

/** Low, to the left and a little behind the eye: an hour before sunset. */
export const SUN = unit(vector(-0.84, 0.27, -0.2));
export const SUNLIGHT = light('#ffb469', 4.4);
/** What the open sky gives to a surface that looks up. */
export const SKYLIGHT = light('#86a9de', 0.62);

const ZENITH = light('#2f66b0', 0.85);
const MIDDLE = light('#86b4dc', 0.95);
const HORIZON_WARM = light('#ffd09a', 1.15);
const HORIZON_COOL = light('#e9b9b4', 0.85);
const CLOUD_LIT = light('#ffe0ba', 1.75);
const CLOUD_SHADE = light('#8e8fb4', 0.72);

const noise = gradientNoise('sky over the headland');

/** The colour of the air straight ahead without clouds. */
export function air(way: Vector): Light {
  const up = clamp(way.y);
  const towards = clamp(0.5 + 0.5 * (dot(way, SUN) / Math.hypot(way.x, way.z)));
  const horizon = blend(HORIZON_COOL, HORIZON_WARM, towards ** 1.5);
  const low = blend(horizon, MIDDLE, smoothstep(0, 0.2, up));
  return blend(low, ZENITH, smoothstep(0.1, 0.62, up));
}

/** The sky in a direction: air, two kinds of cloud, and far coasts under them. */
export function sky(way: Vector): Light {
  let seen = air(way);
  if (way.y > 0.012) {
    const round = Math.atan2(way.x, way.z);
    // Mares' tails, high up and drawn out by the wind.
    const [hx, hz] = [(way.x / way.y) * 0.55, (way.z / way.y) * 0.55];
    const tails = smoothstep(
      0.02,
      0.55,
      fbm(noise, hx * 0.9 + hz * 0.25, hz * 0.34 - hx * 0.12 + 40, 5) + 0.08,
    );
    seen = blend(seen, add(CLOUD_LIT, MIDDLE, 0.2), tails * 0.5 * smoothstep(0.06, 0.25, way.y));
    // Heaps that stand on a common floor, lit from the left.
    const here = heap(round, way.y);
    if (here > 0) {
      const sunward = heap(round - 0.02, way.y + 0.012);
      const lit = clamp(0.62 + (here - sunward) * 1.5 + (way.y - 0.1) * 0.9);
      seen = blend(seen, blend(CLOUD_SHADE, CLOUD_LIT, lit), smoothstep(0, 0.24, here) * 0.95);
    }
  }
  return seen;
}

function heap(round: number, up: number): number {
  const stretch = up * 2.1 + 0.3 * round;
  const shape = fbm(noise, round * 3.6 + 3.4, stretch * 3.4 + 11, 6);
  const billow = 0.22 * (1 - Math.abs(noise(round * 17, up * 26 + 5)) * 2) * smoothstep(-0.1, 0.2, shape);
  const bank = smoothstep(0.03, 0.13, up) * (1 - smoothstep(0.16, 0.36, up + 0.1 * noise(round * 2, 90)));
  return (shape + 0.2 + 0.7 * billow) * bank - 0.11;
}

/** Coasts across the bay, blue with distance: the light of the hit one, or null. */
export function farCoast(way: Vector): Light | null {
  const round = Math.atan2(way.x, way.z);
  const rise = way.y / Math.hypot(way.x, way.z);
  const near = 0.013 + 0.022 * smoothstep(0.02, -0.42, round) + 0.008 * fbm(noise, round * 9 + 70, 2, 4);
  const far = 0.021 + 0.022 * fbm(noise, round * 5 + 30, 7, 4) + 0.014 * smoothstep(-0.3, 0.1, round);
  const haze = air({ x: way.x, y: 0.02, z: way.z });
  if (rise < near && round < 0.14) {
    const wood = 0.85 + 0.3 * fbm(noise, round * 90, rise * 300, 3);
    return blend(blend(light('#3d4a5e'), light('#8a6a4e'), clamp((near - rise) * 22 * wood)), haze, 0.5);
  }
  if (rise < far) return blend(light('#5a6f96'), haze, 0.68);
  return null;
}
