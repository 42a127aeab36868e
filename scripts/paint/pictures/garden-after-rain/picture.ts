import { hex, mix } from '../../colour.js';
import { clamp, gradientNoise } from '../../noise.js';
import type { Painting } from '../../picture.js';
import { Random } from '../../random.js';
import { blur, Sheet } from '../../sheet.js';
import { flowers } from './flowers.js';
import { foliage } from './foliage.js';
import { blob, HEIGHT, lay, PAINT, runs, SEED, type Studio, WIDTH, wet } from './studio.js';

export const gardenAfterRain: Painting = {
  name: 'garden-after-rain',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const tooth = gradientNoise(`${SEED}/tooth`);
    const sheet = new Sheet(
      WIDTH,
      HEIGHT,
      1,
      (x, y) =>
        0.5 +
        0.42 * tooth(x / 4.6, y / 4.6) +
        0.3 * tooth(x / 2.2 + 30, y / 2.2) +
        0.2 * tooth(x / 11, y / 11 + 70),
    );
    const studio = { sheet, random, water: runs(random) };
    background(studio);
    foliage(studio);
    flowers(studio);
    splashes(studio);
    return sheet.develop(coldPressed(sheet));
  },
};

/** Wet in wet: colours let into each other, with white paper left about them. */
function background(studio: Studio): void {
  const { random } = studio;
  const { cobalt, violet, turquoise, sap, gamboge, rose, green, coral } = PAINT;
  for (const [x, y, rx, ry, colour, strength, soft] of [
    [250, 210, 250, 170, cobalt, 0.3, 24],
    [470, 130, 210, 110, violet, 0.28, 18],
    [150, 420, 170, 180, turquoise, 0.34, 20],
    [1060, 250, 200, 170, rose, 0.2, 22],
    [1130, 420, 190, 200, gamboge, 0.3, 20],
    [900, 150, 180, 120, coral, 0.2, 26],
    [640, 560, 330, 220, sap, 0.34, 26],
    [330, 760, 300, 190, green, 0.42, 22],
    [960, 760, 300, 180, turquoise, 0.42, 22],
    [640, 860, 420, 130, green, 0.5, 18],
    [200, 880, 190, 110, violet, 0.4, 16],
    [1130, 900, 180, 100, cobalt, 0.44, 16],
  ] as const) {
    lay(studio, blur(wet(studio, blob(random, x, y, rx, ry, 0.5), 2.2), soft), {
      pigment: colour,
      strength: strength * 0.8,
      edge: 0,
    });
    lay(
      studio,
      wet(
        studio,
        blob(random, x + random.range(-40, 40), y + random.range(-30, 30), rx * 0.72, ry * 0.72, 0.6),
        2,
      ),
      {
        pigment: mix(colour, random.pick([cobalt, gamboge, rose]), 0.18),
        strength: strength * 0.55,
        edge: 1.1,
        edgeWidth: 6,
      },
    );
  }
}

/** Drops from a tapped brush, each dried with its ring; and clean water that lifted what it fell on. */
function splashes(studio: Studio): void {
  const { random, sheet } = studio;
  const colours = [
    PAINT.coral,
    PAINT.rose,
    PAINT.cobalt,
    PAINT.violet,
    PAINT.sap,
    PAINT.gamboge,
    PAINT.turquoise,
  ] as const;
  for (let i = 0; i < 260; i++) {
    const r = 1.5 + 11 * random.next() ** 4;
    const [x, y] = [random.range(0, WIDTH), random.range(0, HEIGHT)];
    lay(studio, wet(studio, blob(random, x, y, r, r, 0.15), 0.15), {
      pigment: random.pick([...colours]),
      strength: random.range(0.3, 0.9),
      edge: 1.5,
      edgeWidth: clamp(r * 0.5, 1.5, 4),
    });
  }
  for (let i = 0; i < 130; i++) {
    const r = 2 + 9 * random.next() ** 3;
    sheet.lift(
      blur(wet(studio, blob(random, random.range(0, WIDTH), random.range(120, HEIGHT), r, r, 0.2), 0.2), 1.5),
      random.range(0.3, 0.75),
    );
  }
}

/** Cold-pressed paper, lit from the side. */
function coldPressed(sheet: Sheet): Float32Array {
  const base = hex('#fbf8f0');
  const { columns, rows, tooth } = sheet;
  const out = new Float32Array(columns * rows * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const p = row * columns + column;
      const slope = (tooth[p] ?? 0.5) - (tooth[Math.max(0, p - columns - 1)] ?? 0.5);
      for (let k = 0; k < 3; k++) out[p * 3 + k] = (base[k] ?? 1) * (1 + 0.12 * slope);
    }
  }
  return out;
}
