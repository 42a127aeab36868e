import { Path2D, type SKRSContext2D } from '@napi-rs/canvas';
import { bezier, type Pair } from '../bezier.js';
import { hex, mix } from '../colour.js';
import type { Field } from '../flow.js';
import { furrows } from '../furrows.js';
import { gouge, printLino } from '../linocut.js';
import { clamp, gradientNoise, lerp, smoothstep } from '../noise.js';
import type { Painting } from '../picture.js';
import { Random } from '../random.js';
import type { Point } from '../stroke.js';
import { carvedLine, shapeOf } from '../woodblock.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'heron moon';
const MOON = { x: 806, y: 338, r: 196 };
const SHORE = 628;
/** The print bleeds off the sheet: bare margins would come out as bare patches in pictures painted after it. */
const MARGIN = -12;
const noise = gradientNoise(SEED);

/** A linocut in three blocks, ochre, river blue and black: a heron waits under the harvest moon. */
export const heronMoon: Painting = {
  name: 'heron-moon',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const heron = new Heron();
    const rays = skyRays();
    return printLino(
      WIDTH,
      HEIGHT,
      [
        { ink: () => hex('#e0a03a'), cover: 0.95, off: [2, -1], starved: 0.5, carve: ochre },
        {
          ink: (_, y) =>
            mix(hex('#2b7192'), hex('#7dbdb0'), smoothstep(60, SHORE, y) - 0.6 * smoothstep(SHORE, 980, y)),
          cover: 0.92,
          off: [-2, 1],
          starved: 0.45,
          carve: (pen) => blue(pen, heron, rays),
        },
        {
          ink: () => hex('#17151b'),
          cover: 0.985,
          off: [0, 0],
          starved: 0.3,
          carve: (pen) => key(pen, heron, rays),
        },
      ],
      SEED,
    );
  },
};

/** A frame that a knife cut along a ruler, more or less. */
function frame(): Path2D {
  const points: Point[] = [];
  const corners: Pair[] = [
    [MARGIN, MARGIN],
    [WIDTH - MARGIN, MARGIN],
    [WIDTH - MARGIN, HEIGHT - MARGIN],
    [MARGIN, HEIGHT - MARGIN],
  ];
  for (const [i, [x0, y0]] of corners.entries()) {
    const [x1, y1] = corners[(i + 1) % 4] ?? [0, 0];
    for (let t = 0; t < 1; t += 0.01) {
      const [x, y] = [lerp(x0, x1, t), lerp(y0, y1, t)];
      points.push({ x: x + 2.2 * noise(x / 30, y / 30), y: y + 2.2 * noise(x / 30 + 7, y / 30) });
    }
  }
  return shapeOf(points);
}

const disc = (x: number, y: number, r: number): Path2D => {
  const path = new Path2D();
  path.arc(x, y, r, 0, Math.PI * 2);
  return path;
};

function erase(pen: SKRSContext2D, draw: () => void): void {
  pen.globalCompositeOperation = 'destination-out';
  draw();
  pen.globalCompositeOperation = 'source-over';
}

function ochre(pen: SKRSContext2D): void {
  pen.fill(disc(MOON.x, MOON.y, MOON.r + 5));
  // Its light on the water.
  const lines = shimmer(new Random(`${SEED}/ochre`));
  for (const line of lines) pen.fill(carvedLine(line, (t) => 15 * Math.sin(t * Math.PI) ** 0.5));
  pen.fill(carvedLine(BILL, (t) => 26 * (1 - t) + 3));
}

/** Level strokes under the moon, closer and longer towards the shore. */
function shimmer(random: Random): Point[][] {
  const lines: Point[][] = [];
  for (let y = SHORE + 14; y < HEIGHT - 70; y += lerp(13, 25, (y - SHORE) / 350)) {
    const spread = lerp(150, 230, (y - SHORE) / 350) * random.range(0.55, 1);
    const x = MOON.x + random.range(-40, 40);
    lines.push(level(x - spread, x + spread, y, random));
  }
  return lines;
}

function level(from: number, to: number, y: number, random: Random): Point[] {
  const phase = random.range(0, 6);
  return Array.from({ length: 24 }, (_, i) => {
    const x = lerp(from, to, i / 23);
    return { x, y: y + 3 * Math.sin(x / 46 + phase) };
  });
}

function blue(pen: SKRSContext2D, heron: Heron, rays: readonly Ray[]): void {
  const random = new Random(`${SEED}/blue`);
  pen.fill(frame());
  erase(pen, () => {
    pen.fill(disc(MOON.x, MOON.y, MOON.r));
    for (const line of shimmer(new Random(`${SEED}/ochre`))) {
      pen.fill(carvedLine(line, (t) => 12 * Math.sin(t * Math.PI) ** 0.5));
    }
    for (const { line, width, shines } of rays) if (shines) gouge(pen, line, width * 1.5, random);
    heron.silhouette(pen, 1);
    pen.fill(carvedLine(BILL, (t) => 22 * (1 - t) + 3));
  });
}

function key(pen: SKRSContext2D, heron: Heron, rays: readonly Ray[]): void {
  const random = new Random(SEED);
  pen.fill(frame());
  pen.clip(frame());
  cutSky(pen, rays, random);
  cutMoon(pen, random);
  cutWater(pen, random);
  farShore(pen, random);
  for (const [x, y, size, tilt] of [
    [640, 196, 60, -0.12],
    [742, 250, 48, 0.02],
    [846, 214, 56, 0.1],
    [934, 288, 42, -0.05],
    [1016, 236, 46, 0.12],
    [1100, 176, 36, 0.05],
  ] as const) {
    goose(pen, x, y, size, tilt);
  }
  reeds(pen, random, [1010, 1250], 20, [330, 640]);
  heron.carve(pen, random);
  reeds(pen, random, [40, 270], 15, [240, 560]);
  reeds(pen, random, [690, 1000], 7, [150, 270]);
}

const fromMoon = (x: number, y: number): number => Math.hypot(x - MOON.x, y - MOON.y) - MOON.r;

/** One cut in the sky; those that shine are cut from the blue block too, down to the paper. */
interface Ray {
  readonly line: readonly Point[];
  readonly width: number;
  readonly shines: boolean;
}

/** The night around the moon: gouges along rings, broad where it is near and light. */
function skyRays(): Ray[] {
  const random = new Random(`${SEED}/sky`);
  const field: Field = (x, y) =>
    Math.atan2(y - MOON.y, x - MOON.x) +
    Math.PI / 2 +
    0.35 * noise(x / 130, y / 130) * smoothstep(0, 300, fromMoon(x, y));
  const lines = furrows(
    {
      width: WIDTH,
      height: SHORE,
      field,
      closest: 10,
      spacing: (x, y) => {
        const d = fromMoon(x, y);
        return d < 13 || y > SHORE - 26 ? 0 : 10 + 4 * smoothstep(0, 560, d) + 1.5 * noise(x / 50, y / 50);
      },
      length: (chance) => chance.range(34, 130),
    },
    random,
  );
  return lines.map((line) => {
    const { x, y } = line[line.length >> 1] ?? MOON;
    const d = fromMoon(x, y);
    const cloud = noise(x / 150, y / 60) > 0.28 ? 0.55 : 0.05;
    return {
      line,
      width: lerp(10.5, 5, smoothstep(10, 520, d)) * random.range(0.75, 1.15),
      shines: random.chance(Math.exp(-d / 130) * 0.8 + cloud),
    };
  });
}

function cutSky(pen: SKRSContext2D, rays: readonly Ray[], random: Random): void {
  erase(pen, () => {
    for (const { line, width } of rays) gouge(pen, line, width, random);
  });
}

const outside = (x: number, y: number): boolean =>
  x < MARGIN + 14 || y < MARGIN + 14 || x > WIDTH - MARGIN - 14 || y > HEIGHT - MARGIN - 14;

/** The moon is cleared; ridges that the gouge left still print. */
function cutMoon(pen: SKRSContext2D, random: Random): void {
  erase(pen, () => pen.fill(disc(MOON.x, MOON.y, MOON.r)));
  const lines = furrows(
    {
      width: WIDTH,
      height: SHORE,
      field: (x, y) => -0.5 + 0.5 * noise(x / 120, y / 120),
      closest: 9,
      spacing: (x, y) => {
        const d = Math.hypot(x - MOON.x, y - MOON.y) / MOON.r;
        const sea = noise(x / 90 + 3, y / 80) + 0.5 * noise(x / 34, y / 34);
        return d > 0.97 ? 0 : sea > 0.1 ? 9 : sea > -0.25 ? 14 : 19;
      },
      length: (chance) => chance.range(10, 34),
    },
    random,
  );
  for (const line of lines) gouge(pen, line, random.range(1.4, 3.6), random);
}

/** Water: level gouges, broad in the moon's path, in rings around the heron's legs. */
function cutWater(pen: SKRSContext2D, random: Random): void {
  const lines = furrows(
    {
      width: WIDTH,
      height: HEIGHT,
      field: (x, y) => {
        const [dx, dy] = [x - 352, (y - 884) * 3.2];
        const ring = Math.atan2(dx / 3.2, -dy / 3.2 / 3.2);
        const near = smoothstep(230, 90, Math.hypot(dx, dy));
        const still = 0.1 * Math.sin(x / 60 + y / 9) + 0.12 * noise(x / 90, y / 30);
        return near > 0.4 ? Math.atan2(Math.sin(ring), Math.abs(Math.cos(ring)) * 3.2) * near : still;
      },
      closest: 9,
      spacing: (x, y) => (y < SHORE + 8 || outside(x, y) ? 0 : lerp(9, 16, (y - SHORE) / 380)),
      length: (chance) => chance.range(40, 190),
    },
    random,
  );
  erase(pen, () => {
    for (const line of lines) {
      const { x, y } = line[line.length >> 1] ?? MOON;
      const path = Math.exp(-(((x - MOON.x) / 190) ** 2));
      gouge(pen, line, (2.6 + 7.2 * path + (3 * (y - SHORE)) / 380) * random.range(0.6, 1.1), random);
    }
  });
}

/** Poplars and willows on the other bank, with light in their right sides. */
function farShore(pen: SKRSContext2D, random: Random): void {
  const top = (x: number): number =>
    SHORE - 22 - 26 * (1 + noise(x / 110, 3)) - 14 * Math.abs(noise(x / 24, 9)) - 40 * smoothstep(300, 40, x);
  const outline: Point[] = [];
  for (let x = MARGIN; x <= WIDTH - MARGIN; x += 4) outline.push({ x, y: top(x) });
  const bank = shapeOf([...outline, { x: WIDTH - MARGIN, y: SHORE + 6 }, { x: MARGIN, y: SHORE + 6 }]);
  erase(pen, () => {
    pen.lineWidth = 7;
    pen.stroke(bank);
  });
  pen.fill(bank);
  erase(pen, () => {
    for (let x = MARGIN + 16; x < WIDTH - MARGIN - 16; x += random.range(7, 13)) {
      const y = top(x) + random.range(8, 14);
      const length = Math.min(SHORE - 8 - y, random.range(12, 44));
      const lean = random.range(-5, 5);
      gouge(
        pen,
        [0, 0.25, 0.5, 0.75, 1].map((t) => ({ x: x + lean * t * t, y: y + length * t })),
        random.range(2.4, 5),
        random,
      );
    }
  });
}

function goose(pen: SKRSContext2D, x: number, y: number, size: number, tilt: number): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(tilt);
  const wing = (side: number) =>
    bezier(
      [0, 0],
      [
        [
          [side * size * 0.25, -size * 0.34],
          [side * size * 0.6, -size * 0.42],
          [side * size, -size * 0.1],
        ],
      ],
      16,
    );
  const span = (side: number, rim: number) =>
    pen.fill(carvedLine(wing(side), (t) => size * 0.26 * (1 - t) ** 0.8 + 1.5 + rim));
  if (fromMoon(x, y) > -size) {
    erase(pen, () => {
      for (const side of [-1, 1]) span(side, 9);
    });
  }
  for (const side of [-1, 1]) span(side, 0);
  pen.fill(
    carvedLine(
      bezier(
        [-size * 0.3, size * 0.1],
        [
          [
            [0, -size * 0.12],
            [size * 0.3, -size * 0.02],
            [size * 0.62, -size * 0.1],
          ],
        ],
        12,
      ),
      (t) => size * 0.2 * Math.sin(clamp(t * 1.1) * 2.7) + 2,
    ),
  );
  pen.restore();
}

/** Blades of reed and bulrushes, each with a cut rim and light along one side. */
function reeds(
  pen: SKRSContext2D,
  random: Random,
  [from, to]: readonly [number, number],
  count: number,
  [low, high]: readonly [number, number],
): void {
  for (let i = 0; i < count; i++) {
    const foot = lerp(from, to, (i + random.next()) / count);
    const tall = random.range(low, high);
    const lean = random.range(-0.32, 0.32) * tall;
    const base = HEIGHT - MARGIN - 6;
    const rush = tall > 260 && random.chance(0.36);
    const line = bezier(
      [foot, base],
      [
        [
          [foot + lean * 0.05, base - tall * 0.45],
          [foot + lean * 0.3, base - tall * 0.8],
          [foot + lean * (rush ? 0.5 : 1), base - tall * (rush ? 1 : 0.94)],
        ],
      ],
      40,
    );
    const wide = rush ? 8 : random.range(15, 26);
    const width = (t: number): number =>
      rush ? wide : wide * clamp(Math.sin(Math.PI * (0.35 + 0.65 * t))) ** 0.8 + 1;
    erase(pen, () => pen.fill(carvedLine(line, (t) => width(t) + 8)));
    pen.fill(carvedLine(line, width));
    erase(pen, () => {
      if (rush) return;
      gouge(
        pen,
        line.slice(3, 36).map((p) => ({ x: p.x + wide * 0.06, y: p.y })),
        random.range(2, 3.4),
        random,
      );
      // Notches along the lit side.
      for (let k = 3; k < 35; k += 1) {
        const p = line[k];
        if (p === undefined || random.chance(0.25)) continue;
        const half = width(k / 40) * 0.42;
        gouge(
          pen,
          [0, 0.3, 0.6, 1].map((t) => ({ x: p.x + half * (1 - t * 0.75), y: p.y - 3 + 8 * t })),
          2.6,
          random,
        );
      }
    });
    if (!rush) continue;
    const tip = line[36];
    const below = line[27];
    if (tip === undefined || below === undefined) continue;
    const head = [0, 0.2, 0.4, 0.6, 0.8, 1].map((t) => ({
      x: lerp(below.x, tip.x, t),
      y: lerp(below.y, tip.y, t),
    }));
    const fat = (grow: number) => (t: number) =>
      (22 + grow) * Math.sin(Math.PI * clamp(0.12 + 0.76 * t)) ** 0.4;
    erase(pen, () => pen.fill(carvedLine(head, fat(8))));
    pen.fill(carvedLine(head, fat(0)));
    erase(pen, () => {
      for (let k = 0; k < 26; k++) {
        const t = random.range(0.08, 0.92);
        const [x, y] = [lerp(below.x, tip.x, t) + random.range(-2, 9), lerp(below.y, tip.y, t)];
        gouge(
          pen,
          [0, 0.33, 0.66, 1].map((s) => ({ x: x + 1.4 * s, y: y - 7 * s })),
          2.2,
          random,
        );
      }
    });
  }
}

const BILL: readonly Point[] = [
  { x: 470, y: 318 },
  { x: 520, y: 330 },
  { x: 566, y: 343 },
  { x: 606, y: 356 },
];

/** The heron: bare paper, drawn in black lines, its flight feathers and cap black. */
class Heron {
  readonly #neck = bezier(
    [404, 600],
    [
      [
        [486, 540],
        [402, 486],
        [380, 430],
      ],
      [
        [362, 378],
        [386, 316],
        [448, 308],
      ],
    ],
    30,
  );
  readonly #body = bezier(
    [440, 560],
    [
      [
        [456, 650],
        [392, 736],
        [296, 760],
      ],
      [
        [240, 776],
        [170, 800],
        [118, 832],
      ],
      [
        [130, 770],
        [170, 690],
        [224, 628],
      ],
      [
        [280, 560],
        [388, 506],
        [440, 560],
      ],
    ],
    24,
  );
  readonly #neckWidth = (t: number): number =>
    lerp(92, 33, smoothstep(0, 0.55, t)) + 10 * smoothstep(0.8, 1, t);

  silhouette(pen: SKRSContext2D, grow: number): void {
    pen.lineWidth = grow * 2;
    for (const shape of [shapeOf(this.#body), carvedLine(this.#neck, this.#neckWidth), this.#head()]) {
      pen.fill(shape);
      pen.stroke(shape);
    }
  }

  #head(): Path2D {
    const head = new Path2D();
    head.ellipse(450, 312, 38, 23, 0.2, 0, Math.PI * 2);
    return head;
  }

  carve(pen: SKRSContext2D, random: Random): void {
    this.#legs(pen);
    erase(pen, () => {
      this.silhouette(pen, 6);
      pen.fill(carvedLine(BILL, (t) => 38 * (1 - t) + 12));
    });
    pen.lineWidth = 4.5;
    // Outline of the body, then feathers from the tail up, so that each lies over the one behind it.
    pen.stroke(shapeOf(this.#body));
    this.#feathers(pen, random);
    this.#throat(pen, random);
    pen.fill(carvedLine(BILL, (t) => 22 * (1 - t) + 2.5));
    erase(pen, () =>
      gouge(
        pen,
        BILL.map((p) => ({ x: p.x + 4, y: p.y + 1 })),
        5,
        random,
      ),
    );
    pen.stroke(this.#head());
    const cap = bezier(
      [482, 306],
      [
        [
          [450, 276],
          [410, 290],
          [398, 306],
        ],
        [
          [370, 318],
          [330, 330],
          [286, 372],
        ],
      ],
      20,
    );
    pen.fill(carvedLine(cap, (t) => 26 * Math.sin(Math.PI * clamp(0.25 + t)) * (1 - t) + 4 * (1 - t) + 1));
    const plume = bezier(
      [410, 312],
      [
        [
          [380, 330],
          [340, 352],
          [312, 398],
        ],
      ],
      16,
    );
    pen.fill(carvedLine(plume, (t) => 8 * (1 - t) + 1));
    pen.fill(disc(462, 309, 9));
    erase(pen, () => pen.fill(disc(464, 307, 4.4)));
    pen.fill(disc(465, 307, 2.2));
  }

  #legs(pen: SKRSContext2D): void {
    for (const points of [
      [
        [318, 740],
        [326, 800],
        [312, 836],
        [318, 930],
      ],
      [
        [366, 718],
        [384, 790],
        [372, 832],
        [388, 926],
      ],
    ]) {
      const line = points.map(([x = 0, y = 0]) => ({ x, y }));
      erase(pen, () => pen.fill(carvedLine(line, () => 22)));
      pen.fill(carvedLine(line, (t) => (t > 0.5 && t < 0.8 ? 13 : 10)));
    }
  }

  /** Three rows of feathers on the wing: long black ones at its edge, shorter and lighter ones above. */
  #feathers(pen: SKRSContext2D, random: Random): void {
    pen.save();
    pen.clip(shapeOf(this.#body));
    const rows: readonly {
      count: number;
      long: number;
      wide: number;
      from: Pair;
      to: Pair;
      dark: boolean;
    }[] = [
      { count: 13, long: 250, wide: 28, from: [384, 672], to: [226, 640], dark: true },
      { count: 12, long: 150, wide: 28, from: [410, 640], to: [252, 612], dark: false },
      { count: 10, long: 96, wide: 26, from: [414, 590], to: [300, 570], dark: false },
    ];
    for (const { count, long, wide, from, to, dark } of rows) {
      for (let i = 0; i < count; i++) {
        const t = i / (count - 1);
        const [x, y] = [lerp(from[0], to[0], t), lerp(from[1], to[1], t)];
        const angle = lerp(2.7, 2.34, t) + random.range(-0.03, 0.03);
        const [dx, dy] = [Math.cos(angle) * long, Math.sin(angle) * long];
        const spine = bezier(
          [x, y],
          [
            [
              [x + dx * 0.3, y + dy * 0.3 - 8],
              [x + dx * 0.7, y + dy * 0.7 - 8],
              [x + dx, y + dy],
            ],
          ],
          18,
        );
        const width = (s: number): number => wide * Math.sin(Math.PI * clamp(0.03 + 0.92 * s)) ** 0.6;
        erase(pen, () => pen.fill(carvedLine(spine, (s) => width(s) + 7)));
        pen.fill(carvedLine(spine, width));
        erase(pen, () => {
          if (!dark) pen.fill(carvedLine(spine, (s) => Math.max(0, width(s) - 7)));
          else gouge(pen, spine, 3, random);
        });
        for (let k = 2; k < 17; k++) {
          const p = spine[k];
          if (p === undefined) continue;
          for (const side of [-1, 1]) {
            const reach = width(k / 18) * 0.4;
            const barb = [0, 0.35, 0.7, 1].map((s) => ({
              x: p.x + Math.cos(angle) * 9 * s - Math.sin(angle) * side * reach * s,
              y: p.y + Math.sin(angle) * 9 * s + Math.cos(angle) * side * reach * s,
            }));
            if (dark) erase(pen, () => gouge(pen, barb, 2, random));
            else gouge(pen, barb, 2, random);
          }
        }
      }
    }
    pen.restore();
  }

  /** Flecks down the front of the neck, and its two outlines. */
  #throat(pen: SKRSContext2D, random: Random): void {
    const sides = [-0.5, 0.5].map((side) =>
      this.#neck.map((point, i) => {
        const a = this.#neck[Math.max(0, i - 1)] ?? point;
        const b = this.#neck[Math.min(this.#neck.length - 1, i + 1)] ?? point;
        const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
        const half = this.#neckWidth(i / (this.#neck.length - 1)) * side;
        return { x: point.x - ((b.y - a.y) / length) * half, y: point.y + ((b.x - a.x) / length) * half };
      }),
    );
    for (const side of sides) pen.fill(carvedLine(side.slice(4), () => 4.5));
    const [left, right] = sides;
    if (left === undefined || right === undefined) return;
    for (let i = 2; i < 56; i++) {
      for (let k = 0; k < 4; k++) {
        const share = random.range(0.12, 0.9);
        const [l, r, m] = [left[i], right[i], left[i + 3]];
        if (l === undefined || r === undefined || m === undefined || random.chance(share < 0.4 ? 0.75 : 0.25))
          continue;
        const [x, y] = [lerp(l.x, r.x, share), lerp(l.y, r.y, share)];
        const [dx, dy] = [l.x - m.x, l.y - m.y];
        gouge(
          pen,
          [0, 0.33, 0.66, 1].map((t) => ({ x: x + dx * t * 1.2, y: y + dy * t * 1.2 })),
          3.4,
          random,
        );
      }
    }
  }
}
