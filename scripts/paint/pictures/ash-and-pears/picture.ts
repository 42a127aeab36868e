import { hex } from '../../colour.js';
import { type Field, follow } from '../../flow.js';
import { clamp, fbm, gradientNoise, smoothstep } from '../../noise.js';
import type { Painting } from '../../picture.js';
import { Random } from '../../random.js';
import { scatter } from '../../scatter.js';
import { bounds } from '../../shape.js';
import { blur, type Patch, Sheet } from '../../sheet.js';
import type { Point } from '../../stroke.js';
import { type Form, stillLife } from './still-life.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'ash and pears';
const COAL = hex('#17161a');
const noise = gradientNoise(SEED);

export const ashAndPears: Painting = {
  name: 'ash-and-pears',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const sheet = new Sheet(WIDTH, HEIGHT, 2, laid(gradientNoise(`${SEED}/tooth`)));
    const form = stillLife(WIDTH, HEIGHT, 2);
    smudge(sheet, form, random);
    hatch(sheet, form, random);
    outline(sheet, form, random);
    erase(sheet, form, random);
    dust(sheet, random);
    return sheet.develop(paper(sheet));
  },
};

/** Laid paper: ribs of the mould's wires, and a tooth that takes the coal. */
function laid(tooth: (x: number, y: number) => number): (x: number, y: number) => number {
  return (x, y) => {
    const ribs = 0.13 * Math.sin((y + 2 * tooth(x / 90, y / 40)) * 1.25);
    return 0.5 + ribs + 0.42 * tooth(x / 1.7, y / 1.7) + 0.3 * tooth(x / 3.6 + 50, y / 3.6);
  };
}

/** One pull of the stick: pressed lightly it touches only the paper's peaks. */
function rub(
  sheet: Sheet,
  path: readonly Point[],
  width: number,
  pressure: (t: number) => number,
  seat: number,
): Patch {
  const box = bounds(path);
  const margin = width + 2;
  const patch = sheet.patch(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin);
  const { grain, columns, tooth } = sheet;
  const reach = (width / 2) * grain;
  for (const [i, b] of path.entries()) {
    const a = path[i - 1];
    if (a === undefined) continue;
    const length = Math.hypot(b.x - a.x, b.y - a.y) * grain || 1;
    const [tx, ty] = [((b.x - a.x) * grain) / length, ((b.y - a.y) * grain) / length];
    const press = pressure(i / (path.length - 1));
    for (let s = 0; s < length; s += 0.7) {
      for (let across = -reach; across <= reach; across += 0.7) {
        const column = Math.round(a.x * grain + tx * s - ty * across) - patch.x;
        const row = Math.round(a.y * grain + ty * s + tx * across) - patch.y;
        if (column < 0 || row < 0 || column >= patch.width || row >= patch.height) continue;
        const peak = tooth[(patch.y + row) * columns + patch.x + column] ?? 0.5;
        // The stick is worn unevenly: some of its face presses harder.
        const face = 0.16 * noise(seat + across / 2.2, seat) - 0.22 * (across / reach) ** 4;
        const value = smoothstep(0.78, 1.12, peak + press + face);
        const p = row * patch.width + column;
        if (value > (patch.data[p] ?? 0)) patch.data[p] = value;
      }
    }
  }
  return patch;
}

/** First the tones, rubbed in with the palm and the stump. */
function smudge(sheet: Sheet, form: (x: number, y: number) => Form, random: Random): void {
  const patch = sheet.patch(0, 0, WIDTH, HEIGHT);
  for (let row = 0; row < patch.height; row++) {
    for (let column = 0; column < patch.width; column++) {
      const [x, y] = [column / 2, row / 2];
      const away = {
        x: x + 10 * fbm(noise, x / 60, y / 60, 2),
        y: y + 10 * fbm(noise, x / 60 + 9, y / 60, 2),
      };
      patch.data[row * patch.width + column] = (1 - form(away.x, away.y).tone) ** 1.7;
    }
  }
  sheet.glaze(blur(patch, 9), {
    pigment: COAL,
    strength: 0.22,
    granulation: 0.55,
    pool: (x, y) => {
      const palm = fbm(noise, (x + y * 0.8) / 46, (x - y) / 260, 3);
      return Math.max(0, edgeless(x, y) * (0.85 + 0.7 * palm));
    },
  });
  // Sweeps of the side of the stick across wall and table.
  for (const { x, y } of scatter(WIDTH, HEIGHT, 64, random)) {
    const { tone, thing } = form(x, y);
    if (thing > 1 || tone > 0.72) continue;
    const angle = thing === 0 ? -0.72 : 0.03;
    const path = follow(
      () => angle,
      { x, y },
      random.range(130, 300),
      (px, py) => form(px, py).thing !== thing,
    );
    const patch = rub(
      sheet,
      path,
      random.range(20, 34),
      (t) => 0.2 + 0.42 * (0.75 - tone) - 0.2 * t,
      random.range(0, 99),
    );
    sheet.glaze(patch, { pigment: COAL, strength: random.range(0.08, 0.2) * edgeless(x, y) });
  }
}

/** The drawing dies away before the paper ends. */
function edgeless(x: number, y: number): number {
  const out = Math.min(x, y, WIDTH - x, HEIGHT - y) + 26 * fbm(noise, x / 40, y / 40, 2);
  return smoothstep(6, 70, out);
}

/** Hatching in five layers, each darker than the last: round the form, across it, down it. */
function hatch(sheet: Sheet, form: (x: number, y: number) => Form, random: Random): void {
  const round: Field = (x, y) => form(x, y).round;
  const down: Field = (x, y) => form(x, y).down;
  const slant = -0.78;
  const layers: readonly {
    below: number;
    field: Field;
    spacing: number;
    length: number;
    width: number;
    ink: number;
  }[] = [
    { below: 0.95, field: round, spacing: 9.6, length: 62, width: 2.7, ink: 0.36 },
    { below: 0.66, field: round, spacing: 9, length: 74, width: 3.4, ink: 0.46 },
    { below: 0.46, field: (x, y) => round(x, y) + 0.55, spacing: 8, length: 64, width: 3.4, ink: 0.6 },
    { below: 0.32, field: down, spacing: 8.2, length: 58, width: 4, ink: 0.62 },
    { below: 0.2, field: () => slant, spacing: 9.6, length: 66, width: 5.4, ink: 0.8 },
    { below: 0.11, field: round, spacing: 12, length: 54, width: 7, ink: 1.3 },
  ];
  for (const { below, field, spacing, length, width, ink } of layers) {
    for (const place of scatter(WIDTH, HEIGHT, spacing, random)) {
      const { x, y } = place;
      const start = form(x, y);
      if (start.tone > below) continue;
      const edge = edgeless(x, y);
      if (random.chance(1 - edge)) continue;
      const wobble = 0.05 * random.normal();
      const path = follow(
        (px, py) => field(px, py) + wobble,
        place,
        length * random.range(0.55, 1.25),
        (px, py) => {
          const here = form(px, py);
          return here.thing !== start.thing || here.tone > below + 0.07;
        },
      );
      if (path.length < 5) continue;
      const depth = clamp((below - start.tone) / 0.22);
      const press = 0.34 + 0.34 * depth + 0.06 * random.normal();
      const patch = rub(
        sheet,
        path,
        width * random.range(0.8, 1.25),
        (t) => press + 0.14 - 0.3 * Math.abs(t - 0.35),
        random.range(0, 99),
      );
      sheet.glaze(patch, { pigment: COAL, strength: ink * random.range(0.55, 1) * (0.4 + 0.6 * edge) });
    }
  }
}

/** Lost and found: contours are pressed where a thing turns into shade and left out where it stands in light. */
function outline(sheet: Sheet, form: (x: number, y: number) => Form, random: Random): void {
  const seen = new Set<number>();
  for (let y = 4; y < HEIGHT - 4; y += 2) {
    for (let x = 4; x < WIDTH - 4; x += 2) {
      const [a, b, c] = [form(x, y), form(x + 3, y), form(x, y + 3)];
      const across = a.thing !== b.thing;
      const below = a.thing !== c.thing;
      if (!(across || below)) continue;
      const cell = Math.floor(y / 7) * 1000 + Math.floor(x / 7);
      if (seen.has(cell)) continue;
      seen.add(cell);
      const other = across ? b : c;
      const front = a.thing > other.thing ? a : other;
      const dark = 1 - Math.min(a.tone, other.tone);
      const press = 0.14 + 0.5 * dark ** 1.5 + 0.2 * noise(x / 40, y / 40);
      if (press < 0.3) continue;
      const angle = contour(form, x, y, front.thing);
      const bend = random.range(-0.1, 0.1);
      const path = Array.from({ length: 7 }, (_, i) => {
        const t = (i - 3) * 4.4;
        return { x: x + Math.cos(angle + bend * i) * t, y: y + Math.sin(angle + bend * i) * t };
      });
      const patch = rub(
        sheet,
        path,
        random.range(2.4, 3 + 3.4 * dark),
        (t) => press - 0.25 * Math.abs(t - 0.5),
        random.range(0, 99),
      );
      sheet.glaze(patch, { pigment: COAL, strength: (0.5 + 1.1 * dark) * edgeless(x, y) });
    }
  }
}

/** Which way the edge of a thing runs at a place: across the mean of where the thing is. */
function contour(form: (x: number, y: number) => Form, x: number, y: number, thing: number): number {
  let [mx, my] = [0, 0];
  for (let dy = -12; dy <= 12; dy += 3) {
    for (let dx = -12; dx <= 12; dx += 3) {
      if (form(x + dx, y + dy).thing !== thing) continue;
      mx += dx;
      my += dy;
    }
  }
  return Math.atan2(my, mx) + Math.PI / 2;
}

/** The kneaded eraser takes the lights out again. */
function erase(sheet: Sheet, form: (x: number, y: number) => Form, random: Random): void {
  for (const place of scatter(WIDTH, HEIGHT, 9, random)) {
    const start = form(place.x, place.y);
    if (start.thing < 2 || start.tone < 0.86) continue;
    const path = follow(
      (x, y) => form(x, y).round,
      place,
      random.range(14, 40),
      (x, y) => {
        const here = form(x, y);
        return here.thing !== start.thing || here.tone < 0.8;
      },
    );
    if (path.length < 3) continue;
    sheet.lift(
      rub(sheet, path, random.range(4, 8), () => 0.75, random.range(0, 99)),
      0.85,
    );
  }
}

/** Coal dust, and the draughtsman's fingers at the margin. */
function dust(sheet: Sheet, random: Random): void {
  for (let i = 0; i < 260; i++) {
    const [x, y] = [random.range(0, WIDTH), random.range(0, HEIGHT)];
    const r = random.range(0.5, 1.6);
    sheet.glaze(
      rub(
        sheet,
        [
          { x, y },
          { x: x + r * 2, y: y + r },
        ],
        r * 1.6,
        () => 0.6,
        i,
      ),
      { pigment: COAL, strength: random.range(0.2, 0.9) },
    );
  }
}

/** Warm grey paper, lit from the side so that its tooth shows. */
function paper(sheet: Sheet): Float32Array {
  const base = hex('#e9dfca');
  const { columns, rows, tooth } = sheet;
  const out = new Float32Array(columns * rows * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const p = row * columns + column;
      const slope = (tooth[p] ?? 0.5) - (tooth[Math.max(0, p - columns - 1)] ?? 0.5);
      const cloud = fbm(noise, column / 500, row / 500, 3);
      for (let k = 0; k < 3; k++) out[p * 3 + k] = (base[k] ?? 1) * (1 + 0.16 * slope + 0.04 * cloud);
    }
  }
  return out;
}
