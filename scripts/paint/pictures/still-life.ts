import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import type { Painting } from '../picture.js';
import { Random } from '../random.js';
import { type Body, Paths, type Room, type Surface, type Window } from '../scene/paths.js';
import { expose } from '../scene/photo.js';
import { blend, type Light, light, times } from '../scene/radiance.js';
import { ball, ellipsoid, join, length, pipe, shell, spindle, stick } from '../scene/shapes.js';
import { unit, type Vector, vector } from '../scene/vector.js';

/** A bowl of fruit and a jug on a table by a window. Rendered, so that the project owns it. */
export const stillLife: Painting = {
  name: 'still-life',
  width: 768,
  height: 576,
  paint() {
    const paths = new Paths(room(), 3);
    const lens = {
      eye: vector(0.06, 0.42, -1.02),
      target: vector(0.035, 0.115, 0.05),
      zoom: 0.275,
      aperture: 0.009,
      focus: 1.0,
    };
    const film = {
      exposure: 1.4,
      rays: 30,
      bloom: 0.08,
      brightest: 8,
      grain: 0.02,
      vignette: 0.16,
    };
    return expose(this.width, this.height, lens, film, (from, way, random) => paths.look(from, way, random));
  },
};

const noise = gradientNoise('what lies on the table');
const BOWL = vector(0.02, 0.128, 0.06);

function room(): Room {
  return {
    bodies: [...bowl(), ...fruit(), ...jug()],
    planes: [
      { normal: vector(0, 1, 0), offset: 0, surface: table },
      { normal: vector(0, 0, -1), offset: -0.62, surface: wall },
    ],
    window: WINDOW,
    backdrop: (way) => times(light('#8a7f74'), 0.13 + 0.06 * clamp(way.y)),
  };
}

/** To the left, of six panes, an overcast sky behind it, darker towards the ground. */
const WINDOW: Window = {
  corner: vector(-1.15, 0.16, 0.35),
  edgeA: vector(0, 0, -1.05),
  edgeB: vector(0, 1.15, 0),
  glow(a, b) {
    const bar = Math.min(Math.abs(a - 0.5), Math.abs(b - 1 / 3), Math.abs(b - 2 / 3));
    if (bar < 0.014 || Math.min(a, 1 - a, b, 1 - b) < 0.02) return [0.02, 0.02, 0.02];
    return blend(light('#cfd8d2', 6), light('#eef3fb', 11.5), smoothstep(0, 0.9, b));
  },
};

function table({ x, z }: Vector): Surface & { normal: Vector } {
  // Boards lie across the picture; the grain of each is its own.
  const board = Math.floor((z + 3) / 0.19);
  const across = (z + 3) / 0.19 - board;
  const ring = fbm(noise, x * 1.1 + board * 17, z * 16 + board * 5, 4);
  const fibre = fbm(noise, x * 9 + board * 3, z * 190, 3);
  const vein = 0.5 + 0.5 * Math.sin(ring * 26 + z * 40);
  let colour = blend(light('#4a2c18'), light('#9a6a3e'), clamp(0.25 + 0.45 * vein + 0.5 * fibre));
  const gap = smoothstep(0.012, 0.022, Math.min(across, 1 - across));
  colour = times(colour, 0.25 + 0.75 * gap);
  const e = 0.9 * fibre * 0.05;
  return {
    colour,
    shine: 0.035 * gap,
    rough: 0.34 + 0.2 * clamp(fibre),
    normal: unit(vector(0.012 * ring, 1, e)),
  };
}

function wall({ x, y, z }: Vector): Surface & { normal: Vector } {
  const cloud = fbm(noise, x * 2.2, y * 2.2 + 40, 5);
  const plaster = fbm(noise, x * 30, y * 30 + z, 3);
  const colour = blend(light('#5b6a66'), light('#8b9488'), clamp(0.5 + 0.9 * cloud + 0.12 * plaster));
  return { colour, shine: 0, rough: 1, normal: unit(vector(0.05 * plaster, 0.04 * cloud, -1)) };
}

/** Stoneware: a grey-blue glaze that thins to brown at the rim, a band of blue under it. */
function bowl(): Body[] {
  const FLAT = 0.78;
  return [
    {
      centre: BOWL,
      radius: 0.215,
      distance: (x, y, z) =>
        Math.min(
          shell(x, y / FLAT, z, 0.185, -0.012, 0.0055) * FLAT,
          pipe(x, y + 0.128 + 0.012, z, 0.075, 0.012, 0.008),
        ),
      surface(at) {
        const r = length(at.x, at.z);
        const outside = r > 0.1 && length(r, at.y / FLAT) > 0.1855;
        const fleck = smoothstep(0.42, 0.6, noise(at.x * 240 + at.z * 90, at.y * 260 + at.z * 210));
        let colour = blend(
          light('#cfd3cc'),
          light('#dfe0d6'),
          clamp(0.5 + noise(at.x * 20, at.z * 20 + at.y * 20)),
        );
        const band = smoothstep(
          0.004,
          0.0055,
          Math.abs(at.y + 0.045 + 0.0015 * noise(Math.atan2(at.z, at.x) * 9, 3)),
        );
        if (outside) colour = blend(light('#274b82'), colour, band);
        colour = blend(colour, light('#5a4028'), fleck * 0.55);
        colour = blend(light('#7a5636'), colour, smoothstep(-0.009, -0.021, at.y));
        return { colour, shine: 0.05, rough: 0.1 };
      },
    },
  ];
}

function fruit(): Body[] {
  const at = (x: number, y: number, z: number): Vector => vector(BOWL.x + x, BOWL.y + y, BOWL.z + z);
  return [
    apple(at(-0.075, 0.0, -0.055), 0.056, 0.25, ['#a3161c', '#c9962e'], 1),
    apple(at(0.0, 0.012, 0.07), 0.058, -0.3, ['#8f1520', '#b9531f'], 2),
    apple(at(0.07, -0.002, -0.06), 0.053, -0.1, ['#9aa83a', '#c6b850'], 3),
    orange(at(-0.08, 0.004, 0.06), 0.052),
    orange(at(0.095, 0.004, 0.05), 0.05),
    pear(vector(0.335, 0.0, -0.035)),
    lemon(vector(-0.225, 0.033, -0.1)),
    ...grapes(),
  ];
}

function apple(
  centre: Vector,
  size: number,
  lean: number,
  [red, pale]: readonly [string, string],
  seed: number,
): Body {
  const [ring, tube] = [size * 0.37, size * 0.68];
  const [cos, sin] = [Math.cos(lean), Math.sin(lean)];
  const upright = (x: number, y: number, z: number) => [x * cos + y * sin, y * cos - x * sin, z] as const;
  const body = (x: number, y: number, z: number): number =>
    spindle(x * (1 - 0.9 * y), y * 0.98 - 0.02 * size, z * (1 - 0.9 * y), ring, tube) * 0.93;
  const stalk = (x: number, y: number, z: number): number =>
    stick(x, y, z, [0, size * 0.3, 0], [size * 0.16, size * 1.05, size * 0.06], size * 0.035, size * 0.045);
  return {
    centre,
    radius: size * 1.25,
    distance(x, y, z) {
      const [u, v, w] = upright(x, y, z);
      return Math.min(body(u, v, w), stalk(u, v, w));
    },
    surface(p) {
      const [u, v, w] = upright(p.x, p.y, p.z);
      if (stalk(u, v, w) < body(u, v, w)) return { colour: light('#4a3420'), shine: 0.02, rough: 0.6 };
      const round = Math.atan2(w, u);
      // Streaks run from pole to pole.
      const streak = fbm(noise, round * 7 + seed * 31, (v / size) * 1.2 + seed, 4);
      const cheek = 0.5 + 0.5 * Math.sin(round + seed * 2.3) + 0.35 * (v / size);
      const pole = smoothstep(0.5 * size, 0.16 * size, length(u, w)) * smoothstep(0.2, 0.5, v / size);
      let colour = blend(light(red), light(pale), clamp(0.12 + 0.75 * streak + 0.45 * (cheek - 0.55)));
      colour = blend(colour, light('#a8a046'), 0.75 * pole);
      const dot = smoothstep(0.62, 0.75, noise(round * 26, (v / size) * 22 + seed * 9));
      return { colour: blend(colour, light('#e3d49a'), 0.5 * dot), shine: 0.04, rough: 0.22 };
    },
  };
}

function orange(centre: Vector, size: number): Body {
  return {
    centre,
    radius: size,
    surface(p, normal) {
      const [u, v] = [Math.atan2(p.z, p.x) * size * 420, (p.y / size) * 26];
      const pore = (du: number, dv: number): number => noise(u + du, v + dv);
      const here = pore(0, 0);
      const bump = vector(
        normal.x + 0.34 * (pore(0.3, 0) - here) * -p.z * (1 / size),
        normal.y + 0.34 * (pore(0, 0.3) - here),
        normal.z + 0.34 * (pore(0.3, 0) - here) * p.x * (1 / size),
      );
      const colour = blend(
        light('#d2660f'),
        light('#e98a1c'),
        clamp(0.5 + 0.6 * fbm(noise, u * 0.05, v * 0.1, 3) + 0.25 * here),
      );
      return { colour, shine: 0.045, rough: 0.3, normal: unit(bump) };
    },
  };
}

function pear({ x, z }: Vector): Body {
  const body = (px: number, py: number, pz: number): number =>
    join(ball(px, py + 0.022, pz, 0.05), ball(px - 0.01, py - 0.048, pz, 0.026), 0.062);
  const stalk = (px: number, py: number, pz: number): number =>
    stick(px, py, pz, [0.012, 0.07, 0], [0.034, 0.107, 0.006], 0.0022, 0.003);
  return {
    centre: vector(x, 0.071, z),
    radius: 0.125,
    distance: (px, py, pz) => Math.min(body(px, py, pz), stalk(px, py, pz)),
    surface(p) {
      if (stalk(p.x, p.y, p.z) < body(p.x, p.y, p.z))
        return { colour: light('#3f2c1a'), shine: 0.02, rough: 0.6 };
      const russet = clamp(
        0.1 + fbm(noise, p.x * 30 + p.z * 20, p.y * 30, 4) + 0.5 * smoothstep(0.02, 0.08, p.y),
      );
      const freckle = smoothstep(0.5, 0.66, noise(p.x * 300 + p.z * 170, p.y * 320));
      const blush = smoothstep(-0.02, 0.05, p.x - 0.3 * p.z);
      let colour = blend(light('#a9a539'), light('#b98a3e'), russet * 0.8);
      colour = blend(colour, light('#b4502c'), 0.4 * blush);
      return { colour: blend(colour, light('#6e5426'), 0.5 * freckle), shine: 0.035, rough: 0.36 };
    },
  };
}

function lemon(centre: Vector): Body {
  const turned = (x: number, z: number) => [x * 0.82 - z * 0.57, x * 0.57 + z * 0.82] as const;
  return {
    centre,
    radius: 0.062,
    distance(x, y, z) {
      const [u, w] = turned(x, z);
      const tip = join(ball(u - 0.047, y, w, 0.007), ball(u + 0.049, y, w, 0.0045), 0.001);
      return join(ellipsoid(u, y, w, 0.046, 0.033, 0.033), tip, 0.018) * 0.9;
    },
    surface(p, normal) {
      const pit = noise(p.x * 330 + p.z * 120, p.y * 330 + p.z * 260);
      const colour = blend(
        light('#d9ab16'),
        light('#ecc832'),
        clamp(0.6 + 0.4 * fbm(noise, p.x * 40, p.y * 40, 3) + 0.2 * pit),
      );
      const rough = unit(
        vector(normal.x + 0.09 * pit, normal.y + 0.07 * noise(p.z * 300, p.x * 300), normal.z),
      );
      return { colour, shine: 0.045, rough: 0.26, normal: rough };
    },
  };
}

/** A bunch over the rim of the bowl and down its side: each grape is pushed out of those before it. */
function grapes(): Body[] {
  const random = new Random('grapes');
  const laid: { at: Vector; size: number }[] = [];
  for (let i = 0; i < 900 && laid.length < 46; i++) {
    const along = random.next();
    const size = random.range(0.0125, 0.0155);
    const spread = 0.052 * (1 - 0.62 * along);
    const place = vector(
      0.045 + 0.075 * along + random.range(-spread, spread),
      0.178 - 0.155 * along ** 1.6 + random.range(-spread, spread) * 0.7,
      -0.115 - 0.052 * along + random.range(-spread, spread) * 0.7,
    );
    const free = laid.every(
      ({ at, size: other }) => length(at.x - place.x, at.y - place.y, at.z - place.z) > 0.86 * (size + other),
    );
    const [bx, by, bz] = [place.x - BOWL.x, (place.y - BOWL.y) / 0.78, place.z - BOWL.z];
    const outOfBowl = by > 0 || length(bx, by, bz) > 0.19 + size;
    if (free && outOfBowl && place.y > size) laid.push({ at: place, size });
  }
  return laid.map(({ at, size }, index) => ({
    centre: at,
    radius: size,
    surface(p): Surface {
      const bloom = clamp(0.35 + 0.9 * fbm(noise, p.x * 130 + index * 7, p.y * 130 + p.z * 60, 3));
      const skin: Light = blend(light('#2a0f26'), light('#571c3c'), (index % 5) / 4);
      return { colour: blend(skin, light('#7c7a9a'), 0.3 * bloom), shine: 0.04, rough: 0.16 + 0.4 * bloom };
    },
  }));
}

/** A white jug behind, out of focus. */
function jug(): Body[] {
  const centre = vector(-0.26, 0.165, 0.27);
  const profile = (y: number): number => {
    const belly = 0.088 * Math.exp(-(((y + 0.055) / 0.105) ** 2));
    const neck = 0.034 + 0.03 * smoothstep(0.09, 0.165, y);
    return Math.max(belly, neck * smoothstep(-0.05, 0.07, y), 0.055 * smoothstep(-0.11, -0.165, y));
  };
  const wall = (x: number, y: number, z: number): number => {
    const spout = 0.03 * smoothstep(0.1, 0.165, y) * Math.max(0, -x / (length(x, z) + 1e-6)) ** 6;
    const out = length(x, z) - profile(y) - spout;
    const thick = y > 0.05 ? Math.abs(out) - 0.004 : out;
    return Math.max(thick, Math.abs(y) - 0.165) * 0.62;
  };
  const handle = (x: number, y: number, z: number): number => {
    const r = length((x - 0.075) * 1.15, (y - 0.045) * 0.72) - 0.062;
    return x < 0.045 ? 0.05 : length(r, z) * 0.72 - 0.008;
  };
  return [
    {
      centre,
      radius: 0.2,
      distance: (x, y, z) => Math.min(wall(x, y, z), handle(x, y, z)),
      surface: (p) => ({
        colour: blend(light('#d8d2c2'), light('#e9e5da'), clamp(0.5 + noise(p.x * 18, p.y * 18 + p.z * 9))),
        shine: 0.05,
        rough: 0.12,
      }),
    },
  ];
}
