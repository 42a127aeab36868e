import { weave } from '../canvas.js';
import { hex, mix, type Rgb, scale, vary } from '../colour.js';
import { type Field, follow } from '../flow.js';
import { photograph } from '../light.js';
import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import { Panel } from '../panel.js';
import type { Painting } from '../picture.js';
import { Random } from '../random.js';
import { scatter } from '../scatter.js';
import { dash } from '../shape.js';
import { lay, type Point } from '../stroke.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'vermilion valley';
const HORIZON = 452;
const SUN = { x: 452, y: 318, radius: 47 };

const GROUND = hex('#8e2418');
const SKY = [
  hex('#fff3b0'),
  hex('#ffd95a'),
  hex('#fdb13c'),
  hex('#f5793a'),
  hex('#ea5a5e'),
  hex('#d06a9a'),
  hex('#7c74b8'),
  hex('#2f6fae'),
  hex('#1d4f8c'),
] as const;
/** Fields by their light side and their shadow: warm land, cool shade. */
const FIELDS: readonly [readonly [Rgb, Rgb, Rgb], ...(readonly [Rgb, Rgb, Rgb])[]] = [
  [hex('#ffb52e'), hex('#f28a1c'), hex('#c8501c')],
  [hex('#f4581f'), hex('#dc3318'), hex('#8f1730')],
  [hex('#ffd84a'), hex('#eeb01f'), hex('#c8741a')],
  [hex('#e2283a'), hex('#b8142f'), hex('#6e1143')],
  [hex('#8cc63f'), hex('#2f9e63'), hex('#0d6b5c')],
  [hex('#1fa187'), hex('#0c7a6c'), hex('#0a4a5c')],
  [hex('#f59cb0'), hex('#e0608a'), hex('#a03078')],
  [hex('#ff9340'), hex('#ee6a24'), hex('#b23a20')],
];
const noise = gradientNoise(SEED);

export const vermilionValley: Painting = {
  name: 'vermilion-valley',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const panel = new Panel(WIDTH, HEIGHT, 2, GROUND);
    weave(panel, `${SEED}/linen`, 0.2, 3.2);
    paintSky(panel, random);
    paintMountains(panel, random);
    paintLand(panel, random);
    paintRiver(panel, random);
    paintPoplars(panel, random);
    paintCottage(panel, random, 838, 566);
    paintTree(panel, random);
    paintMeadow(panel, random);
    return photograph(panel, { depth: 0.62, gloss: 0.2 });
  },
};

/** Bands of light about the sun, drawn out sideways and broken by cloud. */
function skyColour(x: number, y: number, random: Random): Rgb {
  const away = Math.hypot((x - SUN.x) * 0.62, (y - SUN.y) * 1.25);
  const cloud = fbm(noise, x / 330 + y / 500, y / 95, 3);
  const tone = 0.05 + (away / 520) ** 0.85 * 0.9 + 0.3 * cloud + 0.035 * random.normal();
  let colour = scale(SKY, tone);
  if (cloud > 0.16 && y < 330) colour = mix(colour, hex('#fbe3c0'), clamp((cloud - 0.16) * 3.2));
  if (random.chance(0.07)) colour = mix(colour, tone < 0.5 ? hex('#f06a8a') : hex('#38b0ac'), 0.6);
  return vary(colour, random, 0.025, 0.018);
}

const skyField: Field = (x, y) => {
  const [dx, dy] = [x - SUN.x, y - SUN.y];
  const near = Math.exp(-((Math.hypot(dx, dy) / 190) ** 2));
  const drift = -0.16 + 0.55 * fbm(noise, x / 260 + 9, y / 150, 2);
  const ring = Math.atan2(dx, -dy);
  // Strokes have no front and no back, so directions are blended by their doubles.
  return (
    Math.atan2(
      (1 - near) * Math.sin(2 * drift) + near * Math.sin(2 * ring),
      (1 - near) * Math.cos(2 * drift) + near * Math.cos(2 * ring),
    ) / 2
  );
};

function paintSky(panel: Panel, random: Random): void {
  for (const layer of [
    { spacing: 32, width: 58, length: 150, body: 0.5 },
    { spacing: 25, width: 38, length: 104, body: 0.9 },
    { spacing: 26, width: 21, length: 70, body: 1.15 },
  ]) {
    for (const { x, y } of scatter(WIDTH, HORIZON + 40, layer.spacing, random)) {
      if (layer.width < 20 && random.chance(0.45)) continue;
      const colour = skyColour(x, y, random);
      const second = skyColour(x + random.range(-30, 30), y + random.range(-26, 26), random);
      slab(
        panel,
        random,
        follow(skyField, { x, y }, layer.length * random.range(0.6, 1.2)),
        layer.width,
        colour,
        second,
        layer.body,
      );
    }
  }
  for (let radius = SUN.radius + 26; radius > 4; radius -= 9) {
    const count = Math.max(3, Math.round(radius / 6));
    for (let i = 0; i < count; i++) {
      const angle = ((i + random.range(-0.2, 0.2)) / count) * Math.PI * 2;
      const [x, y] = [SUN.x + Math.cos(angle) * radius, SUN.y + Math.sin(angle) * radius];
      const core = radius < SUN.radius;
      const colour = vary(core ? hex('#fffad2') : hex('#ffdf6a'), random, 0.02, 0.01);
      slab(
        panel,
        random,
        dash(x, y, angle + Math.PI / 2, random.range(26, 40)),
        16,
        colour,
        core ? hex('#fff0a0') : hex('#ffc23e'),
        1.25,
      );
    }
  }
}

/** A knife's worth of paint. */
function slab(
  panel: Panel,
  random: Random,
  path: readonly Point[],
  width: number,
  colour: Rgb,
  second: Rgb,
  body: number,
): void {
  lay(
    panel,
    {
      path,
      width: width * random.range(0.65, 1.15),
      colour,
      second,
      body: body * random.range(0.75, 1.2),
      bristle: 0.38,
      dry: random.chance(0.3) ? 0.4 : 0.1,
      pickup: 0.08,
      tool: 'knife',
    },
    random,
  );
}

interface Range {
  readonly ridge: (x: number) => number;
  readonly lit: readonly [Rgb, Rgb, Rgb];
  readonly shade: readonly [Rgb, Rgb, Rgb];
}
const RANGES: readonly Range[] = [
  {
    ridge: (x) =>
      peaks(
        x,
        [
          [886, 250, 205],
          [1130, 150, 150],
          [700, 96, 120],
          [120, 128, 190],
        ],
        5,
      ),
    lit: [hex('#f7b3ae'), hex('#fbcf9e'), hex('#f08f9e')],
    shade: [hex('#6a62b6'), hex('#4a58ac'), hex('#8468b4')],
  },
  {
    ridge: (x) =>
      peaks(
        x,
        [
          [1250, 156, 220],
          [1000, 80, 130],
          [640, 74, 150],
          [330, 64, 130],
          [-20, 140, 230],
        ],
        15,
      ),
    lit: [hex('#e2467e'), hex('#f2703e'), hex('#c42f7c')],
    shade: [hex('#26348a'), hex('#1b2870'), hex('#125a78')],
  },
];

/** A skyline of straight-sided peaks, each `[x, height, half-width]`, roughened by small crags. */
function peaks(x: number, list: readonly (readonly [number, number, number])[], seed: number): number {
  let high = 0;
  for (const [at, height, half] of list) high = Math.max(high, height * (1 - Math.abs(x - at) / half));
  return HORIZON - 8 - high - 13 * Math.abs(noise(x / 38, seed)) - 5 * noise(x / 13, seed + 5);
}

function paintMountains(panel: Panel, random: Random): void {
  for (const [index, range] of RANGES.entries()) {
    for (const layer of [
      { spacing: 16, width: 28, length: 74, body: 0.7 },
      { spacing: 13, width: 16, length: 52, body: 1.05 },
    ]) {
      for (const place of scatter(WIDTH, 330, layer.spacing, random)) {
        const [x, y] = [place.x, place.y + 170];
        const below = y - range.ridge(x);
        if (below < 3 || y > HORIZON + 22) continue;
        // Spurs run down from each peak: the side that looks to the sun is warm, the other cool.
        const lean =
          noise(x / 120 + below / 300, index * 20 + below / 260) +
          0.35 * noise(x / 44, below / 60 + index * 9);
        const rise = range.ridge(x + 14) - range.ridge(x - 14);
        const towards = Math.sign(SUN.x - x);
        const sunny = (rise * towards) / 34 + 1.1 * lean > 0.02;
        const lit = sunny ? range.lit : range.shade;
        const fade = smoothstep(0, 190, below) * 0.55;
        const colour = mix(vary(random.pick([...lit]), random, 0.025, 0.015), hex('#e79a90'), fade * 0.6);
        const second = mix(random.pick([...lit]), hex('#f2b58c'), fade * 0.5);
        const angle = (sunny ? 1 : -1) * towards * random.range(0.6, 0.95);
        const path = follow(
          () => angle,
          { x, y },
          layer.length * random.range(0.6, 1.2),
          (px, py) => py < range.ridge(px) + 1,
        );
        slab(panel, random, path, layer.width, colour, second, layer.body);
      }
    }
  }
}

/** How near the land is at a height of the picture: 0 at the horizon, 1 at the lower edge. */
function nearness(y: number): number {
  return clamp((y - HORIZON) / (HEIGHT - HORIZON));
}

function riverMiddle(y: number): number {
  const d = nearness(y);
  return 628 + 250 * Math.sin(5.6 * d ** 0.55 - 0.9) * (0.16 + 0.84 * d) + 60 * d;
}
function riverHalf(y: number): number {
  return 5 + 132 * nearness(y) ** 1.35;
}

/** Land in perspective: which field a place is in, the field's run, and light on its folds. */
function field(
  x: number,
  y: number,
): { colours: readonly [Rgb, Rgb, Rgb]; angle: number; light: number; hedge: boolean } {
  const roll = 30 * fbm(noise, x / 260, y / 130, 3);
  const d = Math.max(0.012, (y + roll - HORIZON + 6) / (HEIGHT - HORIZON));
  const across = (x - 600) / (60 + 620 * d) + 0.35 * noise(x / 300, y / 200 + 7);
  const depth = Math.log2(d) * 1.55 + 0.25 * noise(x / 240 + 4, y / 150);
  const row = Math.floor(depth);
  const column = Math.floor(across * 2.1 + row * 0.37);
  const seat =
    Math.abs(Math.imul(row * 73856093, 1) ^ Math.imul(column * 19349663, 1)) + row * 31 + column * 17;
  const colours = FIELDS[Math.abs(seat) % FIELDS.length] ?? FIELDS[0];
  const place = across * 2.1 + row * 0.37;
  const hedge =
    Math.abs(depth - Math.round(depth)) < 0.055 || Math.abs(place - Math.round(place)) < 0.04 / (0.3 + d);
  const furrow = (seat >> 4) % 3;
  const towards = Math.atan2(HORIZON - 20 - y, 600 - x);
  const angle =
    furrow === 0 ? 0.1 * Math.sin(x / 160) : furrow === 1 ? towards : -0.32 + 0.4 * noise(x / 200, y / 120);
  return { colours, angle, light: 0.5 - 0.18 * clamp(d) + 1.25 * fbm(noise, x / 170 + 20, y / 70, 3), hedge };
}

function paintLand(panel: Panel, random: Random): void {
  for (const layer of [
    { spacing: 24, width: 44, length: 100, body: 0.6 },
    { spacing: 19, width: 29, length: 78, body: 0.95 },
    { spacing: 17, width: 14, length: 50, body: 1.2 },
  ]) {
    for (const { x, y } of scatter(WIDTH, HEIGHT, layer.spacing, random)) {
      if (y < HORIZON - 4) continue;
      const near = 0.42 + 0.75 * nearness(y);
      const { colours, angle, light, hedge } = field(x, y);
      const tone = clamp(1 - light + 0.16 * random.normal());
      let colour = vary(scale(colours, tone), random, 0.03, 0.02);
      let second = scale(colours, clamp(tone + random.range(-0.35, 0.35)));
      if (layer.width < 15) {
        if (random.chance(0.4)) continue;
        if (random.chance(0.2))
          colour = vary(
            random.pick([hex('#1b5fa8'), hex('#17a398'), hex('#ffe27a'), hex('#5a2a86')]),
            random,
            0.02,
            0.01,
          );
      }
      if (hedge && layer.width < 40) {
        colour = vary(
          random.pick([hex('#0b4a4e'), hex('#12306e'), hex('#0d5f4e'), hex('#4a1450')]),
          random,
          0.03,
          0.015,
        );
        second = hex('#1d7a5c');
      }
      // Far land takes on the air's rose.
      const haze = 0.5 * Math.exp(-nearness(y) * 9);
      colour = mix(colour, hex('#e88f86'), haze);
      second = mix(second, hex('#f3ae86'), haze);
      const path = follow(
        () => angle,
        { x, y },
        layer.length * near * random.range(0.6, 1.2),
        (_px, py) => py < HORIZON - 2,
      );
      slab(panel, random, path, layer.width * near, colour, second, layer.body);
    }
  }
}

function paintRiver(panel: Panel, random: Random): void {
  const inRiver = (x: number, y: number, grow = 0): boolean =>
    y > HORIZON + 6 && Math.abs(x - riverMiddle(y)) < riverHalf(y) + grow;
  // Banks first: deep blue-green on one side, crimson on the other.
  for (let y = HORIZON + 12; y < HEIGHT + 30; y += 5 + 12 * nearness(y)) {
    for (const side of [-1, 1]) {
      const x = riverMiddle(y) + side * (riverHalf(y) + 4 * nearness(y));
      const lean = Math.atan2(
        14,
        riverMiddle(y + 14) + side * riverHalf(y + 14) - riverMiddle(y) - side * riverHalf(y),
      );
      const colour = side < 0 ? hex('#0b4f5c') : hex('#5c1244');
      slab(
        panel,
        random,
        dash(x, y, lean, 22 + 60 * nearness(y)),
        5 + 20 * nearness(y),
        vary(colour, random, 0.03, 0.02),
        hex('#174a8a'),
        1,
      );
    }
  }
  for (const [spacing, width] of [
    [11, 15],
    [9, 9],
  ] as const) {
    for (const { x, y } of scatter(WIDTH, HEIGHT + 20, spacing, random)) {
      if (!inRiver(x, y)) continue;
      const near = nearness(y);
      // The sky upside down, drawn out downwards by the ripples.
      const mirrored = HORIZON - (y - HORIZON) * 0.68;
      const edge = Math.abs(x - riverMiddle(y)) / riverHalf(y);
      let colour = skyColour(
        x * 0.7 + SUN.x * 0.3 + random.range(-26, 26),
        mirrored + random.range(-30, 30),
        random,
      );
      // Only under the sun does the water burn; elsewhere it keeps the blue of the zenith.
      const path = Math.exp(-(((x - riverMiddle(y) + 0.25 * riverHalf(y)) / (0.5 * riverHalf(y) + 8)) ** 2));
      if (!random.chance(0.12 + 0.78 * path)) {
        colour = random.pick([
          hex('#1a6fb0'),
          hex('#1f96b4'),
          hex('#2350a0'),
          hex('#3fb3b8'),
          hex('#173f86'),
        ]);
      }
      const ripple = noise(x / 60, y / (5 + 9 * near));
      if (ripple > 0.22 || random.chance(0.12)) colour = mix(colour, hex('#0f7aa0'), 0.75);
      else if (ripple < -0.35) colour = mix(colour, hex('#123f86'), 0.7);
      if (edge > 0.8) colour = mix(colour, hex('#10546a'), 0.7);
      const pull = follow(
        () => 0.06 * random.normal(),
        { x, y },
        (12 + 78 * near) * random.range(0.6, 1.3),
        (px, py) => !inRiver(px, py, 3),
      );
      slab(
        panel,
        random,
        pull,
        width * (0.35 + near),
        vary(colour, random, 0.02, 0.012),
        mix(colour, hex('#fff0c0'), 0.3),
        1,
      );
    }
  }
}

function paintPoplars(panel: Panel, random: Random): void {
  const trees = [
    { x: 86, base: 628, height: 262, half: 27 },
    { x: 166, base: 606, height: 214, half: 22 },
    { x: 236, base: 588, height: 178, half: 19 },
    { x: 296, base: 574, height: 148, half: 16 },
    { x: 346, base: 562, height: 120, half: 13 },
    { x: 1010, base: 528, height: 74, half: 9 },
    { x: 1040, base: 532, height: 88, half: 10 },
    { x: 1074, base: 536, height: 78, half: 10 },
  ];
  for (const { x, base, height, half } of trees) {
    // The shadow falls away from the sun, violet on the warm ground.
    const away = Math.sign(x - SUN.x);
    for (let i = 0; i < 9; i++) {
      const t = i / 8;
      slab(
        panel,
        random,
        dash(x + away * t * height * 0.2, base + 2 + t * height * 0.3, Math.atan2(0.3, away * 0.2), 26),
        half * 0.55,
        vary(hex('#4a2474'), random, 0.03, 0.015),
        hex('#7a1f58'),
        0.8,
      );
    }
    lay(
      panel,
      {
        path: dash(x, base - height * 0.08, Math.PI / 2, height * 0.22),
        width: half * 0.4,
        colour: hex('#2a1c4a'),
        body: 1,
        tool: 'knife',
      },
      random,
    );
    for (let t = 0; t < 1; t += 2.4 / height) {
      const spread = half * Math.sin(Math.PI * clamp(0.08 + t * 0.9) ** 0.72) ** 0.8;
      const px = x + random.range(-1, 1) * spread;
      const py = base - height * (0.12 + 0.88 * t);
      const side = (px - x) / (half + 1);
      const lit = -away * side + random.range(-0.35, 0.35) > 0.12;
      const colour = lit
        ? random.pick([hex('#ffd23c'), hex('#f6a11f'), hex('#b9d23f'), hex('#f2601e')])
        : random.pick([hex('#0c6b58'), hex('#0a4a58'), hex('#1b7f4f'), hex('#2b2f7c'), hex('#7e1d3c')]);
      slab(
        panel,
        random,
        dash(px, py, -Math.PI / 2 + side * 0.5 + random.range(-0.25, 0.25), half * random.range(0.9, 1.7)),
        half * 0.44,
        vary(colour, random, 0.03, 0.015),
        vary(colour, random, 0.08, 0.03),
        1.25,
      );
    }
  }
}

function paintCottage(panel: Panel, random: Random, x: number, base: number): void {
  const face = (fromX: number, width: number, height: number, colour: Rgb, second: Rgb): void => {
    for (let i = 0; i <= width; i += 6) {
      slab(
        panel,
        random,
        dash(x + fromX + i, base - height / 2, Math.PI / 2, height),
        9,
        vary(colour, random, 0.02, 0.01),
        second,
        0.9,
      );
    }
  };
  face(0, 44, 34, hex('#fbe6c4'), hex('#f7c79a'));
  face(48, 34, 34, hex('#8d83c4'), hex('#5f63b0'));
  for (let i = 0; i < 6; i++) {
    slab(
      panel,
      random,
      dash(x + 19 + i * 2.4, base - 39 - i * 4.4, -0.04, 62 - i * 3),
      9,
      vary(hex('#e8391f'), random, 0.03, 0.015),
      hex('#f5802f'),
      1.2,
    );
  }
  slab(panel, random, dash(x + 66, base - 50, 0.95, 44), 9, hex('#8e1636'), hex('#5a1550'), 1.1);
  slab(panel, random, dash(x + 58, base - 62, -0.02, 22), 8, hex('#c2291f'), hex('#f0652a'), 1.1);
  slab(panel, random, dash(x + 14, base - 15, Math.PI / 2, 15), 9, hex('#1b4f94'), hex('#17337a'), 1);
  slab(panel, random, dash(x + 34, base - 10, Math.PI / 2, 22), 9, hex('#7a1f3c'), hex('#4a1440'), 1);
  for (let i = 0; i < 8; i++) {
    slab(
      panel,
      random,
      dash(x + 92 + i * 11, base + 3 + i * 2.4, 0.22, 34),
      9,
      vary(hex('#4a2474'), random, 0.03, 0.015),
      hex('#7a1f58'),
      0.8,
    );
  }
}

/** The great tree at the right: blue trunk, boughs, and leaves in slabs that catch or lose the sun. */
function paintTree(panel: Panel, random: Random): void {
  const trunk: readonly (readonly [Point, Point, number])[] = [
    [{ x: 1136, y: 1010 }, { x: 1122, y: 700 }, 58],
    [{ x: 1122, y: 720 }, { x: 1148, y: 470 }, 42],
    [{ x: 1122, y: 690 }, { x: 1000, y: 440 }, 27],
    [{ x: 1140, y: 560 }, { x: 1240, y: 360 }, 26],
    [{ x: 1146, y: 480 }, { x: 1120, y: 250 }, 22],
    [{ x: 1050, y: 540 }, { x: 950, y: 470 }, 14],
  ];
  for (const [a, b, width] of trunk) {
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const angle = Math.atan2(b.y - a.y, b.x - a.x);
    for (let i = 0; i < length / 5; i++) {
      const t = random.next();
      const side = random.range(-0.5, 0.5);
      const taper = 1 - 0.35 * t;
      const x = a.x + (b.x - a.x) * t - Math.sin(angle) * side * width * taper;
      const y = a.y + (b.y - a.y) * t + Math.cos(angle) * side * width * taper;
      const left = -Math.sin(angle) * side < 0;
      const colour = left
        ? random.pick([hex('#f0602a'), hex('#d93a4a'), hex('#f59a3a'), hex('#c23a7a')])
        : random.pick([hex('#1c2a6e'), hex('#14204e'), hex('#3a2270'), hex('#0f4a6a')]);
      slab(
        panel,
        random,
        dash(x, y, angle + random.range(-0.14, 0.14), random.range(40, 84)),
        width * 0.22,
        vary(colour, random, 0.025, 0.015),
        vary(colour, random, 0.06, 0.03),
        1.15,
      );
    }
  }
  const crowns: readonly (readonly [number, number, number])[] = [
    [1120, 210, 118],
    [1000, 330, 104],
    [1220, 300, 112],
    [1105, 390, 92],
    [930, 440, 66],
    [1262, 450, 76],
    [1180, 120, 80],
    [1030, 210, 70],
  ];
  const leaves = crowns.flatMap(([cx, cy, radius]) =>
    Array.from({ length: Math.round(radius * radius * 0.021) }, () => {
      const angle = random.range(0, Math.PI * 2);
      const out = Math.sqrt(random.next()) * radius * (0.86 + 0.3 * noise(angle * 2 + cx, cy));
      return { x: cx + Math.cos(angle) * out * 1.08, y: cy + Math.sin(angle) * out * 0.88, cx, cy, radius };
    }),
  );
  random.shuffle(leaves);
  // Shade first and light last, as leaves lie.
  const lightOf = (leaf: (typeof leaves)[number]): number =>
    (-(leaf.x - leaf.cx) * 0.75 - (leaf.y - leaf.cy) * 0.62) / leaf.radius;
  leaves.sort((a, b) => Math.round(lightOf(a) * 2.2) - Math.round(lightOf(b) * 2.2));
  for (const leaf of leaves) {
    const light = lightOf(leaf) + random.range(-0.4, 0.4);
    const colour =
      light > 0.5
        ? random.pick([hex('#ffd23a'), hex('#ff9d1e'), hex('#ffe98a'), hex('#f7702a')])
        : light > 0.08
          ? random.pick([hex('#f0501e'), hex('#dd2f2f'), hex('#ee8a1e'), hex('#a8c43a'), hex('#d92a58')])
          : light > -0.38
            ? random.pick([hex('#1f9a5e'), hex('#0d7a68'), hex('#a81a3a'), hex('#3aa06a'), hex('#c23a1e')])
            : random.pick([hex('#0a4f5a'), hex('#0c3a5c'), hex('#1a2a6a'), hex('#5a1450'), hex('#0d5f52')]);
    const away = Math.atan2(leaf.y - leaf.cy, leaf.x - leaf.cx);
    const angle = away + Math.PI / 2 + random.range(-0.7, 0.7);
    slab(
      panel,
      random,
      dash(leaf.x, leaf.y, angle, random.range(20, 44)),
      random.range(11, 22),
      vary(colour, random, 0.03, 0.018),
      vary(colour, random, 0.07, 0.03),
      1.3,
    );
  }
}

/** Grass and flowers at the lower edge, in short upright touches. */
function paintMeadow(panel: Panel, random: Random): void {
  const places = scatter(WIDTH, 240, 11, random).map((place) => ({ x: place.x, y: place.y + 830 }));
  places.sort((a, b) => Math.round(a.y / 24) - Math.round(b.y / 24));
  for (const { x, y } of places) {
    const bank = 884 + 46 * noise(x / 190, 40) - 60 * smoothstep(980, 1280, x) - 36 * smoothstep(220, 0, x);
    if (y < bank || Math.abs(x - riverMiddle(y)) < riverHalf(y) + 14) continue;
    const patch = noise(x / 130, y / 70);
    const colour =
      patch > 0.25
        ? random.pick([hex('#0d6b5a'), hex('#128a6a'), hex('#0a4a5a'), hex('#5aa83f')])
        : patch > -0.2
          ? random.pick([hex('#c21f2f'), hex('#e8482a'), hex('#8a1540'), hex('#f07f22')])
          : random.pick([hex('#1b3f8a'), hex('#3a2a7a'), hex('#0f6a7a'), hex('#7a2a7a')]);
    slab(
      panel,
      random,
      dash(
        x,
        y,
        -Math.PI / 2 + 0.4 * noise(x / 60, y / 40) + random.range(-0.25, 0.25),
        random.range(22, 46),
      ),
      random.range(7, 12),
      vary(colour, random, 0.035, 0.02),
      vary(colour, random, 0.08, 0.03),
      1.2,
    );
    if (random.chance(0.14)) {
      const bloom = random.pick([
        hex('#fff0b0'),
        hex('#ffd23a'),
        hex('#ff8fb0'),
        hex('#ff6a2a'),
        hex('#bfe0f0'),
      ]);
      lay(
        panel,
        {
          path: dash(x + random.range(-8, 8), y - 14, random.range(0, 3), 9),
          width: 9,
          colour: bloom,
          body: 1.7,
          dry: 0,
          pickup: 0,
        },
        random,
      );
    }
  }
}
