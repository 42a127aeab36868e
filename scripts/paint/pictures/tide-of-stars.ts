import { weave } from '../canvas.js';
import { hex, lighten, mix, type Rgb, scale, vary } from '../colour.js';
import { alongLevels, type Field, follow } from '../flow.js';
import { photograph } from '../light.js';
import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import { Panel } from '../panel.js';
import type { Painting } from '../picture.js';
import { Random } from '../random.js';
import { scatter } from '../scatter.js';
import { bounds, dash, inside } from '../shape.js';
import { lay, type Point } from '../stroke.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'tide of stars';

/** Night, from the deepest ultramarine to the milky light in the crests. */
const SKY = [
  hex('#070d33'),
  hex('#0e1c5c'),
  hex('#16378c'),
  hex('#2159ac'),
  hex('#3f86c4'),
  hex('#79b4cf'),
  hex('#bcdcd0'),
  hex('#eef0cf'),
] as const;
const GLOW = [
  hex('#fffbe0'),
  hex('#ffec9a'),
  hex('#fcd04b'),
  hex('#eda52d'),
  hex('#a9b06b'),
  hex('#5f9fb0'),
] as const;
const GROUND = hex('#4a3826');

interface Whirl extends Point {
  readonly radius: number;
  /** Height of the bump in the stream function; its sign is the sense of turning. */
  readonly push: number;
  readonly arms: number;
}
const WHIRLS: readonly Whirl[] = [
  { x: 560, y: 330, radius: 165, push: 265, arms: 2 },
  { x: 838, y: 452, radius: 105, push: -165, arms: -1 },
  { x: 40, y: 380, radius: 120, push: -150, arms: 1 },
  { x: 1240, y: 540, radius: 95, push: 120, arms: -1 },
];

interface Star extends Point {
  readonly core: number;
  readonly halo: number;
}
const MOON: Star = { x: 1088, y: 178, core: 50, halo: 158 };
const STARS: readonly Star[] = [
  MOON,
  { x: 372, y: 96, core: 15, halo: 62 },
  { x: 742, y: 118, core: 18, halo: 74 },
  { x: 892, y: 250, core: 11, halo: 46 },
  { x: 300, y: 300, core: 13, halo: 54 },
  { x: 96, y: 150, core: 17, halo: 66 },
  { x: 560, y: 60, core: 9, halo: 38 },
  { x: 905, y: 62, core: 9, halo: 36 },
  { x: 1010, y: 420, core: 13, halo: 52 },
  { x: 1222, y: 372, core: 11, halo: 46 },
  { x: 392, y: 520, core: 16, halo: 66 },
  { x: 684, y: 548, core: 9, halo: 36 },
];

const noise = gradientNoise(SEED);

/** Stream function of the sky: its level lines are the way the wind goes. */
function stream(x: number, y: number): number {
  let psi =
    y +
    48 * Math.sin(x / 175 + 0.9) +
    20 * Math.sin(x / 70 - y / 150 + 2) +
    30 * fbm(noise, x / 260, y / 260, 2);
  for (const whirl of WHIRLS) {
    const r2 = ((x - whirl.x) ** 2 + (y - whirl.y) ** 2) / whirl.radius ** 2;
    psi += whirl.push * Math.exp(-r2);
  }
  return psi;
}

const wind = alongLevels(stream);

/** The wind, bent into rings about each star. */
const skyField: Field = (x, y) => {
  const angle = wind(x, y);
  let [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (const star of STARS) {
    const [dx, dy] = [x - star.x, y - star.y];
    const distance = Math.hypot(dx, dy);
    const pull = 1 - smoothstep(star.halo * 0.8, star.halo * 1.35, distance);
    if (pull <= 0) continue;
    let [rx, ry] = [-dy / (distance + 0.01), dx / (distance + 0.01)];
    if (rx * cos + ry * sin < 0) [rx, ry] = [-rx, -ry];
    cos = cos * (1 - pull) + rx * pull;
    sin = sin * (1 - pull) + ry * pull;
  }
  return Math.atan2(sin, cos);
};

/** How light the sky is, 0–1: zones first, then crests and troughs that run with the wind. */
function skyTone(x: number, y: number): number {
  const psi = stream(x, y);
  let phase = psi / 27 + 1.5 * fbm(noise, x / 180 + 30, y / 180, 2);
  let core = 0;
  for (const whirl of WHIRLS) {
    const [dx, dy] = [x - whirl.x, y - whirl.y];
    const r = Math.hypot(dx, dy) / whirl.radius;
    const near = Math.exp(-r * r * 0.8);
    phase += near * whirl.arms * Math.atan2(dy, dx);
    core = Math.max(core, Math.exp(-((r * 1.35) ** 2)) * 0.3);
  }
  const crest = 0.5 + 0.5 * Math.sin(phase);
  const tide = Math.exp(-(((y - 372 - 70 * Math.sin(x / 230 + 0.4)) / 125) ** 2));
  const zone = 0.16 + 0.2 * tide + core + 0.3 * smoothstep(560, 760, y) - 0.06 * smoothstep(200, 0, y);
  return zone + (0.13 + 0.2 * tide + 0.1 * core) * (crest * 2 - 1) + 0.1 * fbm(noise, psi / 14, x / 220, 3);
}

/** A star's light at a distance: falls off fast by its core and lingers far out. */
function glow(star: Star, distance: number): number {
  return clamp(1 - (distance - star.core * 0.5) / (star.halo - star.core * 0.5)) ** 1.35;
}

/** Light about the stars: 1 at the core's rim, 0 outside every halo. */
function starlight(x: number, y: number): number {
  let light = 0;
  for (const star of STARS) {
    const distance = Math.hypot(x - star.x, y - star.y);
    light = Math.max(light, glow(star, distance));
  }
  return light;
}

function skyColour(x: number, y: number, random: Random): Rgb {
  const tone = skyTone(x, y) + 0.05 * random.normal();
  let colour = scale(SKY, tone);
  // Broken colour: what lies beside a tone on the palette, now and then.
  if (random.chance(0.1)) colour = mix(colour, tone > 0.5 ? hex('#e8c46a') : hex('#5a3f9e'), 0.4);
  else if (random.chance(0.12)) colour = mix(colour, hex('#2a9c9a'), 0.45);
  const light = starlight(x, y);
  if (light > 0) {
    const ring = 0.5 + 0.5 * Math.sin(light * 22);
    colour = mix(
      colour,
      scale(GLOW, 1 - light + 0.12 * random.normal()),
      clamp(light * 1.5 - 0.35 * ring + 0.1),
    );
  }
  return vary(colour, random, 0.022, 0.012);
}

/** The ridge lines, far to near. */
const RIDGES: readonly ((x: number) => number)[] = [
  (x) =>
    716 + 34 * Math.sin(x / 170 + 2.4) + 20 * Math.sin(x / 71) - 52 * Math.exp(-(((x - 1030) / 150) ** 2)),
  (x) => 772 + 26 * Math.sin(x / 140 + 0.3) + 10 * Math.sin(x / 52 + 1) - 50 * smoothstep(820, 1280, x),
  (x) => 858 + 22 * Math.sin(x / 190 + 4.1) + 8 * Math.sin(x / 60),
];
const HILLS: readonly (readonly [Rgb, Rgb, Rgb, Rgb])[] = [
  [hex('#1b2d6b'), hex('#27509a'), hex('#3a78a8'), hex('#6ba6ae')],
  [hex('#122350'), hex('#1c4672'), hex('#2b6a78'), hex('#5d9079')],
  [hex('#0a1733'), hex('#12343f'), hex('#24523f'), hex('#6f7d3a')],
];

export const tideOfStars: Painting = {
  name: 'tide-of-stars',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const panel = new Panel(WIDTH, HEIGHT, 2, GROUND);
    weave(panel, `${SEED}/linen`, 0.16);
    paintSky(panel, random);
    paintStars(panel, random);
    for (const [index, ridge] of RIDGES.entries()) {
      paintHill(panel, random, index, ridge);
      if (index === 1) paintVillage(panel, random);
      if (index === 2) paintFurrows(panel, random, ridge);
    }
    paintCypress(panel, random);
    return photograph(panel, { depth: 0.55, gloss: 0.16 });
  },
};

function paintSky(panel: Panel, random: Random): void {
  const low = 800;
  const layers = [
    { spacing: 30, width: 52, length: 190, body: 0.25, cover: 0.92, dry: 0.3 },
    { spacing: 15, width: 24, length: 120, body: 0.5, cover: 0.95, dry: 0.4 },
    { spacing: 9.5, width: 13, length: 84, body: 0.85, cover: 1, dry: 0.35 },
  ];
  for (const layer of layers) {
    for (const { x, y } of scatter(WIDTH, low, layer.spacing, random)) {
      const near = starlight(x, y) > 0 ? 0.6 : 1;
      const path = follow(skyField, { x, y }, layer.length * near * random.range(0.6, 1.25));
      const colour = skyColour(x, y, random);
      const second = lighten(colour, random.range(-0.07, 0.09));
      const width = layer.width * random.range(0.7, 1.2) * (near < 1 ? 0.8 : 1);
      lay(panel, { ...layer, path, width, colour, second, bristle: 0.75 }, random);
    }
  }
  // Accents last, in thick paint: light along the crests, ultramarine in the troughs.
  for (const { x, y } of scatter(WIDTH, low, 13, random)) {
    const tone = skyTone(x, y);
    const crest = tone > 0.47 && random.chance(0.75);
    const trough = tone < 0.13 && random.chance(0.3);
    if (!(crest || trough) || starlight(x, y) > 0.1) continue;
    const colour = vary(crest ? scale(SKY, tone + 0.22) : hex('#060a2b'), random, 0.03, 0.015);
    const path = follow(skyField, { x, y }, random.range(38, 80));
    lay(
      panel,
      { path, width: random.range(5, 9), colour, body: 1.15, bristle: 0.6, dry: 0.3, pickup: 0.05 },
      random,
    );
  }
}

function paintStars(panel: Panel, random: Random): void {
  for (const star of STARS) {
    // Rings of dashes, sparse and blue outside, close and golden inside: the light dissolves into the wind.
    for (let radius = star.halo; radius > star.core * 0.7; radius -= random.range(5.5, 8)) {
      const light = glow(star, radius);
      const count = Math.max(4, Math.round((radius * 6.3) / 32));
      for (let i = 0; i < count; i++) {
        if (random.chance(0.82 - 0.8 * light)) continue;
        const from = (i + random.range(-0.35, 0.35)) * ((2 * Math.PI) / count);
        const sweep = random.range(20, 42) / radius;
        const tone = 1 - light + random.range(-0.2, 0.14);
        const sky = panel.at(star.x + Math.cos(from) * radius, star.y + Math.sin(from) * radius);
        const colour = vary(mix(sky, scale(GLOW, tone), clamp(0.45 + light)), random, 0.025, 0.012);
        const path = arc(star, radius + random.range(-2, 2), from, sweep);
        const width = random.range(5, 8.5);
        lay(panel, { path, width, colour, body: 0.75 + 0.5 * light, dry: 0.3, pickup: 0.08 }, random);
      }
    }
    if (star === MOON) paintMoon(panel, random);
    else {
      for (let i = 0; i < 9; i++) {
        const angle = random.range(0, Math.PI * 2);
        const away = star.core * random.range(0.1, 0.6);
        const path = arc(star, away + 1, angle, 2.2);
        const colour = vary(i < 3 ? hex('#fbd75c') : hex('#fffbe6'), random, 0.012, 0.006);
        lay(
          panel,
          { path, width: star.core * 0.62, colour, body: 1.6, bristle: 0.5, dry: 0, pickup: 0 },
          random,
        );
      }
    }
  }
}

/** A waning crescent on a disc of old gold: vermilion at its edge, then lemon, then white. */
function paintMoon(panel: Panel, random: Random): void {
  const disc = [hex('#a5782e'), hex('#8f7a44'), hex('#b5862f'), hex('#7c7f5a')] as const;
  for (let radius = MOON.core * 1.06; radius > 3; radius -= 6) {
    const count = Math.max(3, Math.round((radius * 6.3) / 30));
    for (let i = 0; i < count; i++) {
      const path = arc(MOON, radius, ((i + random.next() * 0.4) / count) * Math.PI * 2, 36 / radius);
      const colour = vary(random.pick([...disc]), random, 0.025, 0.012);
      lay(panel, { path, width: 8, colour, body: 0.8, dry: 0.1, pickup: 0.1 }, random);
    }
  }
  const inner = { x: MOON.x - 20, y: MOON.y - 9 };
  const within = (x: number, y: number, grow: number): boolean =>
    Math.hypot(x - MOON.x, y - MOON.y) < MOON.core + 3 + grow &&
    Math.hypot(x - inner.x, y - inner.y) > MOON.core * 0.86 - grow;
  for (const [grow, colours, width] of [
    [5, [hex('#c9561f'), hex('#e0761f'), hex('#ee9a2a')], 9],
    [1, [hex('#ffd64e'), hex('#ffe987'), hex('#fffbdc'), hex('#fff6c0')], 7.5],
  ] as const) {
    for (const place of scatter(120, 120, 4.4, random)) {
      const [x, y] = [MOON.x - 60 + place.x, MOON.y - 60 + place.y];
      if (!within(x, y, grow)) continue;
      const path = follow(
        (px, py) => Math.atan2(py - MOON.y, px - MOON.x) + Math.PI / 2,
        { x, y },
        random.range(16, 34),
        (px, py) => !within(px, py, grow),
      );
      const colour = vary(random.pick([...colours]), random, 0.012, 0.006);
      lay(panel, { path, width, colour, body: 1.4, bristle: 0.6, dry: 0.1, pickup: 0.03 }, random);
    }
  }
}

function arc(centre: Point, radius: number, from: number, sweep: number): Point[] {
  return Array.from({ length: 9 }, (_, i) => {
    const angle = from + (sweep * (i - 4)) / 8;
    return { x: centre.x + Math.cos(angle) * radius, y: centre.y + Math.sin(angle) * radius };
  });
}

function paintHill(panel: Panel, random: Random, index: number, ridge: (x: number) => number): void {
  const colours = HILLS[index] ?? [GROUND, GROUND, GROUND, GROUND];
  const next = RIDGES[index + 1] ?? (() => HEIGHT + 40);
  // Furrows follow the ridge above, then roll into the next one.
  const field: Field = (x, y) => {
    const depth = clamp((y - ridge(x)) / (next(x) - ridge(x) + 1));
    const slope = ((ridge(x + 4) - ridge(x - 4)) * (1 - depth) + (next(x + 4) - next(x - 4)) * depth) / 8;
    return Math.atan(slope) + 0.55 * fbm(noise, x / 120 + index * 40, y / 60, 2);
  };
  const layers = [
    { spacing: 20, width: 30, length: 120, body: 0.35 },
    { spacing: 10, width: 13, length: 62, body: 0.8 },
  ];
  for (const layer of layers) {
    for (const { x, y } of scatter(WIDTH, HEIGHT, layer.spacing, random)) {
      const below = y - ridge(x);
      if (below < layer.width * 0.35 || y > next(x) + 50) continue;
      const tone =
        0.42 +
        0.42 * Math.sin(y / 13 + 3 * fbm(noise, x / 150, y / 90, 2)) -
        0.2 * smoothstep(0, 120, below) +
        0.1 * random.normal();
      let colour = scale(colours, tone);
      if (random.chance(0.07)) colour = mix(colour, hex('#b58a3a'), 0.55);
      const path = follow(
        field,
        { x, y },
        layer.length * random.range(0.6, 1.2),
        (px, py) => py < ridge(px) + 3,
      );
      lay(
        panel,
        { ...layer, path, colour: vary(colour, random, 0.02, 0.012), bristle: 0.75, dry: 0.35 },
        random,
      );
    }
  }
  // A dark line holds each ridge against what is behind it.
  for (let x = -20; x < WIDTH + 20; x += random.range(26, 46)) {
    const length = random.range(50, 90);
    const path = Array.from({ length: 12 }, (_, i) => {
      const px = x + (length * i) / 11;
      return { x: px, y: ridge(px) + random.range(-1, 1) };
    });
    lay(
      panel,
      { path, width: random.range(4.5, 7), colour: vary(hex('#060c26'), random, 0.02, 0.01), body: 0.9 },
      random,
    );
  }
}

/** Ploughed land that runs up to the village, its furrows lit by the moon. */
function paintFurrows(panel: Panel, random: Random, ridge: (x: number) => number): void {
  const vanish = { x: 745, y: 742 };
  const field: Field = (x, y) =>
    Math.atan2(vanish.y - y, vanish.x - x) +
    0.22 * Math.sin(x / 120 + y / 60) +
    0.2 * fbm(noise, x / 90, y / 70, 2);
  const light = [
    hex('#0b1a3a'),
    hex('#15425a'),
    hex('#2d6a5a'),
    hex('#7f8f3f'),
    hex('#d3a840'),
    hex('#f0d78a'),
  ] as const;
  for (const { x, y } of scatter(WIDTH, HEIGHT + 30, 9, random)) {
    if (y < ridge(x) + 12) continue;
    const near = smoothstep(840, HEIGHT, y);
    const turn = Math.atan2(x - vanish.x, y - vanish.y) + 0.05 * fbm(noise, x / 120, y / 80, 2);
    const furrow = 0.5 + 0.5 * Math.sin(turn * 34);
    const tone =
      0.72 * furrow ** 1.5 * (0.65 + 0.35 * fbm(noise, x / 140 + 5, y / 60, 2)) + 0.09 * random.normal();
    const colour = vary(scale(light, tone), random, 0.025, 0.015);
    const path = follow(
      field,
      { x, y },
      (26 + 46 * near) * random.range(0.7, 1.3),
      (px, py) => py < ridge(px) + 5,
    );
    const width = (6 + 6 * near) * random.range(0.7, 1.2);
    lay(
      panel,
      { path, width, colour, second: lighten(colour, 0.06), body: 1, bristle: 0.7, dry: 0.35 },
      random,
    );
  }
}

interface House {
  readonly x: number;
  readonly base: number;
  readonly width: number;
  readonly wall: number;
  readonly roof: number;
  readonly lit: number;
}

function paintVillage(panel: Panel, random: Random): void {
  const houses: House[] = [];
  for (let row = 0; row < 3; row++) {
    for (let x = 330 + row * 22; x < 1130; ) {
      const width = random.range(42, 74) * (0.8 + row * 0.12);
      const lift = 12 * Math.sin(x / 90);
      houses.push({
        x,
        base: 838 + row * 26 + lift,
        width,
        wall: width * random.range(0.42, 0.6),
        roof: width * random.range(0.35, 0.55),
        lit: random.next(),
      });
      x += width * random.range(0.95, 1.5);
    }
  }
  houses.sort((a, b) => a.base - b.base);
  paintChurch(panel, random, 742, 836);
  for (const house of houses) paintHouse(panel, random, house);
}

function paintHouse(panel: Panel, random: Random, { x, base, width, wall, roof, lit }: House): void {
  const eaves = base - wall;
  const wallColour = random.pick([
    hex('#2f4f7f'),
    hex('#3d6a8f'),
    hex('#27406b'),
    hex('#59788a'),
    hex('#3a4a72'),
  ]);
  const roofColour = random.pick([
    hex('#16264f'),
    hex('#7a3b2e'),
    hex('#1d3a55'),
    hex('#52304a'),
    hex('#93502f'),
  ]);
  fill(panel, random, box(x, eaves, width, wall), Math.PI / 2, 8, wallColour, 0.6);
  const gable = [
    { x: x - 5, y: eaves + 2 },
    { x: x + width * 0.24, y: eaves - roof },
    { x: x + width * 0.82, y: eaves - roof },
    { x: x + width + 5, y: eaves + 2 },
  ];
  fill(panel, random, gable, Math.atan2(roof, width * 0.24) * -1, 8, roofColour, 0.8);
  outline(panel, random, [...gable, ...gable.slice(0, 1)]);
  outline(panel, random, [
    { x, y: eaves },
    { x, y: base },
  ]);
  outline(panel, random, [
    { x: x + width, y: eaves },
    { x: x + width, y: base },
  ]);
  const windows = lit < 0.72 ? (width > 54 ? 2 : 1) : 0;
  for (let i = 0; i < windows; i++) {
    const wx = x + width * (windows === 1 ? 0.5 : 0.3 + i * 0.42);
    const wy = eaves + wall * 0.45;
    const glow = random.pick([hex('#ffd75a'), hex('#ffb93a'), hex('#fff0a6')]);
    lay(
      panel,
      { path: dash(wx, wy, Math.PI / 2, 17), width: 11, colour: hex('#d9822b'), body: 0.9, dry: 0 },
      random,
    );
    lay(
      panel,
      { path: dash(wx, wy, Math.PI / 2, 12), width: 7, colour: glow, body: 1.5, dry: 0, pickup: 0 },
      random,
    );
  }
}

function paintChurch(panel: Panel, random: Random, x: number, base: number): void {
  const dark = hex('#172c5c');
  const stone = hex('#41648f');
  fill(panel, random, box(x - 52, base - 66, 104, 70), Math.PI / 2, 9, stone, 0.7);
  const nave = [
    { x: x - 62, y: base - 64 },
    { x: x - 30, y: base - 112 },
    { x: x + 44, y: base - 112 },
    { x: x + 62, y: base - 64 },
  ];
  fill(panel, random, nave, -1, 9, hex('#26407a'), 0.8);
  outline(panel, random, [...nave, ...nave.slice(0, 1)]);
  fill(panel, random, box(x - 17, base - 158, 34, 100), Math.PI / 2, 9, hex('#54789c'), 0.8);
  const spire = [
    { x: x - 22, y: base - 154 },
    { x, y: base - 268 },
    { x: x + 22, y: base - 154 },
  ];
  fill(panel, random, spire, -Math.PI / 2, 8, dark, 0.9);
  outline(panel, random, [...spire, ...spire.slice(0, 1)]);
  outline(panel, random, [
    { x: x - 17, y: base - 154 },
    { x: x - 17, y: base - 66 },
  ]);
  outline(panel, random, [
    { x: x + 17, y: base - 154 },
    { x: x + 17, y: base - 66 },
  ]);
  for (const wx of [x - 34, x + 34]) {
    lay(
      panel,
      { path: dash(wx, base - 34, Math.PI / 2, 26), width: 10, colour: hex('#ffc94a'), body: 1.4, dry: 0 },
      random,
    );
  }
  lay(
    panel,
    { path: dash(x, base - 128, Math.PI / 2, 20), width: 9, colour: hex('#ffdf7d'), body: 1.4, dry: 0 },
    random,
  );
}

function box(x: number, y: number, width: number, height: number): Point[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

/** Fills a shape with short strokes that stop at its border. */
function fill(
  panel: Panel,
  random: Random,
  shape: readonly Point[],
  angle: number,
  width: number,
  colour: Rgb,
  body: number,
): void {
  const area = bounds(shape);
  for (const place of scatter(area.width, area.height, width * 0.6, random)) {
    const [x, y] = [area.x + place.x, area.y + place.y];
    if (!inside(shape, x, y)) continue;
    const path = follow(
      () => angle + 0.1 * random.normal(),
      { x, y },
      random.range(18, 34),
      (px, py) => !inside(shape, px, py),
    );
    const own = vary(colour, random, 0.04, 0.015);
    lay(
      panel,
      { path, width: width * random.range(0.7, 1.1), colour: own, body, bristle: 0.6, dry: 0.15 },
      random,
    );
  }
}

function outline(panel: Panel, random: Random, points: readonly Point[]): void {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a === undefined || b === undefined) continue;
    const path = Array.from({ length: 6 }, (_, k) => ({
      x: a.x + ((b.x - a.x) * k) / 5 + random.range(-0.8, 0.8),
      y: a.y + ((b.y - a.y) * k) / 5 + random.range(-0.8, 0.8),
    }));
    lay(panel, { path, width: random.range(3, 4.6), colour: hex('#070b22'), body: 0.7, dry: 0.15 }, random);
  }
}

/** Spires of the cypress: foot, height and breadth. */
const SPIRES = [
  { x: 168, top: 214, breadth: 50 },
  { x: 236, top: 430, breadth: 38 },
  { x: 106, top: 520, breadth: 36 },
] as const;

function cypressEdge(x: number, y: number): number {
  let most = -1;
  for (const spire of SPIRES) {
    const up = clamp((y - spire.top) / (HEIGHT + 30 - spire.top));
    const sway = 13 * Math.sin(y / 62 + spire.top) * (1 - up * 0.5);
    const half = spire.breadth * up ** 0.62 * (1 + 0.2 * Math.sin(y / 21 + spire.top) * (1 - up)) + 2;
    if (y > spire.top) most = Math.max(most, 1 - Math.abs(x - spire.x - sway) / half);
  }
  return most;
}

function paintCypress(panel: Panel, random: Random): void {
  const field: Field = (x, y) => {
    let lean = 0;
    for (const spire of SPIRES)
      lean += clamp((x - spire.x) / 60, -1, 1) * Math.exp(-(((x - spire.x) / 60) ** 2));
    return (
      -Math.PI / 2 + 0.32 * Math.sin(y / 46 + x / 30) + 0.28 * lean + 0.3 * fbm(noise, x / 40, y / 90, 2)
    );
  };
  const colours = [hex('#050b14'), hex('#0c1f22'), hex('#17362f'), hex('#2c4a2c'), hex('#5f5a24')] as const;
  for (const layer of [
    { spacing: 11, width: 19, length: 90, body: 0.5, lift: -0.12 },
    { spacing: 8, width: 9.5, length: 72, body: 1, lift: 0.08 },
  ]) {
    for (const { x, y } of scatter(340, HEIGHT + 30, layer.spacing, random)) {
      const deep = cypressEdge(x, y);
      if (deep < 0.1) continue;
      const path = follow(
        field,
        { x, y },
        layer.length * random.range(0.6, 1.2),
        (px, py) => cypressEdge(px, py) < -0.12,
      );
      const flame = Math.sin(x / 8 + y / 40 + 3 * fbm(noise, x / 60, y / 120, 2));
      let colour = scale(colours, 0.38 + 0.3 * flame + layer.lift + 0.1 * random.normal());
      if (random.chance(0.08)) colour = hex('#7a3f22');
      if (deep < 0.3 && x > 150 && random.chance(0.25)) colour = hex('#2f6f86');
      lay(
        panel,
        { ...layer, path, colour: vary(colour, random, 0.02, 0.01), bristle: 0.8, dry: 0.3 },
        random,
      );
    }
  }
}
