import { clamp, smoothstep } from '../../noise.js';
import { ahead, cross, dot, unit, type Vector, vector } from '../../scene/vector.js';

/** What light and form are at a place of a drawing. */
export interface Form {
  /** Light that comes back, 0 black and 1 white. */
  readonly tone: number;
  /** Directions on the picture: round the form, and down it. Radians. */
  readonly round: number;
  readonly down: number;
  /** Which thing it is; 0 the wall, 1 the table. */
  readonly thing: number;
}

/** A jug, a bottle, a bowl and pears on a table, lit from the upper left: signed distances, followed by rays. */
export function stillLife(width: number, height: number, step: number): (x: number, y: number) => Form {
  const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
  const forms: Form[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      forms.push(look((column + 0.5) * step, (row + 0.5) * step, width, height));
    }
  }
  const last = forms[forms.length - 1] ?? look(0, 0, width, height);
  return (x, y) => {
    const column = Math.min(columns - 1, Math.max(0, Math.floor(x / step)));
    const row = Math.min(rows - 1, Math.max(0, Math.floor(y / step)));
    return forms[row * columns + column] ?? last;
  };
}

const EYE: Vector = vector(0, 3.6, -13);
const LAMP = unit(vector(-0.72, 0.72, -0.42));
const TILT = -0.135;
const ZOOM = 3.1;

function look(px: number, py: number, width: number, height: number): Form {
  const [u, v] = [((px - width / 2) / height) * 2, ((height / 2 - py) / height) * 2];
  const d = unit(
    vector(u, v * Math.cos(TILT) + ZOOM * Math.sin(TILT), ZOOM * Math.cos(TILT) - v * Math.sin(TILT)),
  );
  let t = 6;
  for (let i = 0; i < 160; i++) {
    const gap = scene(ahead(EYE, d, t))[0];
    if (gap < 0.002 || t > 40) break;
    t += gap * 0.8;
  }
  const p = ahead(EYE, d, t);
  const thing = scene(p)[1];
  const n = normal(p);
  const lit = Math.max(0, dot(n, LAMP)) * shadow(ahead(p, n, 0.03));
  const sky = 0.5 + 0.5 * n.y;
  const occluded = occlusion(p, n);
  // Light thrown back by the table rims the shadow sides.
  const bounce = 0.16 * Math.max(0, -n.y * 0.6 + n.x * 0.55);
  const albedo = ALBEDO[thing] ?? 0.8;
  let tone = albedo * (0.92 * lit + 0.24 * sky * occluded + bounce * occluded);
  const half = unit(vector(LAMP.x - d.x, LAMP.y - d.y, LAMP.z - d.z));
  if (thing >= 2) tone += (SHINE[thing] ?? 0.1) * Math.max(0, dot(n, half)) ** 40 * (lit > 0.05 ? 1 : 0);
  // The wall darkens towards the lamp's side, so that lights stand on dark and darks on light; most of it stays paper.
  if (thing === 0) tone *= 1.7 + 0.8 * smoothstep(-0.9, 0.7, u + 0.25 * v) - 0.3 * smoothstep(0.3, 1, v);
  if (thing === 1) tone *= 1.14;
  const axis = AXES[thing] ?? vector(0, 1, 0);
  const round = thing === 0 ? vector(1, -0.9, 0) : thing === 1 ? vector(1, 0, 0.12) : cross(axis, n);
  const down = thing === 0 ? vector(1, 0.7, 0) : cross(n, round);
  return { tone: clamp(tone * 1.12) ** 0.75, round: onPicture(p, round), down: onPicture(p, down), thing };
}

/** The angle on the picture of a direction at a point. */
function onPicture(p: Vector, direction: Vector): number {
  const a = project(p);
  const b = project(ahead(p, unit(direction), 0.05));
  return Math.atan2(b[1] - a[1], b[0] - a[0]);
}

function project(p: Vector): [number, number] {
  const [x, y, z] = [p.x - EYE.x, p.y - EYE.y, p.z - EYE.z];
  const depth = z * Math.cos(TILT) + y * Math.sin(TILT);
  return [(x / depth) * ZOOM, -((y * Math.cos(TILT) - z * Math.sin(TILT)) / depth) * ZOOM];
}

const ALBEDO = [0.76, 0.9, 1.1, 0.46, 0.84, 1.05, 1, 1.05, 0.78] as const;
const SHINE = [0, 0, 0.35, 0.8, 0.2, 0.3, 0.3, 0.3, 0.35] as const;
const AXES: readonly Vector[] = [
  vector(0, 1, 0),
  vector(0, 1, 0),
  vector(0, 1, 0),
  vector(0, 1, 0),
  vector(0, 1, 0),
  unit(vector(0.25, 1, -0.1)),
  unit(vector(-0.95, 0.35, -0.35)),
  unit(vector(-0.2, 1, 0.1)),
  vector(0, 1, 0),
];

/** Distance to the nearest thing, and which it is. */
function scene(p: Vector): [distance: number, thing: number] {
  let best: [number, number] = [5.4 - p.z, 0];
  const take = (distance: number, thing: number): void => {
    if (distance < best[0]) best = [distance, thing];
  };
  const fold = 0.16 * Math.sin(p.x * 1.5 + 1.1 * Math.sin(p.z * 0.9)) * smoothstep(-1.2, -4, p.z);
  take((p.y - fold) * 0.9, 1);
  take(jug(p.x + 1.55, p.y, p.z - 0.6), 2);
  take(bottle(p.x - 0.72, p.y, p.z - 2.1), 3);
  take(bowl(p.x - 2.75, p.y, p.z - 0.1), 4);
  take(pear(p.x - 2.3, p.y - 0.95, p.z - 0.1, 5), 5);
  take(pear(p.x - 0.35, p.y - 0.55, p.z + 1.7, 6), 6);
  take(pear(p.x + 3.9, p.y - 0.58, p.z + 0.9, 7), 7);
  take(Math.hypot(p.x - 3.35, (p.y - 1.16) * 1.06, p.z + 0.2) - 0.62, 8);
  return best;
}

function jug(x: number, y: number, z: number): number {
  const r = Math.hypot(x, z);
  const body = Math.hypot(r * 0.86, (y - 1.35) * 0.92) - 1.28;
  const neck = Math.max(Math.abs(r - 0.62 - 0.16 * smoothstep(3, 3.9, y)) - 0.09, Math.abs(y - 3.05) - 0.85);
  const foot = Math.max(r - 0.8, Math.abs(y - 0.14) - 0.14);
  const [hx, hy] = [x + 1.15, (y - 2.65) * 0.86];
  const handle = Math.hypot(Math.hypot(hx * 1.25, hy) - 0.82, z) - 0.15;
  return 0.85 * melt(melt(melt(body, neck, 0.35), foot, 0.2), Math.max(handle, x + 0.45), 0.12);
}

function bottle(x: number, y: number, z: number): number {
  const r = Math.hypot(x, z);
  const body = Math.max(r - 0.78, Math.abs(y - 1.7) - 1.7);
  const neck = Math.max(r - 0.27, Math.abs(y - 4.2) - 1.25);
  const lip = Math.max(r - 0.34, Math.abs(y - 5.3) - 0.14);
  return 0.85 * Math.min(melt(body, neck, 0.8), lip);
}

function bowl(x: number, y: number, z: number): number {
  const shell = Math.abs(Math.hypot(x, (y - 1.5) * 1.25, z) - 1.62) - 0.07;
  const foot = Math.max(Math.hypot(x, z) - 0.7, Math.abs(y - 0.1) - 0.12);
  return 0.8 * Math.min(Math.max(shell, y - 0.98), foot);
}

function pear(x: number, y: number, z: number, thing: number): number {
  const axis = AXES[thing] ?? vector(0, 1, 0);
  const top = vector(axis.x * 0.72, axis.y * 0.72, axis.z * 0.72);
  const belly = Math.hypot(x, y, z) - 0.62;
  const neck = Math.hypot(x - top.x, y - top.y, z - top.z) - 0.32;
  const h = clamp((x * axis.x + y * axis.y + z * axis.z - 0.95) / 0.5);
  const stalk =
    Math.hypot(
      x - axis.x * (0.95 + h * 0.5) - 0.1 * h * h,
      y - axis.y * (0.95 + h * 0.5),
      z - axis.z * (0.95 + h * 0.5),
    ) - 0.045;
  return Math.min(melt(belly, neck, 0.42), stalk);
}

/** Union with a rounded seam (Quílez's polynomial smooth minimum). */
function melt(a: number, b: number, k: number): number {
  const h = clamp(0.5 + (0.5 * (b - a)) / k);
  return b + (a - b) * h - k * h * (1 - h);
}

function normal(p: Vector): Vector {
  const e = 0.004;
  const at = (x: number, y: number, z: number): number => scene(vector(p.x + x, p.y + y, p.z + z))[0];
  return unit(vector(at(e, 0, 0) - at(-e, 0, 0), at(0, e, 0) - at(0, -e, 0), at(0, 0, e) - at(0, 0, -e)));
}

function shadow(p: Vector): number {
  let lit = 1;
  let t = 0.05;
  for (let i = 0; i < 60 && t < 14; i++) {
    const gap = scene(ahead(p, LAMP, t))[0];
    lit = Math.min(lit, (7 * gap) / t);
    if (lit < 0.01) return 0;
    t += Math.max(0.04, gap * 0.8);
  }
  return clamp(lit);
}

function occlusion(p: Vector, n: Vector): number {
  let shut = 0;
  for (const [i, t] of [0.1, 0.25, 0.5, 0.9].entries()) {
    shut += (t - scene(ahead(p, n, t))[0]) / 2 ** i;
  }
  return clamp(1 - 1.4 * shut);
}
