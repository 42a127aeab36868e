import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import type { Painting } from '../picture.js';
import { person } from '../scene/head.js';
import { Paths, type Room } from '../scene/paths.js';
import { expose } from '../scene/photo.js';
import { add, blend, type Light, light } from '../scene/radiance.js';
import { dot, unit, type Vector, vector } from '../scene/vector.js';

/** A young woman by a window. Rendered, so that the project owns it. */
export const portrait: Painting = {
  name: 'portrait',
  width: 540,
  height: 660,
  paint() {
    const paths = new Paths(ROOM, 2);
    const lens = {
      eye: vector(0, 0.15, -9.5),
      target: vector(0, -0.42, 0),
      zoom: 0.205,
      aperture: 0.07,
      focus: 8.7,
    };
    const film = { exposure: 1.15, rays: 18, bloom: 0.06, brightest: 5, grain: 0.018, vignette: 0.14 };
    return expose(this.width, this.height, lens, film, (from, way, random) => paths.look(from, way, random));
  },
};

const noise = gradientNoise('a room behind her');
const WALL = [light('#2b3a40'), light('#5d6a62'), light('#8a6a4c')] as const;
const LAMP = light('#ffc98a', 1.5);
const RIM = light('#ffd9b0', 1.1);
/** What the room behind the camera gives back. */
const FILL = light('#f2e2d0', 0.26);
const BEHIND = unit(vector(0.8, 0.35, 0.55));

const ROOM: Room = {
  bodies: [person(vector(0, 0, 0), 0.42, 0.06)],
  planes: [],
  window: {
    corner: vector(-4.6, -1.2, -5.6),
    edgeA: vector(1.5, 0, -2.0),
    edgeB: vector(0, 4.4, 0),
    glow: (a, b) =>
      Math.min(Math.abs(a - 0.5), Math.abs(b - 0.5)) < 0.03 ? [0.3, 0.3, 0.3] : [11, 11.5, 12.2],
  },
  backdrop,
};

/** The room, too far behind her to be sharp, and what lights her from the other side. */
function backdrop(way: Vector): Light {
  const [u, v] = [way.x, way.y];
  const soft = fbm(noise, u * 4 + 3, v * 3 + 8, 2);
  let seen = blend(WALL[0], WALL[1], clamp(0.4 + soft - 1.4 * u));
  seen = blend(seen, WALL[2], 0.55 * smoothstep(0.1, 0.45, fbm(noise, u * 7 + 31, v * 5, 2) + 0.6 * u));
  // Lamps far behind are discs, softened once more by the glass that they are seen through.
  for (const [x, y, size, power] of DISCS) {
    const off = Math.sqrt((u - x) ** 2 + (v - y) ** 2) / size;
    seen = add(seen, LAMP, 0.8 * power * smoothstep(1.9, 0.1, off));
  }
  if (way.z < -0.2) return FILL;
  return add(seen, RIM, smoothstep(0.1, 0.95, dot(way, BEHIND)) * smoothstep(0.22, 0.5, u));
}

const DISCS = [
  [0.118, 0.085, 0.021, 0.5],
  [0.16, 0.03, 0.017, 0.34],
  [0.092, 0.14, 0.014, 0.26],
  [-0.13, 0.115, 0.018, 0.2],
  [0.145, 0.125, 0.012, 0.4],
] as const;
