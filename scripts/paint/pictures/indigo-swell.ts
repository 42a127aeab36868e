import { Path2D } from '@napi-rs/canvas';
import { along, between, bezier } from '../bezier.js';
import { hex } from '../colour.js';
import { clamp, lerp, smoothstep } from '../noise.js';
import type { Painting } from '../picture.js';
import { Random } from '../random.js';
import type { Point } from '../stroke.js';
import { carvedLine, shapeOf, Woodblocks } from '../woodblock.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'indigo swell';
const HORIZON = 640;

type Block = 'dusk' | 'zenith' | 'sun' | 'pale' | 'mid' | 'deep' | 'key' | 'seal';
type Blocks = Woodblocks<Block>;

/** A breaking wave: its back and its hollow face, both from the foot to the tip of the crest. */
interface Wave {
  readonly back: readonly Point[];
  readonly face: readonly Point[];
  /** Size of the claws of foam. */
  readonly claw: number;
  readonly stripes: number;
}
const EACH = 60;
const GREAT: Wave = {
  back: bezier(
    [-330, 1060],
    [
      [
        [-120, 800],
        [60, 250],
        [400, 176],
      ],
      [
        [590, 136],
        [760, 190],
        [838, 352],
      ],
    ],
    EACH,
  ),
  face: bezier(
    [1010, 1080],
    [
      [
        [640, 930],
        [470, 720],
        [540, 490],
      ],
      [
        [580, 350],
        [730, 290],
        [838, 352],
      ],
    ],
    EACH,
  ),
  claw: 112,
  stripes: 34,
};
const LESSER: Wave = {
  back: bezier(
    [-260, 1130],
    [
      [
        [-90, 990],
        [0, 790],
        [160, 752],
      ],
      [
        [262, 730],
        [350, 768],
        [392, 850],
      ],
    ],
    EACH,
  ),
  face: bezier(
    [600, 1140],
    [
      [
        [400, 1070],
        [262, 990],
        [280, 904],
      ],
      [
        [296, 850],
        [346, 830],
        [392, 850],
      ],
    ],
    EACH,
  ),
  claw: 56,
  stripes: 25,
};

export const indigoSwell: Painting = {
  name: 'indigo-swell',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const blocks: Blocks = new Woodblocks<Block>(WIDTH, HEIGHT, {
      dusk: { ink: hex('#efb592'), grain: 0.3, wipe: (_, y) => smoothstep(250, HORIZON, y) * 0.95 },
      zenith: { ink: hex('#345a94'), grain: 0.34, wipe: (_, y) => (1 - smoothstep(0, 300, y)) * 0.95 },
      sun: {
        ink: hex('#cf3f2a'),
        grain: 0.26,
        wipe: (_, y) => 1 - 0.55 * smoothstep(290, 470, y),
        off: [1, 0],
      },
      pale: { ink: hex('#b4cfe2'), grain: 0.26, off: [-1, 1] },
      mid: { ink: hex('#5f93c6'), grain: 0.3, off: [1, 0] },
      deep: {
        ink: hex('#24489a'),
        grain: 0.26,
        wipe: (x, y) => 1 - 0.22 * smoothstep(700, 300, y + x * 0.1),
        off: [0, 1],
      },
      key: { ink: hex('#101d45'), grain: 0.14 },
      seal: { ink: hex('#c23a26'), grain: 0.3 },
    });
    carveSky(blocks, random);
    carveMountain(blocks, random);
    carveFarSea(blocks, random);
    carveBoat(blocks, 1042, 742);
    carveWave(blocks, GREAT, random);
    carveSwell(blocks, random);
    carveWave(blocks, LESSER, random);
    carveSeal(blocks);
    return blocks.print(SEED);
  },
};

function carveSky(blocks: Blocks, random: Random): void {
  const sky = new Path2D();
  sky.rect(0, 0, WIDTH, HORIZON + 20);
  blocks.fill('dusk', sky);
  blocks.fill('zenith', sky);
  const sun = new Path2D();
  sun.arc(1012, 330, 104, 0, Math.PI * 2);
  blocks.cut(sun, 'dusk', 'zenith');
  blocks.fill('sun', sun);
  // Bars of mist with round ends (suyari-gasumi) lie across the sun.
  for (const [x, y, length, thick] of [
    [820, 392, 250, 22],
    [930, 420, 420, 24],
    [1130, 372, 260, 18],
    [700, 470, 300, 20],
    [1010, 478, 330, 22],
    [20, 150, 260, 20],
    [-60, 182, 280, 22],
    [860, 96, 330, 18],
    [1000, 124, 330, 20],
  ] as const) {
    const bar = new Path2D();
    bar.roundRect(x, y, length, thick, thick / 2);
    blocks.cut(bar, 'sun', 'dusk', 'zenith');
    blocks.carve('key', (pen) => {
      pen.globalAlpha = 0.55;
      pen.lineWidth = 1.3;
      pen.stroke(bar);
    });
  }
  // Plovers.
  for (let i = 0; i < 9; i++) {
    const [x, y] = [1010 + i * 26 + random.range(-14, 14), 206 - i * 5 + random.range(-26, 26)];
    const size = random.range(7, 13);
    const tilt = random.range(-0.25, 0.25);
    for (const side of [-1, 1]) {
      const wing = Array.from({ length: 9 }, (_, k) => {
        const t = k / 8;
        const px = side * t * size * 1.5;
        const py = -Math.sin(t * 2.4) * size * 0.62 + t * size * 0.2;
        return {
          x: x + px * Math.cos(tilt) - py * Math.sin(tilt),
          y: y + px * Math.sin(tilt) + py * Math.cos(tilt),
        };
      });
      blocks.line('key', wing, (t) => 3.4 * (1 - t) ** 0.7 + 0.8);
    }
  }
}

function carveMountain(blocks: Blocks, random: Random): void {
  const slope = (x: number): number => {
    const d = Math.abs(x - 946);
    return 488 + 158 * (1 - Math.exp(-d / 120)) + (d < 9 ? 3 - d / 4 : 0);
  };
  const outline = Array.from({ length: 120 }, (_, i) => ({ x: 430 + i * 7.3, y: slope(430 + i * 7.3) }));
  const body = shapeOf([...outline, { x: 1300, y: HORIZON + 6 }, { x: 430, y: HORIZON + 6 }]);
  blocks.cut(body);
  blocks.fill('mid', body);
  blocks.fill('pale', body);
  const snow = outline
    .filter((point) => Math.abs(point.x - 946) < 96)
    .concat(
      Array.from({ length: 23 }, (_, i) => ({
        x: 1038 - i * 8.4,
        y: slope(1038 - i * 8.4) + (i % 2 === 0 ? 5 : random.range(14, 34)),
      })),
    );
  blocks.cut(shapeOf(snow));
  blocks.line('key', outline, () => 2.4);
}

function carveFarSea(blocks: Blocks, random: Random): void {
  const sea = new Path2D();
  sea.rect(0, HORIZON, WIDTH, HEIGHT);
  blocks.cut(sea);
  blocks.fill('pale', sea);
  blocks.line(
    'key',
    [
      { x: 400, y: HORIZON },
      { x: 800, y: HORIZON },
      { x: WIDTH, y: HORIZON },
    ],
    () => 2,
  );
  // Swells that grow as they come nearer: dark hollows, and lines on their backs.
  for (let y = HORIZON + 8, step = 9; y < 900; y += step, step *= 1.16) {
    const near = (y - HORIZON) / 260;
    const phase = random.range(0, 6);
    const long = lerp(46, 150, clamp(near));
    const crest = (x: number): number =>
      y + step * 0.5 * Math.sin(x / long + phase) + step * 0.3 * Math.sin(x / (long * 0.43) + phase * 2);
    const top = Array.from({ length: 66 }, (_, i) => ({ x: 420 + i * 13.5, y: crest(420 + i * 13.5) }));
    const low = top.map((p) => ({
      x: p.x,
      y: p.y + step * (0.5 + 0.35 * Math.sin(p.x / (long * 0.7) + phase + 1)),
    }));
    blocks.fill(near > 0.16 ? 'deep' : 'mid', shapeOf([...top, ...[...low].reverse()]));
    blocks.fill('mid', shapeOf([...low, ...low.map((p) => ({ x: p.x, y: p.y + step * 0.28 })).reverse()]));
    blocks.line('key', top, (t) => 1 + near * 2 * Math.sin(t * 40 + phase) ** 2);
  }
}

/** An open skiff with a lone rower, riding between the swells. */
function carveBoat(blocks: Blocks, x: number, y: number): void {
  const deck = bezier(
    [x - 92, y - 26],
    [
      [
        [x - 50, y + 4],
        [x + 40, y + 8],
        [x + 108, y - 40],
      ],
    ],
    24,
  );
  const keel = bezier(
    [x - 92, y - 26],
    [
      [
        [x - 60, y + 26],
        [x + 46, y + 32],
        [x + 108, y - 40],
      ],
    ],
    24,
  );
  const hull = shapeOf([...deck, ...[...keel].reverse()]);
  blocks.cut(hull);
  blocks.fill('dusk', hull);
  blocks.carve('sun', (pen) => {
    pen.globalAlpha = 0.35;
    pen.fill(hull);
  });
  blocks.line('key', deck, () => 3.4);
  blocks.line('key', keel, () => 3);
  blocks.line('key', between(deck, keel, 0.5), () => 1.4);
  for (const [dx, lean] of [
    [-36, 0.2],
    [2, 0.3],
    [40, 0.25],
  ] as const) {
    const back = bezier(
      [x + dx - 15, y - 2],
      [
        [
          [x + dx - 18, y - 34],
          [x + dx + 16 * lean, y - 40],
          [x + dx + 16, y - 2],
        ],
      ],
      14,
    );
    const coat = shapeOf(back);
    blocks.cut(coat);
    blocks.fill('deep', coat);
    blocks.carve('key', (pen) => {
      pen.lineWidth = 2;
      pen.stroke(coat);
    });
    const hat = shapeOf([
      { x: x + dx - 14, y: y - 26 },
      { x: x + dx + 2, y: y - 42 },
      { x: x + dx + 17, y: y - 25 },
    ]);
    blocks.cut(hat);
    blocks.carve('key', (pen) => {
      pen.lineWidth = 1.8;
      pen.stroke(hat);
    });
  }
}

function carveWave(blocks: Blocks, wave: Wave, random: Random): void {
  const body = shapeOf([...wave.back, ...[...wave.face].reverse()]);
  blocks.cut(body);
  blocks.fill('pale', body);
  // Ribbons of water run up the face and gather in the crest, no two of one width.
  const kinds = ['deep', 'mid', 'deep', 'pale', 'mid', 'bare'] as const;
  const broad = { deep: 1.25, mid: 0.9, pale: 0.75, bare: 0.4 };
  const ribbons = Array.from({ length: wave.stripes }, (_, i) => {
    const kind = kinds[i % kinds.length] ?? 'deep';
    return { kind, width: broad[kind] * random.range(0.55, 1.5) };
  });
  const whole = ribbons.reduce((sum, { width }) => sum + width, 0);
  let from = 0;
  for (const { kind, width } of ribbons) {
    const to = from + width / whole;
    const a = between(wave.face, wave.back, from);
    const b = between(wave.face, wave.back, Math.min(1, to));
    from = to;
    const ribbon = ribbonShape(a, b, kind === 'bare' ? 0.8 : 1, random);
    if (kind === 'bare') blocks.cut(ribbon, 'pale');
    if (kind === 'deep') blocks.fill('deep', ribbon);
    if (kind === 'deep' || kind === 'mid') blocks.fill('mid', ribbon);
    const heavy = kind === 'deep' ? 3.2 : 1.6;
    const end = kind === 'deep' ? 1 : random.range(0.74, 0.9);
    blocks.line('key', a, (t) => heavy * clamp((end - t) * 5) * (0.5 + 0.6 * Math.sin(t * Math.PI) ** 0.6));
    // Threads in the dark ribbons, left bare by the knife; fine dark ones in the light.
    for (const share of width > 1.1 ? [0.3, 0.52, 0.74] : [0.5]) {
      const swell = random.range(0.9, 1.25);
      const thread = carvedLine(between(a, b, share), (t) => 2.2 * Math.sin(clamp(t * swell) * Math.PI) ** 2);
      if (kind === 'deep') blocks.cut(thread, 'deep');
      else if (kind === 'mid' && width > 0.8) blocks.fill('deep', thread);
    }
  }
  blocks.line('key', wave.back, (t) => 3.4 + 1.4 * Math.sin(t * 9) ** 2);
  blocks.line('key', wave.face, (t) => 3.6 + 1.6 * Math.sin(t * 7) ** 2);
  carveFoam(blocks, wave, random);
}

function ribbonShape(a: readonly Point[], b: readonly Point[], until: number, random: Random): Path2D {
  const last = Math.floor((a.length - 1) * (until - random.range(0, 0.06)));
  return shapeOf([...a.slice(0, last), ...b.slice(0, last).reverse()]);
}

/** Everything foam is made of: fingers, each a row of shrinking discs. */
interface Disc extends Point {
  readonly r: number;
}

function carveFoam(blocks: Blocks, wave: Wave, random: Random): void {
  const size = wave.claw;
  // The mantle: foam that lies on the crest, thickest at its tip.
  const mantle: Disc[] = [];
  for (let share = 0.44; share <= 1; share += 0.006) {
    const place = along(wave.back, share);
    const thick = size * (0.05 + 0.42 * smoothstep(0.46, 0.9, share));
    const inwards = place.angle + Math.PI / 2;
    const reach = random.range(0.2, 0.75);
    mantle.push({
      x: place.x + Math.cos(inwards) * thick * reach,
      y: place.y + Math.sin(inwards) * thick * reach,
      r: thick * random.range(0.4, 0.75),
    });
  }
  for (let share = 0.74; share <= 1; share += 0.01) {
    const place = along(wave.face, share);
    const thick = size * 0.26 * smoothstep(0.72, 0.95, share);
    mantle.push({ x: place.x, y: place.y - thick * 0.5, r: thick * random.range(0.6, 1) + 2 });
  }
  // Claws, each with its own outline over those behind: hanging ones under the mantle, then, over it, upright ones on
  // the back and those thrown forward.
  const roots: { share: number; curve: readonly Point[]; turn: number; grown: number }[] = [];
  for (let share = 0.78; share <= 1; share += 0.05) {
    const turn = lerp(2.0, 0.85, smoothstep(0.78, 1, share));
    roots.push({ share, curve: wave.face, turn, grown: smoothstep(0.7, 1, share) * 0.9 });
  }
  for (let share = 0.47; share <= 0.995; share += lerp(0.062, 0.04, share)) {
    const grown = smoothstep(0.42, 0.92, share);
    roots.push({ share, curve: wave.back, turn: -lerp(1.25, 0.5, smoothstep(0.5, 1, share)), grown });
  }
  const hanging = roots.filter((root) => root.curve === wave.face).length;
  for (const [index, { share, curve, turn, grown }] of roots.entries()) {
    if (index === hanging) {
      lather(blocks, mantle, 2.2);
      shadeFoam(blocks, mantle, size, random);
    }
    const place = along(curve, share);
    const discs: Disc[] = [];
    const hooks: Point[][] = [];
    const length = size * lerp(0.34, 1.12, grown) * random.range(0.75, 1.25);
    claw(discs, hooks, place, place.angle + turn + random.range(-0.22, 0.22), length, 0.1, 2, random);
    lather(blocks, discs, size > 80 ? 2 : 1.6);
    shadeFoam(blocks, discs, size, random);
    for (const hook of hooks) {
      blocks.fill(
        'pale',
        carvedLine(hook, (t) => length * 0.09 * (1 - t) + 1),
      );
      blocks.line('key', hook, (t) => 1.5 * (1 - t) + 0.4);
    }
  }
  // Spray, thrown ahead of the crest.
  for (let i = 0; i < 130; i++) {
    const place = along(wave.back, random.range(0.55, 1));
    const away = size * (0.9 + 1.7 * random.next() ** 1.8);
    const angle = place.angle - random.range(-0.7, 1.2);
    const [x, y] = [place.x + Math.cos(angle) * away, place.y + Math.sin(angle) * away];
    lather(blocks, [{ x, y, r: lerp(0.7, size * 0.034, random.next() ** 2) }], 0.9);
  }
}

/** Bare paper with a dark rim. */
function lather(blocks: Blocks, discs: readonly Disc[], rim: number): void {
  blocks.fill('key', discShape(discs, rim));
  blocks.cut(discShape(discs, 0));
}

/** Blue crescents on the shadow side of the foam's bubbles. */
function shadeFoam(blocks: Blocks, discs: readonly Disc[], size: number, random: Random): void {
  for (const disc of discs) {
    if (disc.r < size * 0.05 || !random.chance(0.34)) continue;
    const turn = random.range(0.4, 1.9);
    blocks.carve(random.chance(0.5) ? 'mid' : 'pale', (pen) => {
      pen.lineWidth = Math.max(1.3, disc.r * 0.22);
      pen.beginPath();
      pen.arc(disc.x, disc.y, disc.r * 0.66, turn, turn + 1.2);
      pen.stroke();
    });
  }
}

function claw(
  discs: Disc[],
  hooks: Point[][],
  from: Point,
  heading: number,
  size: number,
  curl: number,
  depth: number,
  random: Random,
): void {
  let { x, y } = from;
  let angle = heading;
  const steps = 15;
  const spine: Point[] = [];
  for (let i = 0; i < steps; i++) {
    const t = i / (steps - 1);
    const r =
      size * lerp(0.165, 0.05, t ** 0.6) * smoothstep(-0.25, 0.2, t) + (i === steps - 1 ? size * 0.03 : 0);
    discs.push({ x, y, r });
    spine.push({ x, y });
    if (depth > 0 && i > 2 && i % 3 === 0) {
      const side = random.chance(0.75) ? -1 : 0.7;
      claw(
        discs,
        hooks,
        { x, y },
        angle + side * random.range(0.55, 1.05),
        size * 0.5 * (1 - 0.4 * t),
        curl * 1.2,
        depth - 1,
        random,
      );
    }
    angle += curl * (0.55 + 1.35 * t);
    x += Math.cos(angle) * size * 0.088;
    y += Math.sin(angle) * size * 0.088;
  }
  if (depth > 0) hooks.push(spine.slice(0, 12));
}

function discShape(discs: readonly Disc[], grow: number): Path2D {
  const shape = new Path2D();
  for (const { x, y, r } of discs) {
    shape.moveTo(x + r + grow, y);
    shape.arc(x, y, r + grow, 0, Math.PI * 2);
  }
  return shape;
}

/** The near swell on the right: a smooth dark back with long combed lines. */
function carveSwell(blocks: Blocks, random: Random): void {
  const top = bezier(
    [470, 1080],
    [
      [
        [640, 960],
        [760, 868],
        [960, 862],
      ],
      [
        [1080, 858],
        [1190, 838],
        [1340, 770],
      ],
    ],
    EACH,
  );
  const low = bezier(
    [620, 1130],
    [
      [
        [760, 1090],
        [900, 1060],
        [1020, 1070],
      ],
      [
        [1140, 1075],
        [1240, 1065],
        [1340, 1050],
      ],
    ],
    EACH,
  );
  const body = shapeOf([...top, ...[...low].reverse()]);
  blocks.cut(body);
  blocks.fill('pale', body);
  const count = 24;
  for (let i = 0; i < count; i++) {
    const a = between(top, low, (i / count) ** 1.15);
    const b = between(top, low, ((i + 0.62 + random.range(-0.15, 0.15)) / count) ** 1.15);
    const ribbon = shapeOf([...a, ...[...b].reverse()]);
    if (i % 3 !== 2) blocks.fill(i % 3 === 0 ? 'deep' : 'mid', ribbon);
    if (i % 3 === 0) blocks.fill('mid', ribbon);
    blocks.line('key', a, (t) => 1 + 1.8 * Math.sin(t * 6 + i) ** 2);
  }
  blocks.line('key', top, (t) => 3.4 + 1.2 * Math.sin(t * 9) ** 2);
  const discs: Disc[] = [];
  const hooks: Point[][] = [];
  for (let share = 0.4; share < 0.86; share += 0.022) {
    const place = along(top, share);
    const grown = Math.sin(((share - 0.4) / 0.46) * Math.PI);
    discs.push({ x: place.x, y: place.y, r: 4 + 11 * grown * random.range(0.7, 1.2) });
    claw(
      discs,
      hooks,
      place,
      place.angle - 0.8 + random.range(-0.2, 0.2),
      16 + 26 * grown * random.range(0.8, 1.2),
      0.15,
      1,
      random,
    );
  }
  blocks.fill('key', discShape(discs, 2.1));
  blocks.cut(discShape(discs, 0));
  for (const hook of hooks)
    blocks.fill(
      'pale',
      carvedLine(hook, (t) => 4 * (1 - t) + 1),
    );
}

/** The painter's seal: a curl of water in a square. */
function carveSeal(blocks: Blocks): void {
  const [x, y, side] = [1172, 936, 62];
  const plate = new Path2D();
  plate.roundRect(x, y, side, side, 7);
  blocks.cut(plate);
  blocks.fill('seal', plate);
  const [cx, cy] = [x + side / 2, y + side / 2];
  for (const start of [0, (2 * Math.PI) / 3, (4 * Math.PI) / 3]) {
    const curl = Array.from({ length: 30 }, (_, i) => {
      const t = i / 29;
      const angle = start + t * 3.4;
      const r = side * 0.4 * (1 - t * 0.92);
      return { x: cx + Math.cos(angle) * r, y: cy + Math.sin(angle) * r };
    });
    const mark = carvedLine(curl, (t) => 1.6 + 5.4 * (1 - t));
    blocks.cut(mark, 'seal');
  }
}
