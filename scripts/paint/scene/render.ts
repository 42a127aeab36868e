import { clamp, fbm, gradientNoise, lerp, smoothstep } from '../noise.js';
import { distanceToParts, nearestPart, surface } from './buildings.js';
import { add, blend, develop, filter, type Light, light, times } from './radiance.js';
import { air, farCoast, SKYLIGHT, SUN, SUNLIGHT, sky } from './sky.js';
import { Terrain, TOWER } from './terrain.js';
import { ahead, cross, dot, mirror, unit, type Vector, vector } from './vector.js';

export interface Camera {
  readonly eye: Vector;
  readonly target: Vector;
  /** Tangent of half the vertical angle of view. */
  readonly zoom: number;
  readonly exposure: number;
}

const FAR = 260;
const noise = gradientNoise('surfaces');

type Hit = { readonly kind: 'land' | 'built' | 'water'; readonly t: number } | null;

/** Renders the headland: RGB bytes [height, width, 3], `grid` × `grid` rays for each pixel. */
export function render(width: number, height: number, camera: Camera, grid: number): Uint8Array {
  const scene = new Scene();
  const forward = unit(
    vector(camera.target.x - camera.eye.x, camera.target.y - camera.eye.y, camera.target.z - camera.eye.z),
  );
  const right = unit(cross(vector(0, 1, 0), forward));
  const up = cross(forward, right);
  const out = new Uint8Array(width * height * 3);
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      let sum: Light = [0, 0, 0];
      for (let j = 0; j < grid; j++) {
        for (let i = 0; i < grid; i++) {
          const u = (((px + (i + 0.5) / grid) / width) * 2 - 1) * camera.zoom * (width / height);
          const v = (1 - ((py + (j + 0.5) / grid) / height) * 2) * camera.zoom;
          const way = unit(
            vector(
              forward.x + right.x * u + up.x * v,
              forward.y + right.y * u + up.y * v,
              forward.z + right.z * u + up.z * v,
            ),
          );
          // Developed ray by ray, so that a bright edge does not swallow its pixel.
          sum = add(sum, develop(scene.look(camera.eye, way), camera.exposure));
        }
      }
      const [dx, dy] = [(px / width - 0.5) * 2, (py / height - 0.5) * 2];
      const vignette = 1 - 0.11 * (dx * dx + dy * dy);
      const grain = 0.012 * noise(px * 0.71, py * 0.71);
      for (let k = 0; k < 3; k++) {
        const value = ((sum[k] ?? 0) / grid ** 2) * vignette + grain;
        out[(py * width + px) * 3 + k] = Math.round(clamp(value) * 255);
      }
    }
  }
  return out;
}

class Scene {
  readonly #land = new Terrain();

  /** The light that comes from a direction. */
  look(eye: Vector, way: Vector): Light {
    const hit = this.#march(eye, way, FAR, 1);
    if (hit === null) return this.#backdrop(way);
    const at = ahead(eye, way, hit.t);
    const seen = hit.kind === 'water' ? this.#water(at, way, hit.t) : this.#solid(hit.kind, at, way, hit.t);
    return haze(seen, way, hit.t);
  }

  #backdrop(way: Vector): Light {
    return farCoast(way) ?? sky(way);
  }

  /** The first thing on a ray. `care` below 1 takes longer steps: good enough for reflections. */
  #march(eye: Vector, way: Vector, far: number, care: number): Hit {
    const sea = way.y < -1e-5 ? -eye.y / way.y : Number.POSITIVE_INFINITY;
    const end = Math.min(far, sea);
    let t = 0.4;
    for (let i = 0; i < 420 && t < end; i++) {
      const p = ahead(eye, way, t);
      if (p.y > 42 && way.y > 0) return null;
      const over = p.y - this.#land.height(p.x, p.z);
      const built = distanceToParts(p.x, p.y, p.z);
      const near = 0.0006 * t + 0.004;
      if (built < near) return { kind: 'built', t };
      if (over < near && p.y > -0.05) return { kind: 'land', t };
      t += Math.max(near, Math.min(built, over * 0.34)) / care;
    }
    return sea < 4000 ? { kind: 'water', t: sea } : null;
  }

  /** 0–1: how much of the sun reaches a place; softer the farther the thing in between. */
  #sunlit(at: Vector, normal: Vector): number {
    const from = ahead(at, normal, 0.06);
    let open = 1;
    let t = 0.08;
    for (let i = 0; i < 90 && t < 90; i++) {
      const p = ahead(from, SUN, t);
      if (p.y > 40) break;
      const gap = Math.min((p.y - this.#land.height(p.x, p.z)) * 0.6, distanceToParts(p.x, p.y, p.z));
      open = Math.min(open, 0.5 + (gap * 22) / t);
      if (open < 0.02) return 0;
      t += Math.max(0.05, gap * 0.8);
    }
    return smoothstep(0, 1, open);
  }

  #solid(kind: 'land' | 'built', at: Vector, way: Vector, t: number): Light {
    let normal: Vector;
    let colour: Light;
    let open = 1;
    let shine = 0;
    let glow: Light = [0, 0, 0];
    if (kind === 'built') {
      normal = builtNormal(at);
      const part = surface(nearestPart(at.x, at.y, at.z).stuff, at);
      colour = part.colour;
      shine = part.shine;
      glow = times(light('#ffc765'), part.glow * 2.6);
      open = 0.55 + 0.45 * clamp((at.y - this.#land.height(at.x, at.z)) / 2.5);
    } else {
      normal = this.#land.normal(at.x, at.z);
      open = this.#land.openness(at.x, at.z);
      ({ colour, normal } = ground(at, normal, t));
    }
    const sun = Math.max(0, dot(normal, SUN));
    const direct = sun > 0 ? times(SUNLIGHT, sun * this.#sunlit(at, normal)) : ([0, 0, 0] as const);
    const above = times(SKYLIGHT, open * (0.55 + 0.45 * normal.y));
    // Warm light thrown back by the sea and the turf on what faces away from the sun.
    const bounce = times(light('#c98f66', 0.3), open * clamp(0.5 - 0.35 * normal.y - 0.2 * normal.x));
    let seen = add(filter(colour, add(add(direct, above), bounce)), glow);
    if (shine > 0) {
      const mirrored = mirror(way, normal);
      const edge = shine * (0.06 + 0.94 * (1 - clamp(-dot(way, normal))) ** 5);
      seen = add(seen, sky(mirrored.y > 0.02 ? mirrored : { ...mirrored, y: 0.02 }), edge);
      const half = Math.max(0, dot(mirrored, SUN)) ** 60;
      seen = add(seen, SUNLIGHT, half * shine * 0.6);
    }
    return seen;
  }

  #water(at: Vector, way: Vector, t: number): Light {
    const normal = swell(at, t);
    let back = mirror(way, normal);
    if (back.y < 0.01) back = unit({ ...back, y: 0.01 });
    const facing = clamp(-dot(way, normal));
    const fresnel = 0.025 + 0.975 * (1 - facing) ** 5;
    const from = vector(at.x, 0.03, at.z);
    const hit = this.#march(from, back, 150, 0.62);
    let mirrored: Light;
    if (hit === null || hit.kind === 'water') mirrored = this.#backdrop(back);
    else {
      const there = ahead(from, back, hit.t);
      mirrored = haze(this.#solid(hit.kind, there, back, t + hit.t), back, t + hit.t);
    }
    const floor = this.#land.height(at.x, at.z);
    const shallow = Math.exp(floor * 0.55);
    const deep = blend(light('#0c3a4c', 0.75), light('#3f8f86', 0.9), clamp(shallow) * 0.8);
    const crest = clamp(0.5 + 5 * (normal.x * SUN.x + normal.z * SUN.z));
    let seen = blend(times(deep, 0.65 + 0.7 * crest), mirrored, fresnel);
    const glitter = Math.max(0, dot(back, SUN)) ** 260;
    seen = add(seen, SUNLIGHT, glitter * 2.2);
    // Surf along the rocks, in torn lines that follow the shore.
    if (floor > -3.6) {
      const depth = -floor;
      const lace = fbm(noise, at.x * 0.9, at.z * 0.9, 5);
      const line = Math.sin(depth * 3.1 + 2.4 * fbm(noise, at.x / 5, at.z / 5, 3));
      const surf =
        smoothstep(1.05, 0.1, depth + 0.7 * lace) +
        0.55 * smoothstep(0.75, 1, line) * smoothstep(3.4, 0.6, depth) * smoothstep(-0.05, 0.3, lace);
      const lit = add(
        times(SKYLIGHT, 0.9),
        SUNLIGHT,
        0.24 * this.#sunlit(vector(at.x, 0.1, at.z), vector(0, 1, 0)),
      );
      seen = blend(seen, times(lit, 0.92), clamp(surf));
    }
    // Wake of the boat, and a few white horses.
    const horse = smoothstep(
      0.52,
      0.74,
      noise(at.x / 2.1, at.z / 1.1) * (0.6 + 0.6 * noise(at.x / 17, at.z / 13)),
    );
    return blend(seen, times(add(SKYLIGHT, SUNLIGHT, 0.1), 0.9), horse * 0.5 * smoothstep(160, 40, t));
  }
}

/** Wind sea on a long swell, as a normal; flattens out with distance, where waves are smaller than a pixel. */
function swell(at: Vector, t: number): Vector {
  const fine = 1 / (1 + (t / 70) ** 2);
  const height = (x: number, z: number): number =>
    0.3 * Math.sin(x * 0.16 + z * 0.34 + 1.6 * noise(x / 24, z / 24)) +
    0.34 * fbm(noise, x / 6.5 + z / 22, z / 3.4, 3) +
    fine * 0.12 * fbm(noise, x / 1.5, z / 0.8, 4);
  const e = 0.05 + t * 0.0012;
  const k = 0.55 / (1 + t / 220);
  return unit(
    vector(
      ((height(at.x - e, at.z) - height(at.x + e, at.z)) / (2 * e)) * k,
      1,
      ((height(at.x, at.z - e) - height(at.x, at.z + e)) / (2 * e)) * k,
    ),
  );
}

/** Rock where it is steep or wet, turf where it is not; a trodden path from the house to the tower. */
function ground(at: Vector, smooth: Vector, t: number): { colour: Light; normal: Vector } {
  const { x, y, z } = at;
  const rough = fbm(noise, x * 0.55 + y * 0.3, z * 0.55 + y * 0.8, 5);
  const turf = smoothstep(0.6, 0.8, smooth.y + 0.22 * rough) * smoothstep(3.4, 5.2, y + 1.2 * rough);
  const bed = Math.sin((y + 0.12 * x + 0.5 * rough) * 5.2);
  const pale = clamp(0.5 + 0.7 * rough + 0.16 * bed);
  let rock = blend(light('#4a4038'), light('#a8927a'), pale);
  rock = blend(
    rock,
    light('#b08a4a'),
    0.4 * smoothstep(0.15, 0.5, noise(x / 1.7, y + z / 1.7)) * smoothstep(1.6, 3, y),
  );
  rock = blend(light('#1f2326'), rock, smoothstep(0.1, 1.5, y + 0.6 * rough));
  const dry = clamp(0.45 + 0.8 * fbm(noise, x / 7, z / 7, 3));
  const blade = 0.75 + 0.45 * noise(x * 5, z * 2.4) + 0.3 * fbm(noise, x * 1.3, z * 1.3, 3);
  let grass = times(blend(light('#4d6a2c'), light('#a3924a'), dry), clamp(blade, 0.4, 1.3));
  const walk = Math.abs(z - lerp(TOWER.z - 4.2, 104, clamp((x - TOWER.x) / 14)) - 0.7 * noise(x / 5, 3));
  if (x > TOWER.x - 1 && x < 47)
    grass = blend(light('#c2a67c', 0.9), grass, smoothstep(0.5, 1.05, walk + 0.3 * rough));
  if (noise(x * 2.3, z * 2.3) > 0.62) grass = blend(grass, light('#e8a6c0'), 0.5 * smoothstep(150, 60, t));
  const bump = 0.55 / (1 + t / 130);
  const e = 0.06;
  const relief = (px: number, py: number, pz: number): number =>
    fbm(noise, px * 1.9 + py * 0.7, pz * 1.9 + py * 2.1, 4);
  const here = relief(x, y, z);
  const normal = unit(
    vector(
      smooth.x - ((relief(x + e, y, z) - here) / e) * bump * 0.4,
      smooth.y - ((relief(x, y + e, z) - here) / e) * bump * 0.4 * (1 - turf),
      smooth.z - ((relief(x, y, z + e) - here) / e) * bump * 0.4,
    ),
  );
  return { colour: blend(rock, grass, turf), normal };
}

function builtNormal({ x, y, z }: Vector): Vector {
  const e = 0.012;
  return unit(
    vector(
      distanceToParts(x + e, y, z) - distanceToParts(x - e, y, z),
      distanceToParts(x, y + e, z) - distanceToParts(x, y - e, z),
      distanceToParts(x, y, z + e) - distanceToParts(x, y, z - e),
    ),
  );
}

/** Air between: distance pales and warms towards the sun. */
function haze(seen: Light, way: Vector, t: number): Light {
  return blend(seen, air({ x: way.x, y: 0.03, z: way.z }), 1 - Math.exp(-((t / 620) ** 1.25)));
}
