import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import type { Painting } from '../picture.js';
import type { Random } from '../random.js';
import { type Body, meet, normalOf } from '../scene/paths.js';
import { expose } from '../scene/photo.js';
import { add, blend, filter, type Light, light, times } from '../scene/radiance.js';
import { ball, ellipsoid, join, length, stick } from '../scene/shapes.js';
import { facade, type House, houses, KERB, lamps, nightSky } from '../scene/street.js';
import { ahead, dot, mirror, unit, type Vector, vector } from '../scene/vector.js';

/** A wet street after dark, somebody going home under an umbrella. Rendered, so that the project owns it. */
export const cityNight: Painting = {
  name: 'city-night',
  width: 768,
  height: 576,
  paint() {
    const town = new Town();
    const lens = {
      eye: vector(0.75, 1.5, 0),
      target: vector(-0.35, 3.0, 30),
      zoom: 0.44,
      aperture: 0.02,
      focus: 12,
    };
    const film = { exposure: 1.15, rays: 16, bloom: 0.5, brightest: 24, grain: 0.022, vignette: 0.16 };
    return expose(this.width, this.height, lens, film, (from, way, random) => town.look(from, way, random));
  },
};

const BLACK: Light = [0, 0, 0];
const SKY_ON_WALLS = light('#1d2a4c', 0.45);
const HAZE = light('#7a5f58', 0.2);
const ASPHALT = light('#3a3c42');
const LINE = light('#b8b4a6');
const FLAGS = light('#5a5652');
const FAR = 400;
const noise = gradientNoise('a wet street');

interface Glowing extends Body {
  /** Light of its own, at a place relative to its centre. */
  glow?(at: Vector): Light;
}

interface Hit {
  readonly t: number;
  readonly normal: Vector;
  readonly colour: Light;
  readonly glow: Light;
  readonly shine: number;
}

class Town {
  readonly #houses = houses();
  readonly #lamps = lamps();
  readonly #bodies: readonly Glowing[] = [walker(), ...car(1.55, 27), ...car(-2.1, 46)];

  look(from: Vector, way: Vector, random: Random): Light {
    const hit = this.#hit(from, way);
    const floor = way.y < -1e-4 ? -from.y / way.y : FAR;
    if (floor < (hit?.t ?? FAR)) return this.#haze(this.#ground(from, way, floor, random), floor);
    return hit === null ? nightSky(way) : this.#haze(this.#lit(from, way, hit), hit.t);
  }

  /** Asphalt with water on it: in puddles a mirror, between them a rough one. */
  #ground(from: Vector, way: Vector, t: number, random: Random): Light {
    const at = ahead(from, way, t);
    const deep =
      fbm(noise, at.x * 0.55, at.z * 0.28, 4) + 0.25 * smoothstep(KERB - 1.2, KERB, Math.abs(at.x));
    const pavement = Math.abs(at.x) > KERB;
    const puddle = pavement ? 0.25 * smoothstep(0.1, 0.3, deep) : smoothstep(-0.02, 0.16, deep);
    const grit = 0.085 * (1 - puddle) + 0.007;
    const ripple = 0.012 * puddle;
    const normal = unit(
      vector(
        grit * (random.next() + random.next() - 1) * 1.5 + ripple * noise(at.x * 5, at.z * 5),
        1,
        grit * (random.next() + random.next() - 1) * 2.6 + ripple * noise(at.x * 5 + 40, at.z * 5),
      ),
    );
    const back = mirror(way, normal);
    const up = vector(back.x, Math.max(0.003, back.y), back.z);
    const start = vector(at.x, 0.004, at.z);
    const hit = this.#hit(start, up);
    const mirrored = hit === null ? nightSky(up) : this.#haze(this.#lit(start, up, hit), hit.t);
    const facing = clamp(-dot(way, normal));
    const fresnel = 0.03 + 0.97 * (1 - facing) ** 4;
    const stone = pavement ? paving(at) : road(at);
    const direct = filter(times(stone, 0.65 - 0.4 * puddle), this.#lamplight(at, UP));
    return add(direct, mirrored, clamp(fresnel * (0.5 + 0.5 * puddle) * (pavement ? 0.6 : 1)));
  }

  #lit(from: Vector, way: Vector, hit: Hit): Light {
    const at = ahead(from, way, hit.t);
    const direct = filter(hit.colour, add(this.#lamplight(at, hit.normal), SKY_ON_WALLS));
    const lit = add(direct, hit.glow);
    if (hit.shine === 0) return lit;
    const facing = clamp(-dot(way, hit.normal));
    return add(lit, nightSky(mirror(way, hit.normal)), hit.shine * (0.2 + (1 - facing) ** 3));
  }

  /** Light of the lamps near, and of the shops, as if each had a lamp before it. */
  #lamplight(at: Vector, normal: Vector): Light {
    let sum: Light = BLACK;
    for (const { at: lamp, power } of this.#lamps) {
      if (Math.abs(lamp.z - at.z) > 24) continue;
      sum = add(sum, power, glare(at, normal, lamp, 0.4) * 0.16);
    }
    for (const { low, high, shop, sign } of this.#houses) {
      const middle = (low.z + high.z) / 2;
      if (Math.abs(middle - at.z) > 18) continue;
      const front = vector(low.x < 0 ? high.x + 0.9 : low.x - 0.9, 1.9, middle);
      const near = glare(at, normal, front, 1.2);
      sum = add(add(sum, shop, 1.3 * near), sign, 0.35 * near);
    }
    return sum;
  }

  #haze(seen: Light, t: number): Light {
    return blend(seen, HAZE, 1 - Math.exp(-((t / 190) ** 1.3)));
  }

  /** The nearest thing on a ray. Only what it turns out to be is looked at closely. */
  #hit(from: Vector, way: Vector): Hit | null {
    let t = FAR;
    let house: House | null = null;
    let lantern: Light | null = null;
    let post = false;
    let body: Glowing | null = null;
    for (const next of this.#houses) {
      const met = boxAt(next, from, way);
      if (met < t) [t, house] = [met, next];
    }
    for (const { at, power } of this.#lamps) {
      const globe = globeAt(from, way, at);
      if (globe < t) [t, lantern, post] = [globe, power, false];
      const pole = poleAt(from, way, at);
      if (pole < t) [t, lantern, post] = [pole, null, true];
    }
    for (const next of this.#bodies) {
      const met = meet(next, from, way, t);
      if (met < t) [t, body] = [met, next];
    }
    if (t >= FAR) return null;
    const at = ahead(from, way, t);
    if (body !== null) {
      const local = vector(at.x - body.centre.x, at.y - body.centre.y, at.z - body.centre.z);
      const normal = normalOf(body, local);
      const { colour, shine } = body.surface(local, normal);
      return { t, normal, colour, shine, glow: body.glow?.(local) ?? BLACK };
    }
    if (post) return { t, normal: unit(vector(-way.x, 0, -way.z)), colour: IRON, glow: BLACK, shine: 0 };
    if (lantern !== null) return { t, normal: UP, colour: BLACK, glow: times(lantern, 0.42), shine: 0 };
    if (house === null) return null;
    const normal = boxNormal(house, at, way);
    if (normal.y > 0.5) return { t, normal, colour: IRON, glow: BLACK, shine: 0 };
    const along = normal.x === 0 ? at.x - house.low.x : at.z - house.low.z;
    return { t, normal, ...facade(house, along, at.y) };
  }
}

const UP = vector(0, 1, 0);
const IRON = light('#26262a');

/** How much of a lamp's light a place gets; nearer than `soft` metres it grows no more. */
function glare(at: Vector, normal: Vector, lamp: Vector, soft: number): number {
  const [x, y, z] = [lamp.x - at.x, lamp.y - at.y, lamp.z - at.z];
  const far = x * x + y * y + z * z + soft * soft;
  const cosine = (x * normal.x + y * normal.y + z * normal.z) / Math.sqrt(far);
  return Math.max(0, cosine) / far;
}

function road(at: Vector): Light {
  const worn = 0.75 + 0.5 * fbm(noise, at.x * 3, at.z * 3, 4);
  const middle = Math.abs(at.x) < 0.07 && (at.z / 5) % 1 < 0.55;
  const crossing = at.z > 5.6 && at.z < 8.6 && Math.abs(at.x) < 4 && ((at.x + 20) / 0.95) % 1 < 0.52;
  return middle || crossing ? times(LINE, 0.85 * worn) : times(ASPHALT, worn);
}

function paving(at: Vector): Light {
  const [u, v] = [(at.x * 1.6 + 40) % 1, (at.z * 1.6 + 40) % 1];
  const joint = Math.min(u, 1 - u, v, 1 - v) < 0.03 ? 0.5 : 1;
  return times(FLAGS, joint * (0.8 + 0.4 * fbm(noise, at.x * 2, at.z * 2 + 9, 3)));
}

/** Where a ray comes into a house, or FAR. */
function boxAt({ low, high }: House, from: Vector, way: Vector): number {
  const [sx, sy, sz] = [1 / (way.x || 1e-9), 1 / (way.y || 1e-9), 1 / (way.z || 1e-9)];
  const [ax, bx] = [(low.x - from.x) * sx, (high.x - from.x) * sx];
  const [ay, by] = [(low.y - from.y) * sy, (high.y - from.y) * sy];
  const [az, bz] = [(low.z - from.z) * sz, (high.z - from.z) * sz];
  const enter = Math.max(Math.min(ax, bx), Math.min(ay, by), Math.min(az, bz));
  const leave = Math.min(Math.max(ax, bx), Math.max(ay, by), Math.max(az, bz));
  return enter < leave && enter > 1e-3 ? enter : FAR;
}

/** Of the side that a place is on. */
function boxNormal({ low, high }: House, at: Vector, way: Vector): Vector {
  const x = Math.min(Math.abs(at.x - low.x), Math.abs(at.x - high.x));
  const y = Math.abs(at.y - high.y);
  const z = Math.min(Math.abs(at.z - low.z), Math.abs(at.z - high.z));
  if (y < x && y < z) return UP;
  return x < z ? vector(-Math.sign(way.x), 0, 0) : vector(0, 0, -Math.sign(way.z));
}

/** A globe of milk glass. */
function globeAt(from: Vector, way: Vector, lamp: Vector): number {
  const [x, y, z] = [from.x - lamp.x, from.y - lamp.y, from.z - lamp.z];
  const half = x * way.x + y * way.y + z * way.z;
  const inside = half * half - (x * x + y * y + z * z - 0.21 * 0.21);
  return inside < 0 || half > 0 ? FAR : -half - Math.sqrt(inside);
}

/** The post under a lantern. */
function poleAt(from: Vector, way: Vector, lamp: Vector): number {
  const [x, z] = [from.x - lamp.x, from.z - lamp.z];
  const a = way.x * way.x + way.z * way.z;
  const half = x * way.x + z * way.z;
  const inside = half * half - a * (x * x + z * z - 0.06 * 0.06);
  if (inside < 0 || half > 0) return FAR;
  const t = (-half - Math.sqrt(inside)) / a;
  const y = from.y + way.y * t;
  return y > 0 && y < lamp.y ? t : FAR;
}

const COAT = light('#2a2430');
const RED = light('#a81d22');

function walker(): Body {
  const dome = (x: number, y: number, z: number): number => {
    const r = length(x, z);
    const round = Math.abs(length(r, (y - 0.52) * 1.25) - 0.62) * 0.7 - 0.008;
    return Math.max(round, 0.66 - 0.05 * Math.cos(8 * Math.atan2(z, x)) - y);
  };
  const person = (x: number, y: number, z: number): number => {
    const coat = stick(x, y, z * 1.15, [0, 0.38, 0], [0, -0.25, 0], 0.15, 0.25);
    const head = ball(x, y - 0.68, z, 0.115);
    const legs = Math.min(
      stick(x, y, z, [-0.09, -0.3, 0], [-0.11, -0.92, -0.16], 0.085, 0.055),
      stick(x, y, z, [0.09, -0.3, 0], [0.1, -0.92, 0.18], 0.085, 0.055),
    );
    const arm = stick(x, y, z, [0.2, 0.36, 0], [0.16, 0.2, 0.2], 0.07, 0.05);
    const bag = ellipsoid(x + 0.27, y + 0.1, z, 0.06, 0.15, 0.17);
    return Math.min(join(coat, head, 0.05), legs, arm, bag);
  };
  const handle = (x: number, y: number, z: number): number =>
    stick(x, y, z, [0.1, 0.2, 0.16], [0.03, 1.1, 0], 0.012, 0.012);
  return {
    centre: vector(-1.25, 0.97, 10.5),
    radius: 1.35,
    distance: (x, y, z) => Math.min(dome(x, y, z), person(x, y, z), handle(x, y, z)),
    surface: ({ x, y, z }) => {
      const umbrella = dome(x, y, z) < person(x, y, z);
      return { colour: umbrella ? times(RED, 1.6) : COAT, shine: umbrella ? 0.12 : 0, rough: 0.4 };
    },
  };
}

/** One that comes towards us: the lamps are what is seen of it. */
function car(x: number, z: number): (Body & { glow(at: Vector): Light })[] {
  const shape = (px: number, py: number, pz: number): number => {
    const body = ellipsoid(px, py, pz, 0.95, 0.55, 2.1);
    const flat = Math.max(body, Math.abs(px) - 0.86);
    return join(flat, ellipsoid(px, py - 0.42, pz - 0.2, 0.72, 0.5, 1.25), 0.15) * 0.8;
  };
  const lampAt = (px: number, py: number, pz: number): number =>
    Math.min(ball(px - 0.62, py - 0.02, pz + 1.62, 0.13), ball(px + 0.62, py - 0.02, pz + 1.62, 0.13));
  return [
    {
      centre: vector(x, 0.66, z),
      radius: 2.3,
      distance: (px, py, pz) => Math.min(shape(px, py, pz), lampAt(px, py, pz)),
      surface: ({ y }) => ({
        colour: y > 0.32 ? light('#10141c') : light('#3a4048'),
        shine: 0.35,
        rough: 0.1,
      }),
      glow: (p) => (lampAt(p.x, p.y, p.z) < 0.004 ? light('#fff2dc', 20) : BLACK),
    },
  ];
}
