import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import type { Body, Surface } from './paths.js';
import { blend, type Light, light, times } from './radiance.js';
import { ball, carve, ellipsoid, join, length, stick } from './shapes.js';
import { unit, type Vector, vector } from './vector.js';

/*
 * A young woman's head and shoulders, as signed distances. The face looks along +z, x to her left; a head's half height
 * is about one. `person` turns it towards the eye.
 */

const noise = gradientNoise('a face');
const EYE = vector(0.29, 0.05, 0.6);
const EYE_RADIUS = 0.158;
// Ends of what is like a stick; made once, since they are asked for a billion times.
const CROWN = [0, 0.1, 0] as const;
const NECK_TOP = [0, -0.5, -0.2] as const;
const NECK_FOOT = [0, -1.9, -0.34] as const;
const BRIDGE_TOP = [0, 0.2, 0.74] as const;
const BRIDGE_FOOT = [0, -0.19, 0.93] as const;
const LOCK_TOP = [0.8, 0.35, 0.1] as const;
const LOCK_FOOT = [0.74, -0.98, 0.16] as const;
const NAPE = [0, -1.86, -0.34] as const;
const SHOULDER = [1.02, -2.5, -0.42] as const;

interface Part {
  readonly distance: number;
  readonly stuff: 'skin' | 'lips' | 'eye' | 'hair' | 'wool';
}

function skin(x: number, y: number, z: number): number {
  const bound = stick(x, y, z, CROWN, NECK_FOOT, 1.3, 0.6);
  if (bound > 0.2) return bound;
  const side = Math.abs(x);
  let d = ellipsoid(x, y - 0.27, z + 0.1, 0.76, 0.86, 0.92);
  d = join(d, ellipsoid(x, y + 0.26, z - 0.13, 0.57, 0.72, 0.66), 0.3);
  const neck = stick(x, y, z, NECK_TOP, NECK_FOOT, 0.37, 0.43);
  d = join(d, neck, 0.16);
  // What follows is never farther out than this, and costs most.
  if (d > 0.3) return d - 0.2;
  if (z < 0.2) return d;
  d = join(d, ball(x, y + 0.83, z - 0.47, 0.15), 0.3);
  d = join(d, ball(side - 0.33, y + 0.2, z - 0.5, 0.2), 0.24);
  d = join(d, ellipsoid(side - 0.26, y - 0.24, z - 0.68, 0.26, 0.07, 0.13), 0.16);
  d = carve(d, ball(side - 0.3, y - 0.05, z - 0.9, 0.19), 0.16);
  // Lids lie on the eyeball, with an opening like an almond that is higher towards the nose.
  const [ex, ey, ez] = [side - EYE.x, y - EYE.y, z - EYE.z];
  const opening = lid(ex, ey);
  d = join(d, Math.max(ball(ex, ey, ez, EYE_RADIUS + 0.018), -opening * 0.8, -ez - 0.05), 0.035);
  d = join(d, nose(x, y, z), 0.075);
  d = carve(d, ball(side - 0.045, y + 0.31, z - 0.945, 0.016), 0.03);
  return join(d, lips(x, y, z), 0.035);
}

function nose(x: number, y: number, z: number): number {
  const bridge = stick(x, y, z, BRIDGE_TOP, BRIDGE_FOOT, 0.045, 0.062);
  const tip = ball(x, y + 0.225, z - 0.945, 0.072);
  const wing = ball(Math.abs(x) - 0.08, y + 0.255, z - 0.865, 0.048);
  return join(join(bridge, tip, 0.06), wing, 0.05);
}

function lips(x: number, y: number, z: number): number {
  const side = Math.abs(x);
  // A hint of a smile: the corners are higher.
  const v = y + 0.545 - 0.6 * x * x;
  const back = z - 0.765 + 0.95 * x * x;
  const upper = ellipsoid(side - 0.06, v - 0.032, back, 0.15, 0.037, 0.085);
  const lower = ellipsoid(x, v + 0.044, back + 0.006, 0.165, 0.052, 0.085);
  const both = join(upper, lower, 0.014);
  return carve(both, ellipsoid(x, v - 0.002, back - 0.08, 0.22, 0.008, 0.09), 0.02);
}

/** Below 0 where the eye is open: between two arcs. */
function lid(ex: number, ey: number): number {
  const u = ex / 0.155;
  const top = 0.074 * (1 - u * u) + 0.012 * u;
  const bottom = -0.056 * (1 - u * u) + 0.012 * u;
  return Math.max(ey - top, bottom - ey);
}

function eye(x: number, y: number, z: number): number {
  return ball(Math.abs(x) - EYE.x, y - EYE.y, z - EYE.z, EYE_RADIUS);
}

/** A bob, parted on one side, its ends turned in. */
function hair(x: number, y: number, z: number): number {
  const bound = ellipsoid(x, y + 0.1, z + 0.15, 1.25, 1.55, 1.3);
  if (bound > 0.3) return bound;
  const cap = ellipsoid(x, y - 0.36, z + 0.14, 0.9, 0.92, 1.02);
  const side = Math.abs(x);
  const swing = 0.05 * Math.sin(3.2 * y + 0.6);
  let d = join(cap, ellipsoid(x, y + 0.1, z + 0.34, 0.93, 1.06, 0.78), 0.2);
  d = join(d, stick(side + swing, y, z, LOCK_TOP, LOCK_FOOT, 0.25, 0.2), 0.16);
  // Out of it the face: an oval whose upper edge is a fringe that falls from the parting to both sides.
  const part = x + 0.22;
  const fringe = 0.62 - 0.62 * part * part - 0.05 * Math.abs(part);
  const face = Math.max(ellipsoid(x, y + 0.22, z - 0.86, 0.6, 1.2, 0.9), y - fringe);
  d = carve(d, face, 0.07);
  d = Math.max(d, -1.1 - y + 0.07 * Math.cos(5 * x));
  if (d > 0.1) return (d - 0.05) * 0.8;
  return (d - 0.035 * strands(x, y, z)) * 0.62;
}

/** Locks and single hairs fall from the crown: their turn about the upright axis tells them apart. About −1 to 1. */
function strands(x: number, y: number, z: number): number {
  const turn = Math.atan2(x + 0.1, z + 0.25) + 0.07 * Math.sin(4 * y) + 0.03 * y;
  const lock = fbm(noise, turn * 8, y * 0.6 + 5, 2);
  return (
    0.75 * lock + 0.3 * noise(turn * 38 + 2 * lock, y * 0.9) + 0.22 * noise(turn * 95 + 3 * lock, y * 1.1)
  );
}

/** Where a band of light goes round the crown: single hairs mirror along their whole turn. */
function sheen({ x, y, z }: Vector): number {
  const height = y - 0.62 - 0.12 * noise(Math.atan2(x + 0.1, z + 0.25) * 9, 2);
  return 0.42 * Math.exp(-((height / 0.15) ** 2)) * smoothstep(-0.6, 0.4, z);
}

/** A jersey with a wide collar. */
function wool(x: number, y: number, z: number): number {
  if (y > -1.1) return 0.15 + (y + 1.1);
  const shoulders = stick(Math.abs(x), y, z, NAPE, SHOULDER, 0.5, 0.42);
  const chest = ellipsoid(x, y + 3.1, z + 0.2, 1.2, 1.25, 0.72);
  const ring = length(length(x, (z + 0.3) * 1.05) - 0.44, (y + 1.5 - 0.22 * (z + 0.3)) * 0.6) - 0.1;
  return join(join(shoulders, chest, 0.3), ring, 0.12) * 0.9;
}

function nearest(x: number, y: number, z: number): Part {
  let part: Part = { distance: skin(x, y, z), stuff: 'skin' };
  const others: readonly (readonly [number, Part['stuff']])[] = [
    [eye(x, y, z), 'eye'],
    [hair(x, y, z), 'hair'],
    [wool(x, y, z), 'wool'],
  ];
  for (const [distance, stuff] of others) if (distance < part.distance) part = { distance, stuff };
  return part.stuff === 'skin' && lips(x, y, z) < part.distance + 0.006 ? { ...part, stuff: 'lips' } : part;
}

const SKIN = light('#dc9a76');
const FLUSH = light('#d4775f');
const LIPS = light('#b3504c');
const BROW = light('#3a2116');
const HAIR = [light('#2e140b'), light('#7c3a1a'), light('#b0632c')] as const;
const WOOL = [light('#1d5a5c'), light('#2f8080')] as const;
const IRIS = [light('#2c3a2a'), light('#6e6a3c')] as const;

function surface(p: Vector, normal: Vector): Surface & { readonly normal?: Vector } {
  switch (nearest(p.x, p.y, p.z).stuff) {
    case 'eye':
      return eyeball(p);
    case 'lips': {
      const line = noise(p.x * 70, p.y * 9);
      return { colour: blend(LIPS, FLUSH, clamp(0.25 + 0.2 * line)), shine: 0.035, rough: 0.3 };
    }
    case 'hair': {
      const tone = clamp(
        0.38 +
          0.5 * strands(p.x, p.y, p.z) +
          sheen(p) +
          0.3 * noise(Math.atan2(p.x + 0.1, p.z + 0.25) * 90, p.y * 2),
      );
      const colour = tone < 0.5 ? blend(HAIR[0], HAIR[1], 2 * tone) : blend(HAIR[1], HAIR[2], 2 * tone - 1);
      return { colour, shine: 0, rough: 1 };
    }
    case 'wool': {
      const turn = Math.atan2(p.x, p.z + 0.4);
      const rib = Math.sin(turn * 46);
      const stitch = Math.sin(p.y * 55 + 2.4 * Math.abs(rib));
      const bumpy = unit(vector(normal.x + 0.16 * rib, normal.y + 0.14 * stitch, normal.z));
      const fluff = fbm(noise, p.x * 30, p.y * 30 + p.z * 11, 3);
      return {
        colour: blend(WOOL[0], WOOL[1], clamp(0.5 + 0.25 * rib + 0.25 * stitch + 0.5 * fluff)),
        shine: 0,
        rough: 1,
        normal: bumpy,
      };
    }
    case 'skin':
      return { colour: complexion(p), shine: 0.02, rough: 0.6 };
  }
}

function complexion({ x, y, z }: Vector): Light {
  const side = Math.abs(x);
  const mottle = fbm(noise, x * 6 + z * 2, y * 6, 4);
  let colour = times(SKIN, 1 + 0.1 * mottle);
  const cheek = Math.exp(-(((side - 0.38) / 0.2) ** 2) - ((y + 0.22) / 0.17) ** 2);
  const tip = Math.exp(-((x / 0.12) ** 2) - ((y + 0.25) / 0.1) ** 2) * smoothstep(0.8, 0.95, z);
  colour = blend(colour, FLUSH, clamp(0.42 * cheek + 0.3 * tip + 0.1 * mottle));
  if (z < 0.2) return colour;
  const freckle =
    smoothstep(0.5, 0.7, noise(x * 42, y * 42)) *
    Math.exp(-((y + 0.12) ** 2) / 0.02 - (side - 0.2) ** 2 / 0.06);
  colour = blend(colour, light('#a8623f'), 0.45 * freckle);
  // Brows: an arch of short hairs that thins out.
  const along = (side - 0.11) / 0.4;
  const arch = y - (0.262 + 0.085 * Math.sin(clamp(along) * 2.2) - 0.02 * along);
  const hairs = 0.75 + 0.5 * noise(side * 60 - arch * 50, arch * 30);
  const brow =
    smoothstep(0.044 - 0.024 * clamp(along), 0.01, Math.abs(arch)) *
    smoothstep(0, 0.08, along) *
    smoothstep(1.02, 0.85, along);
  colour = blend(colour, BROW, clamp(0.85 * brow * hairs));
  // Lashes and the shadow they throw, along the upper lid; a fine line along the lower one.
  const [ex, ey] = [side - EYE.x, y - EYE.y];
  const open = lid(ex, ey);
  if (Math.abs(ex) < 0.2 && z > 0.5) {
    const upper = ey > 0 ? smoothstep(0.03, 0.006, open) : 0.45 * smoothstep(0.016, 0.004, open);
    const shade = ey > 0 ? 0.32 * smoothstep(0.09, 0.02, open) : 0.12 * smoothstep(0.06, 0.01, open);
    colour = blend(colour, light('#7a4632'), clamp(shade));
    colour = blend(colour, light('#1c100c'), clamp(0.95 * upper));
  }
  return colour;
}

/** She looks at the eye of the camera, not where her nose points. */
const GAZE = unit(vector(-0.16, -0.03, 0.98));

function eyeball({ x, y, z }: Vector): Surface {
  const side = x < 0 ? -1 : 1;
  const out = unit(vector(x - side * EYE.x, y - EYE.y, z - EYE.z));
  const off = Math.acos(clamp(out.x * GAZE.x + out.y * GAZE.y + out.z * GAZE.z, -1, 1));
  if (off < 0.2) return { colour: [0.004, 0.004, 0.005], shine: 0.05, rough: 0 };
  if (off < 0.49) {
    const turn = Math.atan2(out.y - GAZE.y, out.x - GAZE.x);
    const ray = noise(turn * 9, off * 4) * 0.5 + 0.5;
    const ring = smoothstep(0.38, 0.47, off);
    const colour = blend(IRIS[0], IRIS[1], clamp(ray + 0.5 * (1 - off / 0.45)));
    return { colour: blend(colour, [0.01, 0.014, 0.012], 0.8 * ring), shine: 0.05, rough: 0 };
  }
  const corner = smoothstep(0.5, 1.1, off);
  return { colour: blend(light('#d9d3cc'), light('#b98a7c'), 0.55 * corner), shine: 0.045, rough: 0.02 };
}

/** The whole of her, turned by `yaw` and leaning by `tilt`, both in radians; the face towards −z at 0. */
export function person(centre: Vector, yaw: number, tilt: number): Body {
  // Shoulders stay nearly as they are, and the head turns over them, about the root of the neck.
  const turnAt = (y: number): number => smoothstep(-2.0, -1.0, y);
  const local = (x: number, y: number, z: number): Vector => {
    const up = turnAt(y);
    const turn = yaw * (0.35 + 0.65 * up);
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    const [u, v] = [-(x * c - z * s), y + 1];
    const [tc, ts] = [Math.cos(tilt * up), Math.sin(tilt * up)];
    return vector(u * tc - v * ts, u * ts + v * tc - 1, -(x * s + z * c));
  };
  const [cy, sy, ct, st] = [Math.cos(yaw), Math.sin(yaw), Math.cos(tilt), Math.sin(tilt)];
  return {
    centre,
    radius: 3.6,
    distance(x, y, z) {
      // As `local`, for the head alone, which is most of what is asked.
      if (y >= -1) {
        const u = z * sy - x * cy;
        return near(u * ct - (y + 1) * st, u * st + (y + 1) * ct - 1, -(x * sy + z * cy));
      }
      const p = local(x, y, z);
      return near(p.x, p.y, p.z);
    },
    surface: (at, normal) => surface(local(at.x, at.y, at.z), normal),
  };
}

function near(x: number, y: number, z: number): number {
  return Math.min(skin(x, y, z), eye(x, y, z), hair(x, y, z), wool(x, y, z)) * 0.9;
}
