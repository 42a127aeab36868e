import { weave } from '../canvas.js';
import { hex, lighten, mix, type Rgb, vary } from '../colour.js';
import { spread } from '../knife.js';
import { photograph } from '../light.js';
import { clamp, fbm, gradientNoise, smoothstep } from '../noise.js';
import { Panel } from '../panel.js';
import type { Painting } from '../picture.js';
import { Random } from '../random.js';
import { scatter } from '../scatter.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'october birches';
/** Where the far bank meets the pond. */
const SHORE = 716;
const noise = gradientNoise(SEED);
const streaks = gradientNoise(`${SEED}/blade`);

const HAZE = ['#dfe9e4', '#c3dbe0', '#a9c6dc', '#f3e6c6', '#cfc4de', '#f6d9a8'].map(hex);
const FAR = ['#7d86b4', '#5f79a0', '#9a8ab0', '#6f9aa6', '#b79a8e', '#4f6690'].map(hex);
const GOLD = ['#ffd84f', '#fdc02c', '#f6a11c', '#ffe98f', '#f8b84a'].map(hex);
const FLAME = ['#f07a1c', '#e2551b', '#d13a1e', '#f59a2c', '#b52a22'].map(hex);
const DUSK = ['#7a2230', '#4e2440', '#6a3a1e', '#33305e', '#8f3a1f'].map(hex);
const SHADE = ['#1f3d63', '#2b2d5c', '#1d5560', '#3a3f7c', '#274a3e'].map(hex);
const BANK = ['#c4702a', '#e09a35', '#9a4a24', '#6b3a50', '#d8b04a', '#5a3f6e', '#b5361f'].map(hex);
const BARK = ['#fdf8ec', '#f4ead6', '#e6e3ea', '#f7e3c8', '#dfe6ee'].map(hex);
const BARK_SHADE = ['#8d93bd', '#6a6f9f', '#a79bb6', '#b98f8a', '#57608f'].map(hex);
const NIGHT = ['#1b1a2b', '#2c2130', '#14233a', '#3a2420'].map(hex);

const any = (random: Random, list: readonly Rgb[]): Rgb =>
  vary(list[Math.floor(random.next() * list.length)] ?? [0, 0, 0], random, 0.025, 0.014);
/** A blade loaded with two or three colours of a heap, and now and then one of another. */
function load(random: Random, list: readonly Rgb[], guest: readonly Rgb[] = list): [Rgb, ...Rgb[]] {
  const loaded: [Rgb, ...Rgb[]] = [any(random, list), any(random, list)];
  if (random.chance(0.5)) loaded.push(any(random, random.chance(0.35) ? guest : list));
  return loaded;
}

/** Masses of leaves: how thick they are at a place, and how lit. */
function leaves(x: number, y: number): { thick: number; light: number } {
  const mass = fbm(noise, x / 210, y / 170, 3) + 0.3 * fbm(noise, x / 60 + 20, y / 60, 2);
  const low = smoothstep(SHORE - 40, SHORE - 200, y);
  const glade = Math.exp(-(((x - 690) / 190) ** 2 + ((y - 330) / 240) ** 2));
  const thick =
    0.18 + mass * 1.15 + 0.22 * smoothstep(330, 40, y) + 0.24 * low * smoothstep(360, 560, y) - 0.75 * glade;
  const e = 26;
  const lit = fbm(noise, (x - e) / 210, (y - e) / 170, 3) - fbm(noise, (x + e) / 210, (y + e) / 170, 3);
  return { thick, light: clamp(0.52 - lit * 1.5 + 0.35 * glade + 0.3 * noise(x / 34, y / 34)) };
}

/** What the blade is loaded with for a place of the far bank and the wood behind it. */
function wood(x: number, y: number, random: Random): [Rgb, ...Rgb[]] {
  if (y > SHORE - 74 + 18 * noise(x / 90, 4)) {
    return random.chance(0.2) ? load(random, SHADE, BANK) : load(random, BANK, GOLD);
  }
  const { thick, light } = leaves(x, y);
  if (thick < 0.06) return y > 470 ? load(random, FAR, HAZE) : load(random, HAZE, FAR);
  if (thick < 0.17) return load(random, FAR, FLAME);
  const tone = light + 0.16 * random.normal();
  if (tone > 0.64) return load(random, GOLD, HAZE);
  if (tone > 0.4) return load(random, FLAME, GOLD);
  if (tone > 0.2) return load(random, DUSK, FLAME);
  return load(random, SHADE, DUSK);
}

interface Trunk {
  readonly foot: number;
  readonly head: number;
  /** Where it stands, on the bank. */
  readonly base: number;
  readonly width: number;
}
const TRUNKS: readonly Trunk[] = [
  { foot: 560, head: 540, base: 676, width: 15 },
  { foot: 774, head: 800, base: 680, width: 17 },
  { foot: 838, head: 828, base: 674, width: 13 },
  { foot: 470, head: 490, base: 684, width: 22 },
  { foot: 1192, head: 1220, base: 700, width: 40 },
  { foot: 944, head: 916, base: 704, width: 36 },
  { foot: 64, head: 30, base: 712, width: 42 },
  { foot: 1052, head: 1090, base: 724, width: 58 },
  { foot: 352, head: 392, base: 728, width: 52 },
  { foot: 214, head: 176, base: 742, width: 72 },
];
function middle({ foot, head, base }: Trunk, y: number): number {
  const t = 1 - y / base;
  return foot + (head - foot) * t + 9 * Math.sin(y / 130 + foot);
}

export const octoberBirches: Painting = {
  name: 'october-birches',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const panel = new Panel(WIDTH, HEIGHT, 2, hex('#7a3a22'));
    weave(panel, `${SEED}/linen`, 0.3, 3.4);
    paintWood(panel, random);
    paintPond(panel, random);
    for (const trunk of TRUNKS) {
      paintReflection(panel, random, trunk);
      paintTrunk(panel, random, trunk);
      paintFoot(panel, random, trunk);
    }
    paintLeaves(panel, random);
    return photograph(panel, { depth: 0.5, gloss: 0.16 });
  },
};

function paintWood(panel: Panel, random: Random): void {
  for (const { spacing, length, width, body } of [
    { spacing: 44, length: 130, width: 62, body: 0.6 },
    { spacing: 27, length: 66, width: 34, body: 0.9 },
    { spacing: 19, length: 40, width: 20, body: 1.1 },
  ]) {
    for (const place of scatter(WIDTH, SHORE, spacing, random)) {
      const { x, y } = place;
      const bank = y > SHORE - 74;
      const { thick } = leaves(x, y);
      if (spacing < 20 && thick < 0.14 && !bank) continue;
      const angle = bank
        ? 0.12 * random.normal()
        : thick < 0.14
          ? random.pick([-1.2, 0.35, -0.5]) + 0.25 * random.normal()
          : random.range(-1.5, 1.5);
      spread(
        panel,
        streaks,
        {
          middle: place,
          angle,
          length: length * random.range(0.7, 1.25),
          width: width * random.range(0.7, 1.2),
          colours: wood(x, y, random),
          body: body * random.range(0.8, 1.2),
          breaks: random.range(0.45, 1),
          turn: random.range(-0.35, 0.35),
        },
        random,
      );
    }
  }
  // Far stems, blue with distance.
  for (let i = 0; i < 34; i++) {
    const x = random.range(260, 1120);
    const y = random.range(430, 640);
    spread(
      panel,
      streaks,
      {
        middle: { x, y },
        angle: -Math.PI / 2 + random.range(-0.06, 0.06),
        length: random.range(90, 240),
        width: random.range(5, 10),
        colours: random.chance(0.6) ? load(random, FAR, SHADE) : load(random, HAZE, BARK),
        body: 0.8,
        breaks: 0.5,
      },
      random,
    );
  }
}

/** The pond gives everything back upside down, darker, and broken by level pulls of the knife. */
function paintPond(panel: Panel, random: Random): void {
  for (const { spacing, length, width, body } of [
    { spacing: 36, length: 150, width: 44, body: 0.6 },
    { spacing: 22, length: 92, width: 20, body: 0.9 },
    { spacing: 19, length: 58, width: 11, body: 1.1 },
  ]) {
    for (const place of scatter(WIDTH, HEIGHT - SHORE + 30, spacing, random)) {
      const at = { x: place.x, y: place.y + SHORE + 14 };
      const near = clamp((at.y - SHORE) / (HEIGHT - SHORE));
      const mirrored = SHORE - 60 - (at.y - SHORE) * 1.75 + 26 * random.normal();
      const seen = wood(at.x + 14 * random.normal(), mirrored, random);
      const deep = mix(hex('#1c4f8c'), hex('#14284f'), near);
      const colours = seen.map((colour) => mix(colour, deep, 0.14 + 0.26 * near)) as [Rgb, ...Rgb[]];
      const glint = random.chance(0.12 + 0.1 * near);
      spread(
        panel,
        streaks,
        {
          middle: at,
          angle: 0.05 * random.normal(),
          length: length * random.range(0.6, 1.3),
          width: width * random.range(0.7, 1.2),
          colours: glint ? load(random, HAZE, FAR) : colours,
          body: body * (glint ? 1.2 : 0.9),
          breaks: random.range(0.3, 0.9),
        },
        random,
      );
    }
  }
}

/** Dark first; then the white, pulled across from the lit side until it breaks; then the scars. */
function paintTrunk(panel: Panel, random: Random, trunk: Trunk): void {
  const { base, width } = trunk;
  const at = (y: number, across: number): { x: number; y: number } => ({
    x: middle(trunk, y) + across * width * (0.8 + 0.3 * (y / base)),
    y,
  });
  for (let y = base; y > -40; y -= 44) {
    for (const across of width > 30 ? [-0.22, 0.22] : [0]) {
      spread(
        panel,
        streaks,
        {
          middle: at(y, across),
          angle: -Math.PI / 2 + 0.03 * random.normal(),
          length: 80,
          width: width * (width > 30 ? 0.6 : 1.05),
          colours: load(random, NIGHT, BARK_SHADE),
          body: 0.8,
          breaks: 1,
        },
        random,
      );
    }
  }
  const step = Math.max(9, width * 0.26);
  for (let y = base + 4; y > -20; y -= step * random.range(0.75, 1.15)) {
    const lit = load(random, BARK, random.chance(0.25) ? GOLD : BARK);
    spread(
      panel,
      streaks,
      {
        middle: at(y, -0.16 + 0.05 * random.normal()),
        angle: random.range(-0.22, 0.16),
        length: width * random.range(0.62, 0.86),
        width: step * random.range(1, 1.5),
        colours: lit,
        body: 1.35,
        breaks: random.range(0.35, 0.8),
      },
      random,
    );
    if (random.chance(0.8)) {
      spread(
        panel,
        streaks,
        {
          middle: at(y, 0.33),
          angle: Math.PI + random.range(-0.2, 0.2),
          length: width * random.range(0.3, 0.46),
          width: step * random.range(0.9, 1.3),
          colours: load(random, BARK_SHADE, random.chance(0.3) ? FLAME : FAR),
          body: 1,
          breaks: random.range(0.4, 0.9),
        },
        random,
      );
    }
  }
  for (let y = base - 6; y > 0; y -= random.range(16, 62) * (0.5 + width / 70)) {
    const side = random.range(-0.36, 0.3);
    spread(
      panel,
      streaks,
      {
        middle: at(y, side),
        angle: random.range(-0.25, 0.25),
        length: width * random.range(0.24, 0.66),
        width: random.range(4, 9) * (0.5 + width / 60),
        colours: load(random, NIGHT, DUSK),
        body: 1.1,
        breaks: 0.7,
      },
      random,
    );
  }
}

/** Grass and fallen leaves hide where a trunk meets the ground. */
function paintFoot(panel: Panel, random: Random, { foot, base, width }: Trunk): void {
  for (let i = 0; i < 10 + width * 0.5; i++) {
    const x = foot + random.normal() * width * 1.1;
    const y = base + random.range(-0.12, 0.3) * width;
    spread(
      panel,
      streaks,
      {
        middle: { x, y },
        angle: random.range(-0.35, 0.35),
        length: random.range(0.6, 1.2) * (24 + width * 0.5),
        width: random.range(0.6, 1.2) * (8 + width * 0.2),
        colours: random.chance(0.35) ? load(random, SHADE, BANK) : load(random, BANK, GOLD),
        body: 1.2,
        breaks: random.range(0.5, 1),
      },
      random,
    );
  }
}

function paintReflection(panel: Panel, random: Random, trunk: Trunk): void {
  const { base, width, foot } = trunk;
  if (base < 690) return;
  const top = SHORE + 20 + (base - SHORE) * 0.6;
  for (let y = top; y < HEIGHT + 20; y += random.range(9, 15)) {
    const t = (y - top) / (HEIGHT - top);
    const x = foot + 8 * Math.sin(y / 15) * t + (foot - trunk.head) * 0.25 * t;
    if (random.chance(0.14 + 0.3 * t)) continue;
    const colours = load(random, BARK, BARK_SHADE).map((c) => mix(c, hex('#5a86a8'), 0.3 + 0.25 * t)) as [
      Rgb,
      ...Rgb[],
    ];
    spread(
      panel,
      streaks,
      {
        middle: { x, y },
        angle: 0.06 * random.normal(),
        length: width * random.range(0.8, 1.4),
        width: random.range(9, 16),
        colours,
        body: 1.1,
        breaks: random.range(0.4, 0.8),
      },
      random,
    );
    spread(
      panel,
      streaks,
      {
        middle: { x: x + width * 0.5, y: y + 5 },
        angle: 0.05 * random.normal(),
        length: width * random.range(0.4, 0.9),
        width: 8,
        colours: load(random, SHADE, NIGHT),
        body: 0.9,
        breaks: 0.6,
      },
      random,
    );
  }
}

/** Leaves in front: hung in the crowns, fallen on the bank, adrift on the pond. */
function paintLeaves(panel: Panel, random: Random): void {
  for (const place of scatter(WIDTH, SHORE - 30, 17, random)) {
    const { x, y } = place;
    const hung =
      fbm(noise, x / 150 + 60, y / 110, 3) + 0.34 * smoothstep(260, 0, y) - 0.2 * smoothstep(300, 560, y);
    if (hung < 0.17 || random.chance(0.35)) continue;
    const tone = leaves(x, y).light + 0.2 * random.normal();
    const colours =
      tone > 0.5
        ? load(random, GOLD, HAZE)
        : tone > 0.25
          ? load(random, FLAME, GOLD)
          : load(random, DUSK, FLAME);
    spread(
      panel,
      streaks,
      {
        middle: place,
        angle: random.range(-1.4, 1.4),
        length: random.range(20, 44),
        width: random.range(11, 21),
        colours,
        body: 1.4,
        breaks: random.range(0.6, 1),
        turn: random.range(-0.5, 0.5),
      },
      random,
    );
  }
  for (let i = 0; i < 260; i++) {
    const afloat = i % 3 === 0;
    const x = random.range(0, WIDTH);
    const y = afloat ? random.range(SHORE + 30, HEIGHT) : SHORE - 30 + 26 * random.normal();
    const near = clamp((y - SHORE) / (HEIGHT - SHORE));
    const colour = any(random, random.chance(0.6) ? GOLD : FLAME);
    spread(
      panel,
      streaks,
      {
        middle: { x, y },
        angle: afloat ? 0.1 * random.normal() : random.range(-0.6, 0.6),
        length: 11 + 17 * near,
        width: 6 + 6 * near,
        colours: [colour, lighten(colour, 0.06)],
        body: 1.4,
        breaks: 1,
      },
      random,
    );
  }
}
