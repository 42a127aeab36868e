import { weave } from '../canvas.js';
import { hex, type Lab, mix, type Rgb, scale, toLab, vary } from '../colour.js';
import { photograph } from '../light.js';
import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import { Panel } from '../panel.js';
import type { Painting } from '../picture.js';
import { Random } from '../random.js';
import { scatter } from '../scatter.js';
import { dash, inside } from '../shape.js';
import { lay, type Point } from '../stroke.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'regatta of light';
const HORIZON = 486;
const SUN = { x: 452, y: 352 };

/** Pure colours only, as Signac's box of paints held them: the eye is to mix, not the palette. */
const PIGMENTS: readonly Rgb[] = [
  '#fff6dc',
  '#ffe88a',
  '#fccb3e',
  '#f79a2b',
  '#f0662c',
  '#e0382f',
  '#ef7f92',
  '#f6b7b0',
  '#c9569c',
  '#8b4fa8',
  '#5a45a8',
  '#2d3f9e',
  '#1f62b8',
  '#3f95d2',
  '#9ccfe8',
  '#2fa6a8',
  '#177a74',
  '#2f8f4e',
  '#7fba48',
  '#c4d66a',
  '#1c2360',
  '#0f4a52',
  '#7a1f4a',
].map(hex);
const LABS = PIGMENTS.map(toLab);

const SKY = [
  hex('#fff6cf'),
  hex('#ffdf86'),
  hex('#fcb46a'),
  hex('#f2927e'),
  hex('#d894b0'),
  hex('#a3a3d6'),
  hex('#6fa6da'),
  hex('#4682c8'),
] as const;

const noise = gradientNoise(SEED);

interface Boat extends Point {
  /** Height of the mast. */
  readonly size: number;
  readonly sail: Rgb;
  readonly shade: Rgb;
  readonly hull: Rgb;
  /** Side the wind comes from. */
  readonly lean: 1 | -1;
}
const BOATS: readonly Boat[] = [
  { x: 214, y: 610, size: 300, sail: hex('#ffdca0'), shade: hex('#8a62b0'), hull: hex('#2a2568'), lean: 1 },
  { x: 640, y: 530, size: 112, sail: hex('#fff0cc'), shade: hex('#7a6cc0'), hull: hex('#3a3a86'), lean: 1 },
  { x: 742, y: 514, size: 72, sail: hex('#f59a5c'), shade: hex('#b0508c'), hull: hex('#2d3f8e'), lean: 1 },
  { x: 905, y: 720, size: 520, sail: hex('#fff3d6'), shade: hex('#c97aa0'), hull: hex('#16306e'), lean: 1 },
  { x: 388, y: 512, size: 54, sail: hex('#ffe6c0'), shade: hex('#8a6cb8'), hull: hex('#3a3a86'), lean: 1 },
];

/** What is seen at a place, and which way its touches lie. */
interface Seen {
  readonly colour: Rgb;
  readonly angle: number;
  /** 0–1: how much the complementary is strewn between. */
  readonly shimmer: number;
}

function sky(x: number, y: number): Seen {
  const [dx, dy] = [x - SUN.x, (y - SUN.y) * 1.3];
  const away = Math.hypot(dx, dy);
  const cloud = fbm(noise, x / 300 + y / 260, y / 80, 3);
  const bands = 0.035 * Math.sin(away / 19);
  let colour = scale(SKY, (away / 780) ** 0.72 + bands - 0.05);
  const lit = smoothstep(0.06, 0.3, cloud);
  colour = mix(colour, away < 420 ? hex('#ffe9b8') : hex('#f7c9c4'), 0.75 * lit);
  colour = mix(colour, hex('#8a74b8'), 0.5 * smoothstep(0.02, 0.16, -cloud) * smoothstep(120, 420, away));
  if (away < 46) colour = hex('#fffbe4');
  return { colour, angle: Math.atan2(dx, -dy), shimmer: 0.3 };
}

function hills(x: number, y: number): Seen | null {
  const far =
    HORIZON - 44 - 60 * Math.exp(-(((x - 900) / 260) ** 2)) - 14 * Math.sin(x / 130) - 8 * Math.sin(x / 47);
  const near =
    HORIZON - 12 - 58 * smoothstep(760, 1280, x) - 16 * Math.sin(x / 90 + 1) * smoothstep(700, 1000, x);
  if (y > near && y < HORIZON + 6) {
    const light = 0.5 + 0.9 * fbm(noise, x / 40, y / 22, 2);
    return {
      colour: scale([hex('#2a4a86'), hex('#3a7a8a'), hex('#7aa66a'), hex('#f0c060')], light * 0.9),
      angle: 0.5,
      shimmer: 0.45,
    };
  }
  if (y > far && y < HORIZON + 6) {
    const t = clamp((y - far) / 60);
    const warm = Math.exp(-(((x - SUN.x) / 260) ** 2));
    return {
      colour: mix(mix(hex('#4a4aa0'), hex('#8a7ac0'), t), hex('#f0a080'), 0.4 * warm),
      angle: -0.3,
      shimmer: 0.35,
    };
  }
  return null;
}

/** The shape of each part of a boat. Sails belly to leeward. */
function parts(boat: Boat): readonly (readonly [readonly Point[], Rgb, number])[] {
  const { x, y, size, lean } = boat;
  const at = (px: number, py: number): Point => ({ x: x + px * size * lean, y: y + py * size });
  const sails: (readonly [readonly Point[], Rgb, number])[] = [
    [[at(0.01, -1), at(0.05, -0.7), at(0.24, -0.4), at(0.4, -0.14), at(0.02, -0.11)], boat.sail, 1.05],
    [
      [at(-0.02, -0.92), at(-0.02, -0.12), at(-0.3, -0.09), at(-0.24, -0.3), at(-0.12, -0.62)],
      boat.shade,
      1.9,
    ],
  ];
  const hull = [
    ...[at(-0.32, -0.06), at(0, -0.04), at(0.28, -0.055), at(0.5, -0.1)],
    ...[at(0.42, -0.02), at(0.3, 0.02), at(0, 0.035), at(-0.24, 0.02)],
  ];
  return [
    ...sails,
    [hull, boat.hull, 0],
    [[at(-0.01, -1.04), at(0.012, -1.04), at(0.012, 0), at(-0.01, 0)], hex('#5a2a3a'), 1.57],
  ];
}
const FLEET = BOATS.map((boat) => ({ boat, parts: parts(boat) }));

function fleet(x: number, y: number): Seen | null {
  for (const { boat, parts } of FLEET) {
    if (Math.abs(x - boat.x) > boat.size * 0.5 || y > boat.y + boat.size * 0.05) continue;
    if (y < boat.y - boat.size * 1.06) continue;
    for (const [shape, colour, angle] of parts) {
      if (!inside(shape, x, y)) continue;
      const across = (x - boat.x) / boat.size;
      const down = (boat.y - y) / boat.size;
      const glow = clamp(0.55 - across * 1.3 + 0.35 * Math.sin(down * 9 + across * 6));
      const lit = mix(colour, angle === 0 ? hex('#e0703a') : hex('#ffd27a'), 0.35 * glow);
      return {
        colour: mix(lit, hex('#5a5ab8'), angle === 0 ? 0 : 0.8 * clamp(0.5 - glow)),
        angle,
        shimmer: 0.22,
      };
    }
  }
  return null;
}

function water(x: number, y: number): Seen {
  const near = clamp((y - HORIZON) / (HEIGHT - HORIZON));
  const ripple =
    noise(x / (30 + 120 * near), y / (3 + 13 * near)) + 0.5 * noise(x / (12 + 50 * near), y / (2 + 6 * near));
  const wobble = ripple * (6 + 34 * near);
  const my = HORIZON - (y - HORIZON) * 0.78 + wobble * 0.6;
  let colour = sky(x + wobble, Math.max(0, my)).colour;
  colour = mix(colour, hex('#2a6ab4'), 0.42 + 0.2 * near + 0.3 * smoothstep(-0.1, 0.6, ripple));
  // Reflections of sails stand on their heads, broken by the ripples.
  for (const { boat } of FLEET) {
    const below = y - boat.y;
    if (below < 0 || below > boat.size * 0.8) continue;
    const mirrored = fleet(x + wobble * 0.7, boat.y - below * 1.25);
    if (mirrored !== null) colour = mix(colour, mirrored.colour, 0.9 - 0.5 * (below / boat.size));
  }
  const path = Math.exp(-(((x - SUN.x - wobble) / (26 + 120 * near)) ** 2));
  colour = mix(colour, hex('#ffdb7a'), clamp(path * (0.85 - 0.9 * ripple)));
  colour = mix(colour, hex('#14317e'), 0.75 * smoothstep(0.15, 0.6, ripple) * (1 - path));
  return { colour, angle: 0.05 * ripple, shimmer: 0.5 };
}

/** The bank in front, with its pines at the right and flowers at the left. */
function bank(x: number, y: number): Seen | null {
  const line =
    934 -
    120 * smoothstep(760, 1240, x) ** 1.3 -
    40 * smoothstep(330, 40, x) +
    12 * Math.sin(x / 60) +
    10 * noise(x / 24, 3);
  if (y < line) return null;
  const light = 0.4 + 0.8 * fbm(noise, x / 70, y / 46, 3) + 0.25 * smoothstep(40, 0, y - line);
  let colour = scale([hex('#1c2f6e'), hex('#14605a'), hex('#3f8f4a'), hex('#a8c04a'), hex('#ffd25a')], light);
  const flower = noise(x / 13 + 70, y / 13);
  if (flower > 0.42) colour = noise(x / 60, y / 60 + 30) > 0 ? hex('#e8443a') : hex('#f59ab0');
  return { colour, angle: -1.2 + 0.6 * noise(x / 50, y / 50), shimmer: 0.5 };
}

/** An umbrella pine whose boughs hang over the water. */
const CROWNS = [
  [1120, 96, 150, 58],
  [1240, 150, 130, 62],
  [1010, 168, 104, 40],
  [1180, 236, 118, 44],
  [1268, 286, 90, 46],
  [1064, 262, 66, 26],
] as const;

function pine(x: number, y: number): Seen | null {
  for (const [cx, cy, rx, ry] of CROWNS) {
    const edge = 1 + 0.3 * noise(x / 22, y / 22) + 0.16 * noise(x / 9, y / 9);
    const [dx, dy] = [(x - cx) / rx, (y - cy) / ry];
    if (dx * dx + dy * dy > edge) continue;
    const light = 0.42 - 0.3 * dx - 0.42 * dy + 0.5 * noise(x / 20 + 8, y / 14);
    return {
      colour: scale([hex('#1a2268'), hex('#123f62'), hex('#177a64'), hex('#6aa848'), hex('#f7c84a')], light),
      angle: 0.2 + dx * 0.8,
      shimmer: 0.55,
    };
  }
  const lean = 1232 - 74 * smoothstep(900, 120, y) + 20 * Math.sin(y / 120);
  const half = 15 + 18 * smoothstep(300, 960, y);
  const bough = Math.abs(y - (330 - (1180 - x) * 0.62)) < 7 && x > 1030 && x < 1190;
  if ((y > 120 && Math.abs(x - lean) < half) || bough) {
    const side = bough ? -0.4 : (x - lean) / half;
    return {
      colour: scale(
        [hex('#f58a3a'), hex('#c9485a'), hex('#6a2f86'), hex('#1f2568')],
        0.42 + 0.45 * side + 0.2 * noise(x / 12, y / 30),
      ),
      angle: 1.45,
      shimmer: 0.45,
    };
  }
  return null;
}

function scene(x: number, y: number): Seen {
  const found = pine(x, y) ?? bank(x, y) ?? fleet(x, y);
  if (found !== null) return found;
  if (y > HORIZON) return water(x, y);
  return hills(x, y) ?? sky(x, y);
}

function nearest([l, a, b]: Lab): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, [pl, pa, pb]] of LABS.entries()) {
    const d = (pl - l) ** 2 * 0.8 + (pa - a) ** 2 * 2 + (pb - b) ** 2 * 2;
    if (d < least) [best, least] = [i, d];
  }
  return best;
}

/**
 * A touch of pure pigment for a mixed colour: near it, and so chosen that touches side by side make it up; now and
 * then its opposite, which sets it trembling.
 */
function divide({ colour, shimmer }: Seen, random: Random, spread: number): Rgb {
  const [l, a, b] = toLab(colour);
  const opposite = random.chance(shimmer * 0.3);
  const turn = opposite ? -0.7 : 1.25;
  const target: Lab = [
    l + random.normal() * spread * 0.7 + (opposite ? random.range(-0.1, 0.06) : 0),
    a * turn + random.normal() * spread * 0.55,
    b * turn + random.normal() * spread * 0.65,
  ];
  const pure = PIGMENTS[nearest(target)] ?? colour;
  // A little of the local tone in every touch holds the drawing together.
  return vary(mix(pure, colour, opposite ? 0.2 : 0.34), random, 0.014, 0.008);
}

export const regattaOfLight: Painting = {
  name: 'regatta-of-light',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const panel = new Panel(WIDTH, HEIGHT, 2, hex('#e6d6b4'));
    weave(panel, `${SEED}/linen`, 0.14);
    for (const layer of [
      { spacing: 13, width: 19, spread: 0.07, cover: 0.9, body: 0.3 },
      { spacing: 9.2, width: 12, spread: 0.15, cover: 1, body: 0.75 },
      { spacing: 12, width: 9.4, spread: 0.21, cover: 1, body: 1 },
      { spacing: 13, width: 6, spread: 0.22, cover: 1, body: 1.15 },
    ]) {
      for (const { x, y } of scatter(WIDTH, HEIGHT, layer.spacing, random)) {
        const seen = scene(clamp(x, 0, WIDTH), clamp(y, 0, HEIGHT));
        const far = y < HORIZON + 60 && y > HORIZON - 60 ? 0.8 : 1;
        const width = layer.width * random.range(0.75, 1.2) * far;
        const path = dash(x, y, seen.angle + 0.25 * random.normal(), width * random.range(0.85, 1.35));
        const colour = divide(seen, random, layer.spread);
        lay(
          panel,
          { path, width, colour, cover: layer.cover, body: layer.body, bristle: 0.3, dry: 0, pickup: 0.03 },
          random,
        );
      }
    }
    return photograph(panel, { depth: 0.5, gloss: 0.14 });
  },
};
