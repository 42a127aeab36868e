import type { SKRSContext2D } from '@napi-rs/canvas';
import { hex, mix, type Rgb, scale } from '../colour.js';
import { alongLevels } from '../flow.js';
import type { Shape } from '../mask.js';
import { type Field, mosaic, type Stone } from '../mosaic.js';
import { clamp, gradientNoise, lerp } from '../noise.js';
import type { Painting } from '../picture.js';
import type { Random } from '../random.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'gilded shoal';
const MIDDLE = { x: WIDTH / 2, y: HEIGHT / 2 };
/** The ring that the fish swim around is this much broader than high. */
const BROAD = 1.22;
const BORDER = 104;
const noise = gradientNoise(SEED);

/** A floor from a villa by the sea: three fish of gold and coral circle a starfish in a whirl of lapis. */
export const gildedShoal: Painting = {
  name: 'gilded-shoal',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const fields: Field[] = [sea(), ...weeds(), ...starfish()];
    for (const fish of FISH) fields.push(...swim(fish));
    fields.push(...border());
    return mosaic(WIDTH, HEIGHT, fields, SEED);
  },
};

const polar = (x: number, y: number): { far: number; angle: number } => {
  const [dx, dy] = [(x - MIDDLE.x) / BROAD, y - MIDDLE.y];
  return { far: Math.hypot(dx, dy), angle: Math.atan2(dy, dx) };
};

/** The whirl: arms of light and dark water that wind out of the middle. */
function whirl(x: number, y: number): number {
  const { far, angle } = polar(x, y);
  return Math.sin(3 * angle - far / 58 + 0.9 * noise(x / 150, y / 150)) + 0.25 * noise(x / 40, y / 40);
}

const WATER: readonly [Rgb, ...Rgb[]] = [
  hex('#0d1648'),
  hex('#16257a'),
  hex('#1f44a8'),
  hex('#1f6fb4'),
  hex('#2f9ab0'),
  hex('#7cc4b8'),
  hex('#d6e6d2'),
];

function sea(): Field {
  return {
    shape: (pen) => pen.fillRect(0, 0, WIDTH, HEIGHT),
    size: 17,
    halo: 42,
    rows: alongLevels((x, y) => {
      const { far, angle } = polar(x, y);
      return far / 58 - 3 * angle * (Math.abs(angle) < 3.05 ? 1 : 0);
    }),
    stone: (x, y, random) => {
      const tone = 0.46 + 0.42 * whirl(x, y) + 0.05 * random.normal();
      if (random.chance(0.012)) return { colour: hex('#d9a93a'), gold: true };
      return { colour: scale(WATER, tone) };
    },
  };
}

interface Fish {
  /** Where its middle is on the ring, radians. */
  readonly at: number;
  readonly radius: number;
  readonly long: number;
  readonly thick: number;
  readonly back: readonly [Rgb, ...Rgb[]];
  readonly belly: Rgb;
  readonly fin: readonly [Rgb, Rgb, ...Rgb[]];
}
const GOLD = [hex('#8a5a12'), hex('#c98f22'), hex('#e8b93e'), hex('#f6da7a')] as const;
const FISH: readonly Fish[] = [
  {
    at: -1.66,
    radius: 256,
    long: 1.62,
    thick: 84,
    back: [hex('#a3201c'), hex('#d2471e'), hex('#ee8a2a'), hex('#f4c44e')],
    belly: hex('#f7e3b0'),
    fin: [hex('#8e1a1e'), hex('#d8502a'), hex('#f0a23c')],
  },
  {
    at: 0.44,
    radius: 262,
    long: 1.66,
    thick: 66,
    back: [hex('#6a4a12'), hex('#b07a1c'), hex('#dcae3a'), hex('#f4dc88')],
    belly: hex('#fbf1d2'),
    fin: [hex('#7a2f1a'), hex('#c98f22'), hex('#f0cf6a')],
  },
  {
    at: 2.52,
    radius: 262,
    long: 1.66,
    thick: 68,
    back: [hex('#6d1f4a'), hex('#b0446a'), hex('#e08a8a'), hex('#f6c8a8')],
    belly: hex('#fdeee0'),
    fin: [hex('#4a1f56'), hex('#a83a6a'), hex('#ee9a7a')],
  },
];

/** A fish's own coordinates: 0 the nose and 1 the root of the tail; −1 the outer side of the ring and 1 the inner. */
function place(fish: Fish, along: number, across: number): [number, number] {
  const angle = fish.at + (0.5 - along) * fish.long;
  const far = fish.radius - across * fish.thick;
  return [MIDDLE.x + Math.cos(angle) * far * BROAD, MIDDLE.y + Math.sin(angle) * far];
}

function within(fish: Fish, x: number, y: number): { along: number; across: number } {
  const { far, angle } = polar(x, y);
  const turn = ((angle - fish.at + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
  return { along: 0.5 - turn / fish.long, across: (fish.radius - far) / fish.thick };
}

/** Half the height of the body, a share of the fish's thickness. */
const girth = (along: number): number =>
  clamp(Math.sin(Math.PI * clamp(along * 0.93 + 0.015) ** 0.72) ** 0.95 + 0.05 * along, 0.03, 1);

function swim(fish: Fish): Field[] {
  const outline = (points: readonly (readonly [number, number])[]): Shape => {
    return (pen) => {
      pen.beginPath();
      for (const [along, across] of points) pen.lineTo(...place(fish, along, across));
      pen.fill();
    };
  };
  const spine = alongLevels((x, y) => within(fish, x, y).across);
  const rays = (along: number, across: number) => {
    const [ox, oy] = place(fish, along, across);
    return (x: number, y: number): number => Math.atan2(y - oy, x - ox);
  };
  const finned = (along: number, across: number, points: readonly (readonly [number, number])[]): Field => {
    const rows = rays(along, across);
    const [ox, oy] = place(fish, along, across);
    return {
      shape: outline(points),
      size: 12,
      rows,
      stone: (x, y, random) => {
        // Rays of the fin, by turns.
        const far = Math.hypot(x - ox, y - oy) / (fish.thick * 1.3);
        const ray = Math.sin(rows(x, y) * 26);
        return {
          colour: scale(fish.fin, clamp(far + 0.2 * ray + 0.08 * random.normal())),
          gold: random.chance(0.2),
        };
      },
    };
  };
  const side = Array.from({ length: 41 }, (_, i) => i / 40);
  const body = [
    ...side.map((t) => [t, -girth(t)] as const),
    ...side.toReversed().map((t) => [t, girth(t) * 0.92] as const),
  ];
  const disc = (along: number, across: number, radius: number): Shape => {
    const [x, y] = place(fish, along, across);
    return (pen) => {
      pen.beginPath();
      pen.arc(x, y, radius, 0, Math.PI * 2);
      pen.fill();
    };
  };
  return [
    finned(0.96, 0, [
      [0.95, -0.2],
      [1.07, -0.62],
      [1.24, -1.06],
      [1.31, -1.02],
      [1.2, -0.3],
      [1.16, 0],
      [1.2, 0.3],
      [1.3, 0.98],
      [1.24, 1.02],
      [1.07, 0.6],
      [0.95, 0.2],
    ]),
    finned(0.5, 0, [
      [0.27, -0.86],
      [0.34, -1.5],
      [0.46, -1.75],
      [0.62, -1.62],
      [0.8, -1.2],
      [0.86, -0.56],
      [0.66, -0.6],
    ]),
    finned(0.55, 0, [
      [0.56, 0.72],
      [0.66, 1.46],
      [0.78, 1.52],
      [0.76, 0.8],
      [0.8, 0.44],
    ]),
    {
      shape: outline(body.map(([t, u]) => [0.5 + (t - 0.5) * 1.03, u + Math.sign(u) * 0.13] as const)),
      size: 10,
      rows: null,
      stone: (_x, _y, random) => ({ colour: mix(fish.fin[0], hex('#171228'), random.range(0.3, 0.8)) }),
    },
    {
      shape: outline(body),
      size: 13,
      rows: spine,
      stone: (x, y, random) => scales(fish, x, y, random),
    },
    {
      shape: outline([
        ...side.map((t) => [t * 0.235, -girth(t * 0.235)] as const),
        ...side.map(
          (t) =>
            [0.235 + 0.045 * Math.sin(t * Math.PI), lerp(-girth(0.235), girth(0.235) * 0.92, t)] as const,
        ),
        ...side.toReversed().map((t) => [t * 0.235, girth(t * 0.235) * 0.92] as const),
      ]),
      size: 12,
      rows: null,
      stone: (x, y, random) => {
        const { across } = within(fish, x, y);
        const tone = clamp(0.35 + 0.5 * across + 0.1 * random.normal());
        return { colour: mix(scale(fish.back, tone), GOLD[2], 0.25), gold: random.chance(0.4) };
      },
    },
    finned(0.3, 0.2, [
      [0.3, 0.1],
      [0.38, 0.02],
      [0.5, 0.3],
      [0.52, 0.62],
      [0.42, 0.56],
      [0.33, 0.4],
    ]),
    { shape: disc(0.13, -0.2, 18), size: 9, rows: null, stone: () => ({ colour: hex('#fbf3dc') }) },
    { shape: disc(0.13, -0.2, 9), size: 20, rows: null, stone: () => ({ colour: hex('#12101a') }) },
  ];
}

/** Scales in bows along the body, dark at their rims; the belly pale, the back deep, a line of gold between. */
function scales(fish: Fish, x: number, y: number, random: Random): Stone {
  const { along, across } = within(fish, x, y);
  const depth = clamp((across / girth(along) + 1) / 2);
  const row = Math.floor(depth * 7);
  const bow = (along * 15 + (row % 2) / 2 + 20) % 1;
  const rim = bow < 0.34 ? -0.24 : 0.12 * bow;
  if (depth > 0.43 && depth < 0.53) return { colour: random.pick([GOLD[2], GOLD[3]]), gold: true };
  if (depth > 0.78) return { colour: mix(fish.belly, scale(fish.back, 0.8), clamp(0.1 - rim)) };
  return { colour: scale(fish.back, depth * 0.95 + rim + 0.06 * random.normal()), gold: random.chance(0.22) };
}

/** The starfish in the middle, on a disc of gold. */
function starfish(): Field[] {
  const ring =
    (radius: number): Shape =>
    (pen) => {
      pen.beginPath();
      pen.ellipse(MIDDLE.x, MIDDLE.y, radius * BROAD * 0.95, radius, 0, 0, Math.PI * 2);
      pen.fill();
    };
  const star = (reach: number) => (pen: SKRSContext2D) => {
    pen.beginPath();
    for (let i = 0; i < 200; i++) {
      const angle = (i / 200) * Math.PI * 2 - Math.PI / 2;
      const arm = Math.abs(Math.cos((angle + Math.PI / 2) * 2.5)) ** 2.4;
      const radius = reach * (0.36 + 0.64 * arm);
      pen.lineTo(MIDDLE.x + Math.cos(angle) * radius * 1.06, MIDDLE.y + Math.sin(angle) * radius);
    }
    pen.fill();
  };
  return [
    {
      shape: ring(142),
      size: 12,
      rows: null,
      stone: (_x, _y, random) => ({ colour: random.pick([hex('#f4ead0'), hex('#e6d8b4'), hex('#fff8e6')]) }),
    },
    {
      shape: ring(128),
      size: 14,
      rows: null,
      stone: (_x, _y, random) => ({ colour: random.pick([GOLD[1], GOLD[2], GOLD[2], GOLD[3]]), gold: true }),
    },
    {
      shape: star(114),
      size: 11,
      rows: null,
      stone: (x, y, random) => {
        const far = Math.hypot(x - MIDDLE.x, y - MIDDLE.y) / 114;
        return {
          colour: scale(
            [hex('#f6b24a'), hex('#e8642a'), hex('#c22f28'), hex('#8a1a2a')],
            far + 0.1 * random.normal(),
          ),
        };
      },
    },
    {
      shape: star(60),
      size: 9,
      rows: null,
      stone: (_x, _y, random) => ({ colour: random.pick([hex('#fde2a0'), hex('#f8c860'), hex('#fff2cc')]) }),
    },
  ];
}

/** Coral and weed that reach in from the corners. */
function weeds(): Field[] {
  const coral = (x: number, y: number, lean: number, size: number): Shape => {
    return (pen) => {
      const branch = (
        bx: number,
        by: number,
        angle: number,
        length: number,
        wide: number,
        depth: number,
      ): void => {
        const [ex, ey] = [bx + Math.cos(angle) * length, by + Math.sin(angle) * length];
        pen.lineWidth = wide;
        pen.beginPath();
        pen.moveTo(bx, by);
        pen.quadraticCurveTo(
          bx + Math.cos(angle + 0.4) * length * 0.5,
          by + Math.sin(angle + 0.4) * length * 0.5,
          ex,
          ey,
        );
        pen.stroke();
        if (depth === 0) return;
        for (const turn of [-0.62, 0.12, 0.74])
          branch(ex, ey, angle + turn, length * 0.7, wide * 0.8, depth - 1);
      };
      branch(x, y, lean, size, 30, 2);
    };
  };
  const weed = (x: number, up: number, height: number, phase: number): Shape => {
    return (pen) => {
      pen.beginPath();
      const foot = up < 0 ? HEIGHT - BORDER : BORDER;
      for (let i = 0; i <= 30; i++)
        pen.lineTo(x + blade(i / 30, phase) - 15 * (1 - i / 32), foot + (up * height * i) / 30);
      for (let i = 30; i >= 0; i--)
        pen.lineTo(x + blade(i / 30, phase) + 15 * (1 - i / 32), foot + (up * height * i) / 30);
      pen.fill();
    };
  };
  const red = (random: Random): Stone => ({
    colour: random.pick([hex('#c8362a'), hex('#e2603a'), hex('#a3232e'), hex('#f0906a')]),
  });
  const green = (random: Random): Stone => ({
    colour: random.pick([hex('#2f7a3f'), hex('#5c9a3a'), hex('#1a5a46'), hex('#a3b84a')]),
    gold: random.chance(0.08),
  });
  const field = (shape: Shape, stone: (random: Random) => Stone): Field => {
    return { shape, size: 12, rows: null, stone: (_x, _y, random) => stone(random) };
  };
  return [
    field(coral(118, 936, -0.9, 74), red),
    field(coral(1162, 936, -2.25, 70), red),
    field(coral(122, 90, 0.85, 62), red),
    field(coral(1160, 90, 2.3, 66), red),
    field(weed(270, -1, 150, 0), green),
    field(weed(310, -1, 100, 2), green),
    field(weed(1004, -1, 130, 1), green),
    field(weed(968, -1, 84, 3), green),
    field(weed(1010, 1, 96, 2), green),
    field(weed(262, 1, 110, 1), green),
  ];
}

const blade = (t: number, phase: number): number => 22 * t * Math.sin(t * 5 + phase);

/** Black, white, a guilloche of two strands on ruby, white, black. */
function border(): Field[] {
  const band = (outer: number, inner: number): Shape => {
    return (pen) => {
      pen.beginPath();
      pen.rect(outer, outer, WIDTH - 2 * outer, HEIGHT - 2 * outer);
      pen.rect(inner, inner, WIDTH - 2 * inner, HEIGHT - 2 * inner);
      pen.fill('evenodd');
    };
  };
  const rows = (x: number, y: number): number =>
    Math.min(y, HEIGHT - y) < Math.min(x, WIDTH - x) ? 0 : Math.PI / 2;
  const plain = (outer: number, inner: number, size: number, colours: readonly [Rgb, ...Rgb[]]): Field => {
    return {
      shape: band(outer, inner),
      size,
      rows,
      stone: (_x, _y, random) => ({ colour: random.pick(colours) }),
    };
  };
  const dark = [hex('#1a1622'), hex('#2a2230'), hex('#151a30')] as const;
  const light = [hex('#f2e8cf'), hex('#e4d6b4'), hex('#faf4e2')] as const;
  return [
    plain(0, BORDER, 13, dark),
    plain(13, 26, 13, light),
    plain(26, BORDER - 26, 9, [hex('#5a1420'), hex('#74202a'), hex('#46121f')]),
    strand(0),
    strand(1),
    plain(BORDER - 26, BORDER - 13, 13, light),
  ];
}

/** One of the two strands of the guilloche, its colours running across it. */
function strand(which: 0 | 1): Field {
  const WAVE = 84;
  const depth = (x: number, y: number): number => Math.min(x, y, WIDTH - x, HEIGHT - y) - BORDER / 2;
  const run = (x: number, y: number): number =>
    Math.min(y, HEIGHT - y) < Math.min(x, WIDTH - x) ? x - WIDTH / 2 : y - HEIGHT / 2;
  const wave = (at: number): number => 15 * Math.sin((at / WAVE) * Math.PI * 2 + which * Math.PI);
  const across = (x: number, y: number): number => depth(x, y) - wave(run(x, y));
  const colours =
    which === 0
      ? ([hex('#f8e6a8'), ...[...GOLD].toReversed()] as const)
      : ([hex('#f6ead2'), hex('#9fc4c0'), hex('#2f7a94'), hex('#1b3f72')] as const);
  return {
    shape: (pen) => {
      pen.lineWidth = 19;
      for (const [x0, y0, x1, y1] of [
        [BORDER / 2, BORDER / 2, WIDTH - BORDER / 2, BORDER / 2],
        [BORDER / 2, HEIGHT - BORDER / 2, WIDTH - BORDER / 2, HEIGHT - BORDER / 2],
        [BORDER / 2, BORDER / 2, BORDER / 2, HEIGHT - BORDER / 2],
        [WIDTH - BORDER / 2, BORDER / 2, WIDTH - BORDER / 2, HEIGHT - BORDER / 2],
      ] as const) {
        const inward = x0 === x1 ? (x0 < WIDTH / 2 ? [1, 0] : [-1, 0]) : y0 < HEIGHT / 2 ? [0, 1] : [0, -1];
        const steps = 260;
        // Pieces where the other strand lies over this one are left out.
        for (let i = 0; i < steps; i++) {
          const points = [i / steps, (i + 1) / steps].map((t) => [lerp(x0, x1, t), lerp(y0, y1, t)] as const);
          const [first] = points;
          if (first === undefined) continue;
          const turn = ((run(...first) / WAVE + 1000) * 2) % 2;
          const crossing = Math.abs((turn % 1) - 0.5) > 0.36;
          if (which === 1 && crossing && Math.round(turn) % 2 === 0) continue;
          pen.beginPath();
          for (const [x, y] of points) {
            const off = wave(run(x, y));
            pen.lineTo(x + (inward[0] ?? 0) * off, y + (inward[1] ?? 0) * off);
          }
          pen.stroke();
        }
      }
    },
    size: 9.5,
    rows: alongLevels(across),
    stone: (x, y, random) => ({
      colour: scale(colours, across(x, y) / 19 + 0.5 + 0.06 * random.normal()),
      gold: which === 0,
    }),
  };
}
