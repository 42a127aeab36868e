import { createCanvas } from '@napi-rs/canvas';
import { weave } from '../../canvas.js';
import { hex, lighten, mix, type Rgb, vary } from '../../colour.js';
import { photograph } from '../../light.js';
import { clamp, gradientNoise, lerp } from '../../noise.js';
import { Panel } from '../../panel.js';
import type { Painting } from '../../picture.js';
import { Random } from '../../random.js';
import { scatter } from '../../scatter.js';
import { dash, inside } from '../../shape.js';
import { lay, type Point } from '../../stroke.js';
import { centreOf, type Facet, facetsOf } from './facets.js';
import { stillLife } from './still-life.js';

const WIDTH = 1040;
const HEIGHT = 1280;
const SEED = 'umber guitar';
const MIDDLE = { x: 520, y: 700 };
const noise = gradientNoise(SEED);
/** What planes lean to, whatever is seen through them. */
const EARTHS: readonly [Rgb, ...Rgb[]] = [
  hex('#b98d4f'),
  hex('#d9bd86'),
  hex('#8f7a58'),
  hex('#5a4632'),
  hex('#a9a58f'),
  hex('#7d8288'),
  hex('#566b7d'),
  hex('#cfc5a4'),
  hex('#6e6a48'),
  hex('#3a2f28'),
];

/** Analytical cubism: guitar, bottle, glass and newspaper, seen from many sides at once. */
export const umberGuitar: Painting = {
  name: 'umber-guitar',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const facets = facetsOf(WIDTH, HEIGHT, MIDDLE, random);
    const view = new View(facets, random);
    const panel = new Panel(WIDTH, HEIGHT, 2, hex('#6b5a44'));
    weave(panel, SEED, 0.24);
    hatch(panel, view, 15, 0.34, random);
    hatch(panel, view, 8, 0.62, random);
    dab(panel, view, random);
    edges(panel, facets, random);
    retrace(panel, view, random);
    return photograph(panel, { depth: 0.44, gloss: 0.1 });
  },
};

/** The still life as the facets show it, and which facet is where. */
class View {
  readonly facets: readonly Facet[];
  readonly #seen: Uint8ClampedArray;
  readonly #map: Int16Array;
  readonly #tints: readonly Rgb[];
  readonly #spans: readonly (readonly [number, number])[];

  constructor(facets: readonly Facet[], random: Random) {
    this.facets = facets;
    const plain = createCanvas(WIDTH, HEIGHT);
    stillLife(plain.getContext('2d'), new Random(`${SEED}/table`));
    const broken = createCanvas(WIDTH, HEIGHT);
    const pen = broken.getContext('2d');
    pen.drawImage(plain, 0, 0);
    for (const { polygon, shift, turn, zoom } of facets) {
      const { x, y } = centreOf(polygon);
      pen.save();
      pen.beginPath();
      for (const point of polygon) pen.lineTo(point.x, point.y);
      pen.clip();
      pen.translate(x, y);
      pen.rotate(turn);
      pen.scale(zoom, zoom);
      pen.translate(-x + shift.x, -y + shift.y);
      pen.drawImage(plain, 0, 0);
      pen.restore();
    }
    this.#seen = pen.getImageData(0, 0, WIDTH, HEIGHT).data;
    this.#map = new Int16Array(WIDTH * HEIGHT);
    for (const [index, { polygon }] of facets.entries()) {
      const xs = polygon.map((point) => point.x);
      const ys = polygon.map((point) => point.y);
      for (let y = Math.max(0, Math.floor(Math.min(...ys))); y < Math.min(HEIGHT, Math.max(...ys)); y++) {
        for (let x = Math.max(0, Math.floor(Math.min(...xs))); x < Math.min(WIDTH, Math.max(...xs)); x++) {
          if (inside(polygon, x + 0.5, y + 0.5)) this.#map[y * WIDTH + x] = index;
        }
      }
    }
    this.#tints = facets.map(() => random.pick(EARTHS));
    this.#spans = facets.map(({ polygon, light }) => {
      const along = polygon.map(({ x, y }) => x * Math.cos(light) + y * Math.sin(light));
      return [Math.min(...along), Math.max(...along)];
    });
  }

  #index({ x, y }: Point): number {
    const [column, row] = [clamp(Math.round(x), 0, WIDTH - 1), clamp(Math.round(y), 0, HEIGHT - 1)];
    return row * WIDTH + column;
  }

  number(at: Point): number {
    return this.#map[this.#index(at)] ?? 0;
  }

  facet(at: Point): Facet | undefined {
    return this.facets[this.number(at)];
  }

  /** The bare subject. */
  subject(at: Point): Rgb {
    const p = this.#index(at) * 4;
    return [(this.#seen[p] ?? 0) / 255, (this.#seen[p + 1] ?? 0) / 255, (this.#seen[p + 2] ?? 0) / 255];
  }

  /** What to paint: the subject, drawn to the plane's own earth, dark along one of its edges and light along another. */
  colour(at: Point): Rgb {
    const number = this.number(at);
    const facet = this.facets[number];
    const [low, high] = this.#spans[number] ?? [0, 1];
    if (facet === undefined) return this.subject(at);
    const t = clamp((at.x * Math.cos(facet.light) + at.y * Math.sin(facet.light) - low) / (high - low));
    const far = Math.hypot((at.x - MIDDLE.x) / WIDTH, (at.y - MIDDLE.y) / HEIGHT);
    const tinted = mix(this.subject(at), this.#tints[number] ?? EARTHS[0], lerp(0.3, 0.52, clamp(far * 2)));
    return lighten(tinted, facet.depth * lerp(-0.27, 0.17, t ** 0.75) + 0.03 * noise(at.x / 70, at.y / 70));
  }

  /** A straight stroke through a place that stays on its plane. */
  stroke(at: Point, angle: number, length: number): Point[] {
    const own = this.number(at);
    const reach = (way: number): number => {
      for (let gone = 2; gone <= length / 2; gone += 2) {
        const next = { x: at.x + Math.cos(angle) * gone * way, y: at.y + Math.sin(angle) * gone * way };
        if (this.number(next) !== own) return gone - 2;
      }
      return length / 2;
    };
    const [back, forth] = [reach(-1), reach(1)];
    const middle = (forth - back) / 2;
    return dash(at.x + Math.cos(angle) * middle, at.y + Math.sin(angle) * middle, angle, back + forth);
  }
}

/** Brush strokes over every plane, all in its own direction. */
function hatch(panel: Panel, view: View, width: number, body: number, random: Random): void {
  for (const place of scatter(WIDTH, HEIGHT, width * 0.82, random)) {
    const facet = view.facet(place);
    if (facet === undefined) continue;
    const angle = facet.brush + random.normal() * 0.1;
    const path = view.stroke(place, angle, width * random.range(2.6, 5));
    const colour = vary(view.colour(place), random, 0.026, 0.007);
    lay(
      panel,
      {
        path,
        width: width * random.range(0.75, 1.15),
        colour,
        second: lighten(colour, 0.05 * random.normal()),
        body,
        bristle: 0.7,
        dry: 0.3,
        pickup: 0.16,
      },
      random,
    );
  }
}

/** Rows of short touches, like bricks, where a plane dissolves into the next. */
function dab(panel: Panel, view: View, random: Random): void {
  for (const [number, facet] of view.facets.entries()) {
    if (!random.chance(0.42)) continue;
    const angle = random.pick([0, 0, facet.brush, -0.3]);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const centre = centreOf(facet.polygon);
    const bright = random.range(-0.02, 0.12);
    for (let v = -90; v <= 90; v += 8.5) {
      for (let u = -110 + (Math.round(v / 8.5) % 2) * 9; u <= 110; u += 19) {
        const at = {
          x: centre.x + u * c - v * s + random.range(-2, 2),
          y: centre.y + u * s + v * c + random.range(-1.5, 1.5),
        };
        if (view.number(at) !== number || !inside(facet.polygon, at.x, at.y)) continue;
        if (random.chance(0.24)) continue;
        const colour = vary(lighten(view.colour(at), bright), random, 0.03, 0.01);
        lay(
          panel,
          {
            path: dash(at.x, at.y, angle + random.range(-0.12, 0.12), random.range(13, 19)),
            width: 6.6,
            colour,
            body: 0.95,
            bristle: 0.6,
            dry: 0.15,
            pickup: 0.1,
          },
          random,
        );
      }
    }
  }
}

/** Contours along some edges of the planes, dark, broken, now and then with a light beside them. */
function edges(panel: Panel, facets: readonly Facet[], random: Random): void {
  for (const { polygon } of facets) {
    for (const [i, from] of polygon.entries()) {
      const to = polygon[(i + 1) % polygon.length] ?? from;
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      if (length < 18 || !random.chance(0.58)) continue;
      const [a, b] = [random.range(-0.08, 0.2), random.range(0.7, 1.1)];
      const at = (t: number, off: number): Point => ({
        x: lerp(from.x, to.x, t) + ((to.y - from.y) / length) * off + random.range(-0.8, 0.8),
        y: lerp(from.y, to.y, t) - ((to.x - from.x) / length) * off + random.range(-0.8, 0.8),
      });
      const line = (off: number): Point[] => [0, 0.25, 0.5, 0.75, 1].map((t) => at(lerp(a, b, t), off));
      const dark = random.pick([hex('#1d1712'), hex('#2a221b'), hex('#33291f')]);
      lay(
        panel,
        {
          path: line(0),
          width: random.range(2.8, 6.4),
          colour: dark,
          cover: 0.9,
          body: 0.5,
          dry: 0.5,
          bristle: 0.4,
        },
        random,
      );
      if (random.chance(0.4)) {
        lay(
          panel,
          {
            path: line(random.pick([-4.5, 4.5])),
            width: random.range(2, 4),
            colour: hex('#e8dcba'),
            cover: 0.75,
            body: 0.8,
            dry: 0.6,
            bristle: 0.5,
          },
          random,
        );
      }
    }
  }
}

/** Darks and lights of the subject once more, with a small brush: strings, letters, staves, rims. */
function retrace(panel: Panel, view: View, random: Random): void {
  const lightness = ([r, g, b]: Rgb): number => 0.3 * r + 0.59 * g + 0.11 * b;
  const tone = (x: number, y: number): number => lightness(view.subject({ x, y }));
  for (const place of scatter(WIDTH, HEIGHT, 3.6, random)) {
    const { x, y } = place;
    const own = tone(x, y);
    const around = (tone(x - 7, y) + tone(x + 7, y) + tone(x, y - 7) + tone(x, y + 7)) / 4;
    const contrast = own - around;
    if (Math.abs(contrast) < 0.12 || !random.chance(0.8)) continue;
    // Along the line: where the tone changes least.
    let angle = 0;
    let least = Infinity;
    for (let i = 0; i < 8; i++) {
      const turn = (i * Math.PI) / 8;
      const [dx, dy] = [Math.cos(turn) * 5, Math.sin(turn) * 5];
      const change = Math.abs(tone(x + dx, y + dy) - own) + Math.abs(tone(x - dx, y - dy) - own);
      if (change < least) [angle, least] = [turn, change];
    }
    const colour = vary(view.subject(place), random, 0.02, 0.006);
    lay(
      panel,
      {
        path: view.stroke(place, angle, 10),
        width: 2.7,
        colour,
        cover: 0.85,
        body: 0.55,
        dry: 0.2,
        bristle: 0.4,
        pickup: 0.08,
      },
      random,
    );
  }
}
