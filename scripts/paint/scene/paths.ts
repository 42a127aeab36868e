import type { Random } from '../random.js';
import { type Branch, grow, passes } from './grove.js';
import { add, filter, type Light, times } from './radiance.js';
import { length } from './shapes.js';
import { ahead, cross, dot, mirror, unit, type Vector, vector } from './vector.js';

/** What a surface does with light: keeps to its colour, and mirrors a little, the more the flatter the ray. */
export interface Surface {
  readonly colour: Light;
  /** 0–1: mirrored straight on; 0.04 is varnish or glaze. */
  readonly shine: number;
  /** 0: a mirror; 1: none. */
  readonly rough: number;
}

/** Something solid inside a ball. */
export interface Body {
  readonly centre: Vector;
  readonly radius: number;
  /** Signed distance, relative to the centre; the ball itself where there is none. Never too large. */
  readonly distance?: (x: number, y: number, z: number) => number;
  /** At a place relative to the centre; may turn the normal. */
  surface(at: Vector, normal: Vector): Surface & { readonly normal?: Vector };
}

/** A rectangle that shines, spanned by two edges from a corner. */
export interface Window {
  readonly corner: Vector;
  readonly edgeA: Vector;
  readonly edgeB: Vector;
  /** Light from a place on it, 0–1 along both edges. */
  glow(a: number, b: number): Light;
}

export interface Room {
  readonly bodies: readonly Body[];
  /** Flat things without end: floors and walls. */
  readonly planes: readonly {
    readonly normal: Vector;
    readonly offset: number;
    surface(at: Vector): Surface & { readonly normal?: Vector };
  }[];
  readonly window: Window;
  /** What comes from where nothing is. */
  backdrop(way: Vector): Light;
}

interface Hit {
  readonly t: number;
  readonly at: Vector;
  readonly normal: Vector;
  readonly surface: Surface;
}

const BLACK: Light = [0, 0, 0];
const NEAR = 1e-4;

/**
 * Path tracing (Kajiya 1986): the window is asked for its light at every matt surface, and rays go on by chance, mirrored
 * as often as Fresnel has it (Schlick 1994), else anywhere over the surface as its cosine has it.
 */
export class Paths {
  readonly #room: Room;
  readonly #bodies: Branch<Body>;
  readonly #bounces: number;
  readonly #windowNormal: Vector;
  readonly #windowArea: number;

  constructor(room: Room, bounces: number) {
    this.#room = room;
    this.#bodies = grow(room.bodies);
    this.#bounces = bounces;
    const across = cross(room.window.edgeA, room.window.edgeB);
    this.#windowNormal = unit(across);
    this.#windowArea = length(across.x, across.y, across.z);
  }

  look(from: Vector, way: Vector, random: Random): Light {
    let seen: Light = BLACK;
    let weight: Light = [1, 1, 1];
    // Seen at once or in a mirror the window shines; a matt surface has asked it already. What a mirror throws on a
    // matt surface is left out: it is rare and bright, and would only sprinkle the picture.
    let sees = true;
    let matt = false;
    let [eye, ray] = [from, way];
    for (let bounce = 0; bounce <= this.#bounces; bounce++) {
      const hit = this.#hit(eye, ray);
      const glass = this.#throughWindow(eye, ray, hit?.t ?? Number.POSITIVE_INFINITY);
      if (glass !== null) return sees ? add(seen, filter(weight, glass)) : seen;
      if (hit === null) return add(seen, filter(weight, this.#room.backdrop(ray)));
      const { normal, surface } = hit;
      const facing = Math.max(0, -dot(normal, ray));
      const mirrored = surface.shine + (1 - surface.shine) * (1 - surface.rough) * (1 - facing) ** 5;
      eye = ahead(hit.at, normal, 3 * NEAR);
      if (surface.shine > 0 && random.next() < mirrored) {
        ray = scattered(mirror(ray, normal), surface.rough * 0.6, random);
        if (dot(ray, normal) <= 0) return seen;
        sees = !matt;
      } else {
        weight = filter(weight, surface.colour);
        seen = add(seen, filter(weight, this.#windowlight(eye, normal, random)));
        ray = unit(add3(normal, onSphere(random)));
        sees = false;
        matt = true;
      }
    }
    return seen;
  }

  /** What a matt white surface gets from the window: one place on it, chosen by chance. */
  #windowlight(at: Vector, normal: Vector, random: Random): Light {
    const { corner, edgeA, edgeB, glow } = this.#room.window;
    const [a, b] = [random.next(), random.next()];
    const place = vector(
      corner.x + edgeA.x * a + edgeB.x * b,
      corner.y + edgeA.y * a + edgeB.y * b,
      corner.z + edgeA.z * a + edgeB.z * b,
    );
    const to = vector(place.x - at.x, place.y - at.y, place.z - at.z);
    const far = length(to.x, to.y, to.z);
    const way = vector(to.x / far, to.y / far, to.z / far);
    const cosine = dot(way, normal);
    const slant = Math.abs(dot(way, this.#windowNormal));
    if (cosine <= 0 || this.#blocked(at, way, far - NEAR)) return BLACK;
    return times(glow(a, b), (cosine * slant * this.#windowArea) / (Math.PI * far * far));
  }

  #throughWindow(eye: Vector, way: Vector, before: number): Light | null {
    const { corner, edgeA, edgeB, glow } = this.#room.window;
    const slant = dot(way, this.#windowNormal);
    if (Math.abs(slant) < 1e-6) return null;
    const to = vector(corner.x - eye.x, corner.y - eye.y, corner.z - eye.z);
    const t = dot(to, this.#windowNormal) / slant;
    if (t < NEAR || t > before) return null;
    const on = vector(way.x * t - to.x, way.y * t - to.y, way.z * t - to.z);
    const a = dot(on, edgeA) / dot(edgeA, edgeA);
    const b = dot(on, edgeB) / dot(edgeB, edgeB);
    return a < 0 || a > 1 || b < 0 || b > 1 ? null : glow(a, b);
  }

  #blocked(eye: Vector, way: Vector, far: number): boolean {
    const blocks = (branch: Branch<Body>): boolean => {
      if (!passes(branch, eye, way, far)) return false;
      if (branch.leaf !== null) return meet(branch.leaf, eye, way, far) < far;
      return branch.branches.some(blocks);
    };
    return blocks(this.#bodies);
  }

  #hit(eye: Vector, way: Vector): Hit | null {
    const body = nearest(this.#bodies, eye, way, { t: Number.POSITIVE_INFINITY, body: null });
    let t = body.t;
    let flat: Room['planes'][number] | null = null;
    for (const plane of this.#room.planes) {
      const slant = dot(way, plane.normal);
      if (slant >= -1e-6) continue;
      const there = (plane.offset - dot(eye, plane.normal)) / slant;
      if (there > NEAR && there < t) [t, flat] = [there, plane];
    }
    const at = ahead(eye, way, t);
    if (flat !== null) {
      const surface = flat.surface(at);
      return { t, at, normal: surface.normal ?? flat.normal, surface };
    }
    if (body.body === null) return null;
    const { centre } = body.body;
    const local = vector(at.x - centre.x, at.y - centre.y, at.z - centre.z);
    const normal = normalOf(body.body, local);
    const surface = body.body.surface(local, normal);
    return { t, at, normal: surface.normal ?? normal, surface };
  }
}

interface Met {
  readonly t: number;
  readonly body: Body | null;
}

function nearest(branch: Branch<Body>, eye: Vector, way: Vector, met: Met): Met {
  if (!passes(branch, eye, way, met.t)) return met;
  if (branch.leaf === null) return branch.branches.reduce((so, next) => nearest(next, eye, way, so), met);
  const t = meet(branch.leaf, eye, way, met.t);
  return t < met.t ? { t, body: branch.leaf } : met;
}

/** Where a ray meets a body, or infinity. */
export function meet(body: Body, eye: Vector, way: Vector, before: number): number {
  const { centre, radius, distance } = body;
  const [ox, oy, oz] = [eye.x - centre.x, eye.y - centre.y, eye.z - centre.z];
  const half = ox * way.x + oy * way.y + oz * way.z;
  const inside = half * half - (ox * ox + oy * oy + oz * oz - radius * radius);
  if (inside < 0) return Number.POSITIVE_INFINITY;
  const root = Math.sqrt(inside);
  const [enter, leave] = [-half - root, -half + root];
  if (leave < NEAR || enter > before) return Number.POSITIVE_INFINITY;
  if (distance === undefined) return enter > NEAR ? enter : leave;
  let t = Math.max(enter, NEAR);
  for (let i = 0; i < 90 && t < leave; i++) {
    const gap = distance(ox + way.x * t, oy + way.y * t, oz + way.z * t);
    if (gap < NEAR) return t;
    t += gap;
  }
  return Number.POSITIVE_INFINITY;
}

export function normalOf({ distance }: Body, { x, y, z }: Vector): Vector {
  if (distance === undefined) return unit(vector(x, y, z));
  const e = 2e-4;
  return unit(
    vector(
      distance(x + e, y, z) - distance(x - e, y, z),
      distance(x, y + e, z) - distance(x, y - e, z),
      distance(x, y, z + e) - distance(x, y, z - e),
    ),
  );
}

function scattered(way: Vector, by: number, random: Random): Vector {
  if (by === 0) return way;
  const off = onSphere(random);
  const far = by * random.next();
  return unit(vector(way.x + off.x * far, way.y + off.y * far, way.z + off.z * far));
}

function onSphere(random: Random): Vector {
  const y = 2 * random.next() - 1;
  const turn = 2 * Math.PI * random.next();
  const r = Math.sqrt(1 - y * y);
  return vector(r * Math.cos(turn), y, r * Math.sin(turn));
}

function add3(a: Vector, b: Vector): Vector {
  return vector(a.x + b.x, a.y + b.y, a.z + b.z);
}
