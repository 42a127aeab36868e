import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { along, bezier } from '../bezier.js';
import { hex } from '../colour.js';
import { leaf } from '../leaf.js';
import { fbm, gradientNoise } from '../noise.js';
import type { Painting } from '../picture.js';
import { Random } from '../random.js';
import { print } from '../riso.js';
import { type Patch, Sheet } from '../sheet.js';
import type { Point } from '../stroke.js';
import { carvedLine, shapeOf } from '../woodblock.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'mango moonrise';
const HORIZON = 600;
const MOON = { x: 742, y: 388, radius: 236 };
const noise = gradientNoise(SEED);

const DRUMS = {
  mango: { ink: hex('#ffc21f'), angle: 0, cell: 9, off: [0, 0] },
  coral: { ink: hex('#ff4a63'), angle: 1.309, cell: 9.5, off: [2.6, -1.6] },
  teal: { ink: hex('#0a6c86'), angle: 0.262, cell: 10, off: [-1.8, 2.2] },
} as const;
type Ink = keyof typeof DRUMS;
const INKS = Object.keys(DRUMS) as Ink[];

/** The three masters, drawn in greys: black asks for all the ink, white for none. */
class Masters {
  readonly #pens = new Map<Ink, SKRSContext2D>();

  constructor(fine: number) {
    for (const ink of INKS) {
      const pen = createCanvas(WIDTH * fine, HEIGHT * fine).getContext('2d');
      pen.scale(fine, fine);
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, WIDTH, HEIGHT);
      this.#pens.set(ink, pen);
    }
  }

  /** Fills a shape on all masters; what is not named is cut out of that ink. */
  fill(
    shape: Path2DLike,
    tones: Partial<Record<Ink, number | readonly [top: number, bottom: number]>>,
    [top, bottom]: readonly [number, number] = [0, HEIGHT],
  ): void {
    for (const ink of INKS) {
      const pen = this.#pens.get(ink);
      if (pen === undefined) continue;
      const tone = tones[ink] ?? 0;
      if (typeof tone === 'number') pen.fillStyle = grey(tone);
      else {
        const fade = pen.createLinearGradient(0, top, 0, bottom);
        fade.addColorStop(0, grey(tone[0]));
        fade.addColorStop(1, grey(tone[1]));
        pen.fillStyle = fade;
      }
      pen.fill(shape);
    }
  }

  master(ink: Ink, sheet: Sheet): Patch {
    const patch = sheet.patch(0, 0, WIDTH, HEIGHT);
    const drawn = this.#pens.get(ink)?.getImageData(0, 0, patch.width, patch.height).data;
    for (let i = 0; i < patch.data.length; i++) patch.data[i] = 1 - (drawn?.[i * 4] ?? 255) / 255;
    return patch;
  }
}
type Path2DLike = ReturnType<typeof shapeOf>;

function grey(tone: number): string {
  const v = Math.round((1 - tone) * 255);
  return `rgb(${v},${v},${v})`;
}

export const mangoMoonrise: Painting = {
  name: 'mango-moonrise',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const sheet = new Sheet(WIDTH, HEIGHT, 2, () => 0.5);
    const masters = new Masters(sheet.grain);
    sky(masters, random);
    hills(masters);
    sea(masters, random);
    palm(
      masters,
      random,
      [
        [1010, 1040],
        [1100, 840],
        [1130, 560],
        [1066, 300],
      ],
      34,
      250,
    );
    palm(
      masters,
      random,
      [
        [1090, 1040],
        [1190, 900],
        [1230, 720],
        [1216, 560],
      ],
      26,
      180,
    );
    jungle(masters, random);
    for (const ink of INKS) print(sheet, masters.master(ink, sheet), DRUMS[ink], `${SEED}/${ink}`);
    return sheet.develop(stock(sheet));
  },
};

function circle(x: number, y: number, radius: number): Path2DLike {
  return shapeOf(
    Array.from({ length: 120 }, (_, i) => ({
      x: x + Math.cos((i * Math.PI) / 60) * radius,
      y: y + Math.sin((i * Math.PI) / 60) * radius,
    })),
  );
}
function rectangle(x: number, y: number, width: number, height: number): Path2DLike {
  return shapeOf([
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]);
}

function sky(masters: Masters, random: Random): void {
  const reach = [0, HORIZON] as const;
  masters.fill(
    rectangle(0, 0, WIDTH, HORIZON + 4),
    { teal: [0.72, 0.02], coral: [0.5, 0.4], mango: [0.05, 0.75] },
    reach,
  );
  // Rings of light about the moon, each a step paler.
  for (const [grow, teal, coral, mango] of [
    [150, 0.3, 0.5, 0.3],
    [96, 0.16, 0.42, 0.5],
    [46, 0.05, 0.3, 0.7],
  ] as const) {
    masters.fill(
      circle(MOON.x, MOON.y, MOON.radius + grow),
      { teal: [teal, 0], coral: [coral, coral + 0.1], mango },
      reach,
    );
  }
  masters.fill(circle(MOON.x, MOON.y, MOON.radius), { mango: 1, coral: [0.02, 0.85] }, [
    MOON.y - MOON.radius,
    MOON.y + MOON.radius,
  ]);
  for (const [dx, dy, r] of [
    [-86, -96, 44],
    [60, -130, 26],
    [104, -30, 54],
    [-30, 20, 34],
    [-140, 10, 22],
    [30, -50, 16],
    [-60, -160, 16],
  ] as const) {
    masters.fill(circle(MOON.x + dx, MOON.y + dy, r), { mango: 1, coral: [0.3, 0.62] }, [
      MOON.y + dy - r,
      MOON.y + dy + r,
    ]);
  }
  for (let i = 0; i < 90; i++) {
    const [x, y] = [random.range(0, WIDTH), random.range(0, 330)];
    if (Math.hypot(x - MOON.x, y - MOON.y) < MOON.radius + 100) continue;
    masters.fill(circle(x, y, random.range(1.6, 4.4)), { mango: 0.5 });
  }
  for (const [x, y, length] of [
    [40, 150, 250],
    [150, 196, 330],
    [20, 242, 190],
    [980, 96, 260],
    [1060, 142, 260],
    [400, 450, 300],
    [330, 486, 420],
    [920, 470, 330],
    [880, 512, 260],
  ] as const) {
    masters.fill(
      carvedLine(
        [
          { x, y },
          { x: x + length * 0.5, y },
          { x: x + length, y },
        ],
        () => 26,
      ),
      { coral: [0.1, 0.55], mango: 0.25 },
      [y - 13, y + 13],
    );
    masters.fill(circle(x, y, 13), { coral: 0.3, mango: 0.25 });
    masters.fill(circle(x + length, y, 13), { coral: 0.3, mango: 0.25 });
  }
}

/** Faceted ridges: one side takes the moon, the other keeps the night. */
function hills(masters: Masters): void {
  for (const [index, base, height, length, lit, shade] of [
    [
      0,
      HORIZON + 2,
      150,
      190,
      { coral: 0.75, mango: 0.5, teal: 0.12 },
      { coral: 0.62, teal: 0.5, mango: 0.1 },
    ],
    [1, HORIZON + 4, 104, 140, { coral: 0.9, mango: 0.8, teal: 0.22 }, { coral: 0.5, teal: 0.85 }],
  ] as const) {
    for (let i = -1; i < WIDTH / length + 1; i++) {
      const x = (i + 0.5 + 0.3 * noise(i * 1.7 + index * 9, 3)) * length;
      const away = Math.abs(x - MOON.x) / 640;
      const top = base - height * (0.35 + 0.85 * away) * (0.8 + 0.5 * noise(i * 2.3 + 40, index * 7));
      const half = length * 0.78;
      const jag = (s: number): Point => ({
        x: x + s * half,
        y: top + (base - top) * Math.abs(s) + 9 * noise(s * 5 + i, index),
      });
      const right = [
        { x, y: top },
        jag(0.3),
        jag(0.6),
        jag(1),
        { x: x + half * 0.1, y: base },
        { x: x + half * 0.16, y: (top + base) / 2 },
      ];
      const left = [
        { x, y: top },
        jag(-0.3),
        jag(-0.6),
        jag(-1),
        { x: x + half * 0.1, y: base },
        { x: x + half * 0.16, y: (top + base) / 2 },
      ];
      const moonIsRight = x < MOON.x;
      masters.fill(shapeOf(left), moonIsRight ? shade : lit);
      masters.fill(shapeOf(right), moonIsRight ? lit : shade);
    }
  }
}

/** Bands of swell that grow towards us, with the moon's road laid over them. */
function sea(masters: Masters, random: Random): void {
  masters.fill(
    rectangle(0, HORIZON, WIDTH, HEIGHT - HORIZON),
    { teal: [0.5, 0.95], coral: [0.3, 0.1], mango: [0.25, 0] },
    [HORIZON, HEIGHT],
  );
  for (let y = HORIZON + 7; y < HEIGHT + 40; y += 6 + (y - HORIZON) * 0.085) {
    const near = (y - HORIZON) / (HEIGHT - HORIZON);
    for (let x = -60 - random.range(0, 80); x < WIDTH; ) {
      const length = random.range(60, 210) * (0.4 + near);
      const path = Array.from({ length: 14 }, (_, i) => {
        const px = x + (length * i) / 13;
        return { x: px, y: y + (3 + 12 * near) * noise(px / (50 + 90 * near), y / 9) };
      });
      const inRoad = Math.abs(x + length / 2 - MOON.x) < 60 + 200 * near + random.range(-40, 60);
      const thick = (3 + 15 * near) * random.range(0.6, 1.1);
      masters.fill(
        carvedLine(path, (t) => thick * Math.sin(Math.PI * t) ** 0.7 + 0.4),
        inRoad
          ? { mango: 1, coral: random.range(0, 0.55) }
          : random.pick([
              { teal: 0.35, coral: 0.1 },
              { teal: 0.6, mango: 0.4 },
              { teal: 1, coral: 0.5 },
              { teal: 0.25, coral: 0.55 },
            ]),
      );
      x += length + random.range(10, 60) * (0.5 + near);
    }
  }
}

type Corner = readonly [number, number];
function palm(
  masters: Masters,
  random: Random,
  [a, b, c, d]: readonly [Corner, Corner, Corner, Corner],
  width: number,
  reach: number,
): void {
  const trunk = bezier(a, [[b, c, d]], 50);
  masters.fill(
    carvedLine(trunk, (t) => width * (1 - 0.55 * t)),
    { teal: 1, coral: 0.9, mango: 0.3 },
  );
  for (let t = 0.02; t < 1; t += 0.024) {
    const { x, y, angle } = along(trunk, t);
    const half = width * (1 - 0.55 * t) * 0.5;
    const [nx, ny] = [-Math.sin(angle), Math.cos(angle)];
    masters.fill(
      carvedLine(
        [
          { x: x - nx * half, y: y - ny * half },
          { x: x - nx * half * 0.2, y: y - ny * half * 0.2 + 3 },
        ],
        () => 4,
      ),
      { coral: 1, mango: 1 },
    );
  }
  const crown = trunk.at(-1) ?? { x: d[0], y: d[1] };
  for (let i = 0; i < 13; i++) {
    const angle = -2.9 + (i / 12) * 5.6 + random.range(-0.12, 0.12) - Math.PI / 2 + 1.5;
    const length = reach * random.range(0.78, 1.1);
    const sag = Math.cos(angle) >= 0 ? 1 : -1;
    const rib = Array.from({ length: 30 }, (_, k) => {
      const t = k / 29;
      return {
        x: crown.x + Math.cos(angle) * length * t,
        y: crown.y + Math.sin(angle) * length * t * 0.8 + length * 0.42 * t * t,
      };
    });
    const tones =
      i % 3 === 0
        ? { teal: 1, mango: 0.9 }
        : i % 3 === 1
          ? { teal: 1, coral: 0.75 }
          : { teal: 0.8, mango: 1 };
    for (let t = 0.06; t < 1; t += 0.032) {
      const place = along(rib, t);
      for (const side of [-1, 1]) {
        const long = length * 0.3 * Math.sin(Math.PI * Math.min(1, 0.2 + t * 0.8)) ** 0.8;
        const { left, right } = leaf(
          place,
          place.angle + side * 0.95 * sag * (sag > 0 ? 1 : -1),
          long,
          8.5,
          0.35 * side,
          0.4,
        );
        masters.fill(shapeOf([...left, ...right.reverse()]), tones);
      }
    }
    masters.fill(
      carvedLine(rib, (t) => 4 - 3 * t),
      { teal: 1, coral: 1 },
    );
  }
  for (const [dx, dy] of [
    [-14, 12],
    [10, 16],
    [0, 26],
  ] as const)
    masters.fill(circle(crown.x + dx, crown.y + dy, width * 0.36), { coral: 1, mango: 0.8, teal: 0.3 });
}

/** Leaves at the lower edge: banana, monstera and fern, cut out against the sea. */
function jungle(masters: Masters, random: Random): void {
  const plants: readonly (readonly [number, number, number, number, number])[] = [
    [60, 1060, -1.9, 380, 0.5],
    [150, 1070, -1.35, 420, 0.6],
    [230, 1060, -0.9, 330, 0.7],
    [-20, 1000, -1.1, 360, -0.2],
    [20, 880, -0.5, 250, 0.6],
    [380, 1080, -1.7, 260, -0.5],
    [460, 1080, -1.2, 240, 0.5],
    [600, 1090, -1.9, 190, -0.4],
    [680, 1090, -1.3, 200, 0.4],
    [820, 1090, -1.8, 210, -0.5],
    [900, 1090, -1.2, 190, 0.5],
    [1180, 1070, -1.9, 270, -0.5],
    [1260, 1060, -1.5, 330, -0.4],
    [1300, 980, -2.3, 260, -0.6],
  ];
  for (const [i, [x, y, angle, length, bend]] of plants.entries()) {
    const { spine, left, right } = leaf({ x, y }, angle, length, length * 0.4, bend, 0.42);
    const [dark, light] =
      i % 2 === 0
        ? [
            { teal: 1, coral: 0.6 },
            { teal: 0.9, mango: 0.95 },
          ]
        : [
            { teal: 1, mango: 0.7 },
            { teal: 0.45, mango: 1 },
          ];
    masters.fill(shapeOf([...spine, ...[...left].reverse()]), dark);
    masters.fill(shapeOf([...spine, ...[...right].reverse()]), light);
    for (let k = 2; k < 23; k++) {
      for (const [side, tones] of [
        [left, { teal: 0.5, mango: 1 }],
        [right, { teal: 1, coral: 0.3, mango: 0.4 }],
      ] as const) {
        const [from, to] = [spine[k], side[Math.min(24, k + 3)]];
        if (from === undefined || to === undefined) continue;
        masters.fill(
          carvedLine([from, to], (t) => 3.6 - 2.6 * t),
          tones,
        );
      }
    }
    masters.fill(
      carvedLine(spine, (t) => 6 - 5 * t),
      { mango: 1, coral: 0.9 },
    );
  }
  for (let i = 0; i < 26; i++) {
    const [x, y] = [random.range(0, WIDTH), random.range(930, HEIGHT)];
    for (let k = 0; k < 6; k++) {
      const { left, right } = leaf({ x, y }, (k / 6) * Math.PI * 2 + i, 30, 19, 0, 0.6);
      masters.fill(
        shapeOf([...left, ...right.reverse()]),
        i % 2 === 0 ? { coral: 1, mango: 0.2 } : { coral: 0.35 },
      );
    }
    masters.fill(circle(x, y, 7), { mango: 1, coral: 0.4 });
  }
}

/** Uncoated cream stock with a little tooth. */
function stock(sheet: Sheet): Float32Array {
  const base = hex('#f8f1e2');
  const { columns, rows } = sheet;
  const out = new Float32Array(columns * rows * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = 1 + 0.02 * noise(column / 3.4, row / 3.4) + 0.03 * fbm(noise, column / 400, row / 400, 2);
      for (let k = 0; k < 3; k++) out[(row * columns + column) * 3 + k] = (base[k] ?? 1) * value;
    }
  }
  return out;
}
