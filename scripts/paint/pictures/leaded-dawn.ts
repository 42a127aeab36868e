import type { SKRSContext2D } from '@napi-rs/canvas';
import { hex, mix, type Rgb, scale } from '../colour.js';
import { leaded, type Part } from '../leaded.js';
import { clamp, gradientNoise, lerp } from '../noise.js';
import type { Painting } from '../picture.js';
import { Random } from '../random.js';
import type { Point } from '../stroke.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'leaded dawn';
const SUN = { x: 668, y: 322 };
const BORDER = 27;
const noise = gradientNoise(SEED);

/** A window: the sun rises as a rose over hills, a river comes down from it between two trees. */
export const leadedDawn: Painting = {
  name: 'leaded-dawn',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const parts: Part[] = [sky(), ...clouds(), ...hills(), ...fields(), river()];
    parts.push(...tree(196, 900, 206, 366, 212), ...tree(1112, 880, 1096, 408, 178), ...flowers());
    parts.push(...sun(), ...border());
    const daylight = (x: number, y: number): number => {
      const far = Math.hypot(x - SUN.x, y - SUN.y);
      return 0.86 + 0.55 * Math.exp(-((far / 300) ** 2)) + 0.1 * noise(x / 240, y / 240);
    };
    return leaded(WIDTH, HEIGHT, parts, { fine: 4.4, bold: 7.4 }, daylight, SEED);
  },
};

const NIGHT: readonly [Rgb, ...Rgb[]] = [
  hex('#fff0b8'),
  hex('#ffc94d'),
  hex('#f58a3c'),
  hex('#e0566a'),
  hex('#a04fa8'),
  hex('#4a4fc4'),
  hex('#1f55b8'),
  hex('#143a94'),
  hex('#1a2a70'),
];

/** Rings around the sun, cut by wavering rays; every ring is set off half a pane, and the outer ones are cut finer. */
function polar(x: number, y: number): { ring: number; ray: number } {
  const far = Math.hypot(x - SUN.x, y - SUN.y) + 9 * noise(x / 90, y / 90);
  const rings = [150, 236, 330, 440, 570, 720, 900];
  const ring = rings.findIndex((radius) => far < radius);
  const count = ring < 2 ? 18 : ring < 4 ? 28 : 36;
  const angle =
    (Math.atan2(y - SUN.y, x - SUN.x) / (Math.PI * 2) + 0.5 + 0.004 * noise(x / 60, y / 60)) * count;
  return { ring, ray: Math.floor(angle + (ring % 2) / 2) };
}

function sky(): Part {
  return {
    shape: (pen) => pen.fillRect(0, 0, WIDTH, HEIGHT),
    cut: (x, y) => {
      const { ring, ray } = polar(x, y);
      return ring * 100 + ray;
    },
    glass: (x, y, random) => {
      const far = Math.hypot(x - SUN.x, y - SUN.y) - 150;
      return scale(NIGHT, far / 560 + random.range(-0.09, 0.09));
    },
  };
}

/** The sun: a rose of petals in rings, and pointed flames around it. */
function sun(): Part[] {
  const disc = (radius: number) => (pen: SKRSContext2D) => {
    pen.beginPath();
    pen.arc(SUN.x, SUN.y, radius, 0, Math.PI * 2);
    pen.fill();
  };
  const turn = (x: number, y: number, count: number): number =>
    Math.floor(((Math.atan2(y - SUN.y, x - SUN.x) / (Math.PI * 2) + 0.5) * count) % count);
  const flames = (pen: SKRSContext2D) => {
    pen.beginPath();
    for (let i = 0; i <= 18; i++) {
      const [from, tip, to] = [i, i + 0.62, i + 1].map((at) => (at / 18) * Math.PI * 2);
      if (from === undefined || tip === undefined || to === undefined) continue;
      const reach = i % 2 === 0 ? 192 : 160;
      const at = (angle: number, radius: number): [number, number] => [
        SUN.x + Math.cos(angle) * radius,
        SUN.y + Math.sin(angle) * radius,
      ];
      pen.lineTo(...at(from, 112));
      pen.quadraticCurveTo(...at(lerp(from, tip, 0.4), 150), ...at(tip, reach));
      pen.quadraticCurveTo(...at(lerp(tip, to, 0.9), 140), ...at(to, 112));
    }
    pen.fill();
  };
  return [
    {
      shape: flames,
      cut: (x, y) => turn(x, y, 18),
      glass: (_x, _y, random, pane) =>
        pane % 2 === 0 ? mix(hex('#ff7a1e'), hex('#f04a24'), random.next()) : hex('#ffb32e'),
    },
    {
      shape: disc(118),
      cut: (x, y) => turn(x, y, 18),
      glass: (_x, _y, random, pane) =>
        pane % 2 === 0 ? hex('#ffdf6e') : mix(hex('#ffb83a'), hex('#ff9a2a'), random.next()),
    },
    {
      shape: (pen) => {
        for (let i = 0; i < 10; i++) {
          const angle = ((i + 0.5) / 10) * Math.PI * 2;
          pen.beginPath();
          pen.ellipse(
            SUN.x + Math.cos(angle) * 50,
            SUN.y + Math.sin(angle) * 50,
            36,
            17,
            angle,
            0,
            Math.PI * 2,
          );
          pen.fill();
        }
      },
      cut: (x, y) => turn(x, y, 10),
      glass: (_x, _y, random) => mix(hex('#fff3c2'), hex('#ffe07a'), random.next()),
    },
    {
      shape: disc(27),
      cut: () => 0,
      glass: () => hex('#fffbe6'),
    },
  ];
}

/** Long opal ribbons on the wind, cut askew. */
function clouds(): Part[] {
  const ribbons: readonly [x: number, y: number, length: number, thick: number, bend: number][] = [
    [70, 168, 430, 44, -26],
    [30, 262, 300, 34, 20],
    [800, 128, 430, 46, 24],
    [930, 232, 320, 34, -18],
    [420, 92, 330, 30, 12],
  ];
  return ribbons.map(([x0, y0, length, thick, bend], index) => {
    const middle = (x: number): number => y0 + bend * Math.sin(((x - x0) / length) * Math.PI * 1.6);
    const half = (x: number): number => {
      const t = clamp((x - x0) / length);
      return thick * Math.sin(t * Math.PI) ** 0.6 * (0.72 + 0.28 * Math.sin(t * 17 + index));
    };
    return {
      shape: (pen) => {
        pen.beginPath();
        for (let x = x0; x <= x0 + length; x += 4) pen.lineTo(x, middle(x) - half(x));
        for (let x = x0 + length; x >= x0; x -= 4) pen.lineTo(x, middle(x) + half(x) * 0.7);
        pen.fill();
      },
      cut: (x, y) => {
        const below = y > middle(x) + 4 * Math.sin(x / 30) ? 1 : 0;
        return Math.floor((x - x0 + (y - y0) * 0.9 + below * 30) / 96) * 2 + below;
      },
      glass: (x, y, random) => {
        const warm = clamp(1.25 - Math.hypot(x - SUN.x, y - SUN.y) / 480);
        const cool = random.pick([hex('#dfe6f2'), hex('#b9c8ea'), hex('#f0e6ee'), hex('#c9b6e0')]);
        return mix(cool, random.pick([hex('#ffd9a8'), hex('#ffb9a0'), hex('#fff0d0')]), warm);
      },
    };
  });
}

/** Three ranges, each cut into bands under its ridge. */
function hills(): Part[] {
  const ranges: readonly { ridge: (x: number) => number; colours: readonly [Rgb, ...Rgb[]]; long: number }[] =
    [
      {
        ridge: (x) => 468 + 52 * Math.sin(x / 170 + 2.2) - 44 * Math.exp(-(((x - 980) / 150) ** 2)),
        colours: [hex('#5a3f9a'), hex('#7a4fae'), hex('#434aa8'), hex('#8f4f9a')],
        long: 112,
      },
      {
        ridge: (x) => 540 + 46 * Math.sin(x / 140 + 0.4) + 26 * Math.sin(x / 61),
        colours: [hex('#0f6a78'), hex('#17858a'), hex('#1d5a86'), hex('#2a9a8a')],
        long: 124,
      },
      {
        ridge: (x) => 622 + 40 * Math.cos(x / 190 - 0.6),
        colours: [hex('#1e8a4a'), hex('#4aa83a'), hex('#0f7250'), hex('#86b92e')],
        long: 136,
      },
    ];
  return ranges.map(({ ridge, colours, long }) => ({
    shape: (pen) => {
      pen.beginPath();
      pen.moveTo(0, HEIGHT);
      for (let x = 0; x <= WIDTH; x += 4) pen.lineTo(x, ridge(x));
      pen.lineTo(WIDTH, HEIGHT);
      pen.fill();
    },
    cut: (x, y) => {
      const down = y - ridge(x) + 8 * noise(x / 70, y / 70);
      const band = Math.floor(down / 62);
      return (
        band * 100 +
        Math.floor((x + down * 0.7 + (band % 2) * long * 0.5 + 14 * noise(x / 80, y / 50)) / long)
      );
    },
    glass: (_x, _y, random) => random.pick(colours),
  }));
}

const riverMiddle = (y: number): number =>
  660 + 118 * Math.sin((y - 560) / 118) * clamp((y - 540) / 330) - 26;
const riverHalf = (y: number): number => 17 + 143 * clamp((y - 560) / 464) ** 1.3;

/** Furrows that fan out from where the river comes from, on both banks. */
function fields(): Part[] {
  return [-1, 1].map((side) => ({
    shape: (pen) => {
      pen.beginPath();
      pen.moveTo(side < 0 ? 0 : WIDTH, HEIGHT);
      pen.lineTo(side < 0 ? 0 : WIDTH, 735);
      for (let i = 0; i <= 40; i++) {
        const t = i / 40;
        pen.lineTo(lerp(side < 0 ? 0 : WIDTH, 650, t), 735 - 36 * Math.sin(t * 3.1) - 8 * t);
      }
      pen.lineTo(650, HEIGHT);
      pen.fill();
    },
    cut: (x, y) => {
      const angle = Math.atan2(y - 560, x - 640) + 0.05 * noise(x / 90, y / 90);
      const furrow = Math.floor(angle * (Math.hypot(x - 640, y - 560) < 210 ? 5 : 9));
      const far = Math.log(Math.hypot(x - 640, (y - 560) * 1.5) + 12 * noise(x / 60, y / 60));
      return furrow * 100 + Math.floor(far * 3.1 + (furrow % 2) * 0.5);
    },
    glass: (_x, _y, random, pane) =>
      Math.floor(pane / 100) % 2 === 0
        ? random.pick([hex('#d9a928'), hex('#eac54a'), hex('#c98a22'), hex('#e2d06a')])
        : random.pick([hex('#2f8a3a'), hex('#6aa82e'), hex('#176a46'), hex('#9dbb3a')]),
  }));
}

function river(): Part {
  return {
    shape: (pen) => {
      pen.beginPath();
      for (let y = 575; y <= HEIGHT; y += 4) pen.lineTo(riverMiddle(y) - riverHalf(y), y);
      for (let y = HEIGHT; y >= 575; y -= 4) pen.lineTo(riverMiddle(y) + riverHalf(y), y);
      pen.fill();
    },
    cut: (x, y) => {
      const u = (x - riverMiddle(y)) / riverHalf(y) + 0.12 * Math.sin(y / 26);
      const strands = y < 660 ? 1 : y < 800 ? 2 : 3;
      const strand = Math.floor(((u + 1) / 2) * strands) + strands;
      return strand * 100 + Math.floor(Math.sqrt(Math.max(0, y - 560)) / 3.4 + strand * 0.41);
    },
    glass: (x, y, random) => {
      const light = clamp(1.1 - Math.abs(x - riverMiddle(y)) / riverHalf(y)) * clamp(1.3 - (y - 560) / 420);
      const cool = random.pick([
        hex('#1d6fc4'),
        hex('#3fa0d8'),
        hex('#9fd6ea'),
        hex('#174e9e'),
        hex('#6ec4d8'),
      ]);
      return mix(cool, random.pick([hex('#ffd98a'), hex('#ffc0a0'), hex('#e8f2ea')]), light * random.next());
    },
  };
}

/** A tree: a trunk that forks, and a crown of leaves that grow outward. */
function tree(x: number, foot: number, cx: number, cy: number, radius: number): Part[] {
  const random = new Random(`${SEED}/tree ${x}`);
  const lobes = Array.from({ length: 11 }, (_, i) => {
    const angle = (i / 11) * Math.PI * 2;
    return {
      x: cx + Math.cos(angle) * radius * 0.66,
      y: cy + Math.sin(angle) * radius * 0.72,
      r: radius * random.range(0.3, 0.42),
    };
  });
  const leaves: (Point & { turn: number })[] = [];
  for (let tries = 0; tries < 4000; tries++) {
    const at = { x: cx + random.range(-1.1, 1.1) * radius, y: cy + random.range(-1.2, 1.2) * radius };
    if (leaves.every((leaf) => Math.hypot(leaf.x - at.x, leaf.y - at.y) > 56)) {
      leaves.push({
        ...at,
        turn: Math.atan2(at.y - cy - radius * 0.5, at.x - cx) + random.range(-0.35, 0.35),
      });
    }
  }
  const crown: Part = {
    shape: (pen) => {
      for (const lobe of [...lobes, { x: cx, y: cy, r: radius * 0.76 }]) {
        pen.beginPath();
        pen.arc(lobe.x, lobe.y, lobe.r, 0, Math.PI * 2);
        pen.fill();
      }
    },
    cut: (px, py) => {
      let best = -1;
      let nearest = Infinity;
      for (const [i, leaf] of leaves.entries()) {
        const [dx, dy] = [px - leaf.x, py - leaf.y];
        const along = dx * Math.cos(leaf.turn) + dy * Math.sin(leaf.turn);
        const across = dy * Math.cos(leaf.turn) - dx * Math.sin(leaf.turn);
        const far = along * along * 0.42 + across * across * 1.7;
        if (far < nearest) [best, nearest] = [i, far];
      }
      return best;
    },
    glass: (px, py, chance) => {
      const lit = clamp(
        0.5 +
          ((SUN.x - px) * Math.sign(SUN.x - cx) - Math.abs(SUN.x - cx)) / radius / 2 +
          (cy - py) / radius / 3,
      );
      const bright = chance.pick([
        hex('#ffc83a'),
        hex('#f07a22'),
        hex('#e8d84a'),
        hex('#e2503a'),
        hex('#b8cf3a'),
      ]);
      const deep = chance.pick([
        hex('#0f6a46'),
        hex('#1d8a5a'),
        hex('#8a1f3a'),
        hex('#0d5560'),
        hex('#4a8f2a'),
      ]);
      return chance.chance(0.12 + 0.8 * lit) ? bright : deep;
    },
  };
  const trunk: Part = {
    shape: (pen) => {
      pen.beginPath();
      // Roots, a waist, and three boughs that part in the crown.
      pen.moveTo(x - 62, foot + 14);
      pen.bezierCurveTo(x - 16, foot - 40, x - 30, foot - 170, x - 26, cy + radius * 0.75);
      pen.bezierCurveTo(x - 34, cy + radius * 0.5, x - 60, cy + radius * 0.3, x - 104, cy + radius * 0.06);
      pen.lineTo(x - 96, cy - radius * 0.02);
      pen.bezierCurveTo(x - 50, cy + radius * 0.16, x - 24, cy + radius * 0.26, cx - 12, cy + radius * 0.42);
      pen.bezierCurveTo(cx - 14, cy + radius * 0.1, cx - 22, cy - radius * 0.1, cx - 8, cy - radius * 0.42);
      pen.lineTo(cx + 6, cy - radius * 0.42);
      pen.bezierCurveTo(cx + 4, cy - radius * 0.1, cx + 14, cy + radius * 0.14, cx + 18, cy + radius * 0.36);
      pen.bezierCurveTo(
        cx + 40,
        cy + radius * 0.2,
        cx + 70,
        cy + radius * 0.08,
        cx + 106,
        cy - radius * 0.12,
      );
      pen.lineTo(cx + 114, cy - radius * 0.03);
      pen.bezierCurveTo(cx + 70, cy + radius * 0.3, x + 34, cy + radius * 0.6, x + 24, cy + radius * 0.85);
      pen.bezierCurveTo(x + 16, foot - 150, x + 14, foot - 50, x + 66, foot + 14);
      pen.fill();
    },
    cut: (px, py) =>
      Math.floor((py + 0.5 * (px - x)) / 84) * 2 +
      (px + 9 * Math.sin(py / 40) > lerp(x, cx, clamp((foot - py) / 400)) ? 1 : 0),
    glass: (_x, _y, chance, pane) =>
      pane % 2 === 0
        ? chance.pick([hex('#6a2f2a'), hex('#8a4326')])
        : chance.pick([hex('#b8622e'), hex('#9a4a4a')]),
  };
  return [crown, trunk];
}

/** Daisies, poppies and gentians along the lower edge. */
function flowers(): Part[] {
  const random = new Random(`${SEED}/flowers`);
  const colours: readonly [readonly [Rgb, Rgb, Rgb], ...(readonly [Rgb, Rgb, Rgb])[]] = [
    [hex('#e02f3a'), hex('#ff6a4a'), hex('#ffd24a')],
    [hex('#f6ecd8'), hex('#ffd9e6'), hex('#f2a81e')],
    [hex('#7a4fd0'), hex('#4a6ae0'), hex('#ffe07a')],
    [hex('#f0609a'), hex('#ff9ab0'), hex('#fff0b0')],
  ];
  const places: readonly [number, number, number][] = [
    [92, 930, 50],
    [196, 868, 42],
    [292, 936, 54],
    [398, 878, 40],
    [486, 946, 42],
    [842, 940, 46],
    [938, 870, 40],
    [1030, 936, 54],
    [1128, 872, 44],
    [1204, 934, 46],
  ];
  return places.flatMap(([x, y, r], index): Part[] => {
    const [a, b, heart] = colours[index % colours.length] ?? colours[0];
    const petals = 7 + (index % 3);
    const turn = random.next();
    const angle = (px: number, py: number): number =>
      (Math.atan2(py - y, px - x) / (Math.PI * 2) + 1 + turn) * petals;
    return [
      {
        shape: (pen) => {
          pen.beginPath();
          for (let i = 0; i < 160; i++) {
            const at = (i / 160) * Math.PI * 2;
            const radius = r * (0.8 + 0.2 * Math.abs(Math.sin((at / 2 + turn * Math.PI) * petals)));
            pen.lineTo(x + Math.cos(at) * radius, y + Math.sin(at) * radius);
          }
          pen.fill();
        },
        cut: (px, py) => Math.floor(angle(px, py)) % petals,
        glass: (_x, _y, chance) => mix(a, b, chance.next()),
      },
      {
        shape: (pen) => {
          pen.beginPath();
          pen.arc(x, y, r * 0.34, 0, Math.PI * 2);
          pen.fill();
        },
        cut: () => 0,
        glass: () => heart,
      },
    ];
  });
}

/** A fillet of amber and opal around the window, a ruby in each corner. */
function border(): Part[] {
  const run = (x: number, y: number): number =>
    Math.min(y, HEIGHT - y) < Math.min(x, WIDTH - x) ? x - WIDTH / 2 : y - HEIGHT / 2 + 4000;
  return [
    {
      shape: (pen) => {
        pen.beginPath();
        pen.rect(0, 0, WIDTH, HEIGHT);
        pen.rect(BORDER, BORDER, WIDTH - 2 * BORDER, HEIGHT - 2 * BORDER);
        pen.fill('evenodd');
      },
      cut: (x, y) => Math.floor(run(x, y) / 92 + 0.5),
      glass: (_x, _y, random) =>
        random.pick([hex('#e8b04a'), hex('#d98a3a'), hex('#f2dfae'), hex('#c9a05a'), hex('#f0c87a')]),
    },
    ...[0, WIDTH - BORDER].flatMap((x) =>
      [0, HEIGHT - BORDER].map(
        (y): Part => ({
          shape: (pen) => pen.fillRect(x, y, BORDER, BORDER),
          cut: () => 0,
          glass: () => hex('#c2203a'),
        }),
      ),
    ),
  ];
}
