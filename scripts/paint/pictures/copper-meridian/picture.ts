import type { SKRSContext2D } from '@napi-rs/canvas';
import { hex, mix } from '../../colour.js';
import { distanceTo } from '../../distance.js';
import { glow } from '../../glow.js';
import { write } from '../../lettering.js';
import { photograph } from '../../light.js';
import { drawOver, maskOf } from '../../mask.js';
import { clamp, fbm, gradientNoise, smoothstep } from '../../noise.js';
import { Panel } from '../../panel.js';
import type { Painting } from '../../picture.js';
import { Random } from '../../random.js';
import type { Point } from '../../stroke.js';
import { type Component, can, chip, coil, crystal, lamp, opened, PITCH, type Pin, passive } from './parts.js';
import { type Cell, Router } from './route.js';

const WIDTH = 1280;
const HEIGHT = 1024;
const SEED = 'copper meridian';
const HOLES: readonly Point[] = [
  { x: 64, y: 64 },
  { x: WIDTH - 64, y: HEIGHT - 152 },
];
const FINGERS = HEIGHT - 74;
/** From one contact of the edge to the next. */
const FINGER = 8 * PITCH;
const noise = gradientNoise(SEED);

/** A circuit board under a lamp: a globe of bare copper in a midnight mask, traces that turn by 45°, vias, chips. */
export const copperMeridian: Painting = {
  name: 'copper-meridian',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const parts = place(random);
    const { traces, vias } = connect(parts, random);
    const panel = new Panel(WIDTH, HEIGHT, 2, [0, 0, 0]);
    board(panel, traces, vias, parts);
    assemble(panel, parts);
    const bytes = photograph(panel, { depth: 0.22, gloss: 0.5 });
    glow(bytes, WIDTH, HEIGHT, { radius: 14, strength: 0.22, from: 0.82 });
    return bytes;
  },
};

/** The larger parts where an engineer would put them, the small ones where there is room. */
function place(random: Random): Component[] {
  const parts: Component[] = [
    opened(440, 352, 272, new Random(`${SEED}/die`)),
    chip(176, 184, 144, 72, 2, 'MEM8K'),
    chip(880, 184, 160, 80, 2, 'LAPIS7'),
    chip(192, 664, 96, 96, 4, 'DAC4'),
    chip(888, 656, 112, 112, 4, 'ORCHID'),
    chip(520, 768, 128, 56, 2, 'FLASH'),
    chip(1088, 424, 80, 120, 2, 'HEX2'),
    coil(1120, 128, 62, 'L1', random),
    coil(156, 440, 54, 'L2', random),
    can(548, 144, 46, 'C1'),
    can(672, 144, 46, 'C2'),
    can(780, 872, 38, 'C3'),
    crystal(808, 440, 'X1'),
    crystal(352, 872, 'X2'),
    lamp(384, 88, '#ff5a2a', 'D1'),
    lamp(960, 400, '#ffb52e', 'D2'),
    lamp(1160, 728, '#5ad0ff', 'D3'),
  ];
  const room = (part: Component): boolean =>
    part.x > 12 &&
    part.y > 12 &&
    part.x + part.width < WIDTH - 12 &&
    part.y + part.height < FINGERS - 40 &&
    HOLES.every(
      (hole) => Math.hypot(hole.x - part.x - part.width / 2, hole.y - part.y - part.height / 2) > 76,
    ) &&
    parts.every(
      (other) =>
        part.x > other.x + other.width + 14 ||
        other.x > part.x + part.width + 14 ||
        part.y > other.y + other.height + 14 ||
        other.y > part.y + part.height + 14,
    );
  let count = 10;
  for (let tries = 0; tries < 900 && parts.length < 84; tries++) {
    // In rows of a few, as designs repeat.
    const [x, y] = [PITCH * Math.round(random.range(4, 156)), PITCH * Math.round(random.range(4, 118))];
    const upright = random.chance(0.5);
    const kind = random.chance(0.5) ? 'R' : 'C';
    const row = Math.ceil(random.range(0, 5));
    for (let i = 0; i < row; i++) {
      const step = i * 4 * PITCH;
      const part = passive(upright ? x + step : x, upright ? y : y + step, upright, kind, `${kind}${count}`);
      if (!room(part)) break;
      parts.push(part);
      count++;
    }
  }
  return parts;
}

const cellOf = ({ x, y }: Point): Cell => ({ column: Math.round(x / PITCH), row: Math.round(y / PITCH) });
const pointOf = ({ column, row }: Cell): Point => ({ x: column * PITCH, y: row * PITCH });

/** Runs a trace from every pin, to a via some way off or to another pin. */
function connect(parts: readonly Component[], random: Random): { traces: Point[][]; vias: Point[] } {
  const router = new Router(WIDTH / PITCH + 1, HEIGHT / PITCH + 1);
  for (const part of parts) {
    for (let y = part.y; y <= part.y + part.height; y += PITCH) {
      for (let x = part.x; x <= part.x + part.width; x += PITCH) router.block(cellOf({ x, y }));
    }
  }
  for (const hole of HOLES) {
    for (let y = -48; y <= 48; y += PITCH) {
      for (let x = -48; x <= 48; x += PITCH) {
        if (Math.hypot(x, y) < 48) router.block(cellOf({ x: hole.x + x, y: hole.y + y }));
      }
    }
  }
  const fingers: Pin[] = [];
  for (let x = 96; x < WIDTH - 96; x += FINGER)
    fingers.push({ x, y: FINGERS - PITCH, way: 6, width: 0, height: 0 });
  for (let x = 0; x <= WIDTH; x += PITCH) {
    for (let y = FINGERS - PITCH; y <= HEIGHT; y += PITCH) router.block(cellOf({ x, y }));
  }
  const pins = [...parts.flatMap((part) => part.pins), ...fingers];
  const used = new Set<Pin>();
  const traces: Point[][] = [];
  const vias: Point[] = [];
  const STEP = [
    [1, 0],
    [0, 0],
    [0, 1],
    [0, 0],
    [-1, 0],
    [0, 0],
    [0, -1],
  ] as const;
  // Buses keep together: pins beside each other are sent the same way, a little farther each.
  let drift = { x: 0, y: 0, left: 0 };
  for (const pin of pins) {
    if (used.has(pin)) continue;
    if (drift.left-- <= 0)
      drift = { x: random.range(-1, 1), y: random.range(-1, 1), left: Math.round(random.range(3, 11)) };
    const [dx, dy] = STEP[pin.way] ?? [0, 0];
    const out = { x: pin.x + dx * PITCH, y: pin.y + dy * PITCH };
    if (random.chance(0.34)) {
      const other = random.pick(pins as [Pin, ...Pin[]]);
      const [ox, oy] = STEP[other.way] ?? [0, 0];
      const far = Math.hypot(other.x - pin.x, other.y - pin.y);
      const path =
        used.has(other) || other === pin || far > 620 || far < 60
          ? null
          : router.route(cellOf(out), cellOf({ x: other.x + ox * PITCH, y: other.y + oy * PITCH }), null);
      if (path !== null) {
        used.add(other);
        traces.push([pin, ...path.map(pointOf), other]);
        continue;
      }
    }
    for (let tries = 0; tries < 6; tries++) {
      const reach = random.range(60, 300) / (1 + tries / 2);
      const to = cellOf({
        x: pin.x + (dx * 0.8 + drift.x) * reach + random.range(-30, 30),
        y: pin.y + (dy * 0.8 + drift.y) * reach + random.range(-30, 30),
      });
      const ring = [-1, 0, 1].flatMap((j) =>
        [-1, 0, 1].map((i) => ({ column: to.column + i, row: to.row + j })),
      );
      if (!ring.every((cell) => router.free(cell))) continue;
      const path = router.route(cellOf(out), to, pin.way);
      if (path === null) continue;
      for (const cell of ring) if (cell.column === to.column || cell.row === to.row) router.block(cell);
      traces.push([pin, ...path.map(pointOf)]);
      vias.push(pointOf(to));
      break;
    }
  }
  // Buses across what is still empty, several lines side by side, a via at both their ends.
  // Long ones first, then what fits between them.
  for (let bus = 0; bus < 5200; bus++) {
    const from = { x: random.range(20, WIDTH - 20), y: random.range(20, FINGERS - 40) };
    const angle = (Math.round(random.range(0, 8)) * Math.PI) / 4;
    const reach = random.range(90, 420) * (bus < 500 ? 1 : bus < 2000 ? 0.5 : 0.25);
    const lines = Math.round(random.range(2, 9));
    for (let i = 0; i < lines; i++) {
      const off = (i - lines / 2) * PITCH * 1.5;
      const at = (far: number): Point => ({
        x: from.x + Math.cos(angle) * far - Math.sin(angle) * off,
        y: from.y + Math.sin(angle) * far + Math.cos(angle) * off,
      });
      const ends = [cellOf(at(-reach / 2)), cellOf(at(reach / 2 + off))] as const;
      const clear = ends.every((end) =>
        [-1, 0, 1].every((j) =>
          [-1, 0, 1].every((k) => router.free({ column: end.column + k, row: end.row + j })),
        ),
      );
      const path = clear ? router.route(...ends, null) : null;
      if (path === null) continue;
      traces.push(path.map(pointOf));
      for (const { column, row } of ends) {
        vias.push(pointOf({ column, row }));
        for (const [k, j] of [
          [1, 0],
          [-1, 0],
          [0, 1],
          [0, -1],
        ] as const)
          router.block({ column: column + k, row: row + j });
      }
    }
  }
  // Stitching vias where nothing else is.
  for (let y = 5 * PITCH; y < FINGERS - 30; y += 5 * PITCH) {
    for (let x = 5 * PITCH; x < WIDTH - 30; x += 5 * PITCH) {
      const at = cellOf({ x, y });
      const ring = [-2, -1, 0, 1, 2].flatMap((j) =>
        [-2, -1, 0, 1, 2].map((i) => ({ column: at.column + i, row: at.row + j })),
      );
      if (ring.every((cell) => router.free(cell))) vias.push({ x, y });
    }
  }
  return { traces, vias };
}

function strokeAll(pen: SKRSContext2D, traces: readonly (readonly Point[])[], width: number): void {
  pen.lineWidth = width;
  for (const trace of traces) {
    pen.beginPath();
    for (const { x, y } of trace) pen.lineTo(x, y);
    pen.stroke();
  }
}

function dots(pen: SKRSContext2D, places: readonly Point[], r: number): void {
  for (const { x, y } of places) {
    pen.beginPath();
    pen.arc(x, y, r, 0, Math.PI * 2);
    pen.fill();
  }
}

function padsOf(pen: SKRSContext2D, parts: readonly Component[], grow: number): void {
  for (const { pins } of parts) {
    for (const { x, y, width, height } of pins) {
      pen.beginPath();
      pen.roundRect(x - width / 2 - grow, y - height / 2 - grow, width + 2 * grow, height + 2 * grow, 2);
      pen.fill();
    }
  }
}

function fingersOf(pen: SKRSContext2D, grow: number): void {
  for (let x = 96; x < WIDTH - 96; x += FINGER) {
    pen.beginPath();
    pen.roundRect(x - 25 - grow, FINGERS - 6 - grow, 50 + 2 * grow, 90, 3);
    pen.fill();
  }
}

/** Glass fibre, copper, solder mask, gold and silkscreen. */
function board(
  panel: Panel,
  traces: readonly Point[][],
  vias: readonly Point[],
  parts: readonly Component[],
): void {
  const { columns, rows, grain } = panel;
  const routed = maskOf(panel, (pen) => {
    strokeAll(pen, traces, 4);
    dots(pen, vias, 6.4);
    dots(pen, HOLES, 40);
    padsOf(pen, parts, 1.5);
    fingersOf(pen, 2);
  });
  const toCopper = distanceTo(
    routed.map((v) => (v > 127 ? 1 : 0)),
    columns,
    rows,
  );
  const bare = maskOf(panel, (pen) => {
    dots(pen, vias, 4.9);
    dots(pen, HOLES, 36);
    padsOf(pen, parts, 0);
    fingersOf(pen, 0);
  });
  const drilled = maskOf(panel, (pen) => {
    dots(pen, vias, 2.5);
    dots(pen, HOLES, 22);
  });
  const silk = maskOf(panel, (pen) => silkscreen(pen, parts));
  const [mask, gap] = [hex('#16374f'), hex('#071520')];
  const [copper, bright] = [hex('#b5602f'), hex('#f6b27c')];
  const [gold, pale] = [hex('#e3b060'), hex('#fff0c8')];
  for (let p = 0; p < columns * rows; p++) {
    const [x, y] = [(p % columns) / grain, Math.floor(p / columns) / grain];
    const d = (toCopper[p] ?? 0) / grain;
    const cloud = fbm(noise, x / 190, y / 190, 4);
    const lacquer = fbm(noise, x / 16, y / 16, 3);
    // Light falls from the upper left and is lost towards the lower right.
    const lit = 1.3 - 0.6 * clamp((x / WIDTH) * 0.55 + (y / HEIGHT) * 0.55) + 0.14 * cloud;
    const weave =
      0.5 + 0.25 * Math.sin(x * 1.1 + Math.sin(y / 3)) + 0.25 * Math.sin(y * 1.1 + Math.sin(x / 3));
    const trace = 1 - smoothstep(0, 1, d);
    const clearing = smoothstep(0.6, 1.2, d) * (1 - smoothstep(2.6, 3.4, d));
    const polish = clamp(0.42 + 0.55 * cloud + 0.22 * lacquer + 0.3 * noise(x / 3, y / 70));
    const metal = mix(copper, bright, polish);
    const sea = mix(mask, hex('#2f6f8a'), clamp(0.12 + 0.2 * lacquer + 0.3 * cloud));
    // Without mask are the traces, and between them the bands of a globe.
    const bared = Math.max(trace, globe(x, y));
    let colour = mix(sea, metal, bared);
    if (clearing > 0) colour = mix(colour, mix(gap, mask, 0.25 * weave), clearing);
    let relief = 1.5 * trace + 0.75 * (1 - clearing) * (1 - trace) + 0.2 * lacquer + 0.12 * weave * clearing;
    const open = (bare[p] ?? 0) / 255;
    if (open > 0) {
      const worn = clamp(0.45 + 0.5 * fbm(noise, x / 5, y / 5, 3) + 0.3 * noise(x / 40, y / 40));
      colour = mix(colour, mix(gold, pale, worn), open);
      relief += open * (0.7 + 0.5 * noise(x / 2.4, y / 2.4));
    }
    const hole = (drilled[p] ?? 0) / 255;
    if (hole > 0) {
      colour = mix(colour, hex('#070a08'), hole);
      relief -= 3.2 * hole;
    }
    const print = ((silk[p] ?? 0) / 255) * (0.86 + 0.14 * noise(x / 1.5, y / 1.5)) * (1 - open);
    if (print > 0) {
      colour = mix(colour, hex('#eef0e4'), print);
      relief += 0.35 * print;
    }
    panel.colour.set([clamp(colour[0] * lit), clamp(colour[1] * lit), clamp(colour[2] * lit)], p * 3);
    panel.relief[p] = relief;
  }
}

const GLOBE = { x: 576, y: 488, r: 452 };

/** 0–1: where the mask is left open, every second gore between the meridians, and a hatched pour around the globe. */
function globe(x: number, y: number): number {
  const [u, v] = [(x - GLOBE.x) / GLOBE.r, (y - GLOBE.y) / GLOBE.r];
  const far = Math.hypot(u, v);
  if (far < 1) {
    const longitude = Math.asin(clamp(u / Math.sqrt(1 - v * v), -1, 1));
    const gore = (longitude / Math.PI + 0.5) * 9;
    const off = Math.abs((gore % 2) - 1) - 0.5;
    return smoothstep(-0.02, 0.02, off) * smoothstep(1, 0.996, far);
  }
  if (far < 1.035) return smoothstep(1.012, 1.014, far) * smoothstep(1.035, 1.033, far);
  const hatch = (across: number): number => smoothstep(3.4, 2.8, Math.abs((((across % 30) + 30) % 30) - 15));
  return Math.max(hatch((x + y) * Math.SQRT1_2), hatch((x - y) * Math.SQRT1_2)) * smoothstep(1.1, 1.12, far);
}

function silkscreen(pen: SKRSContext2D, parts: readonly Component[]): void {
  pen.lineWidth = 1.7;
  for (const part of parts) {
    pen.strokeRect(part.x + 2, part.y + 2, part.width - 4, part.height - 4);
    if (part.name.length < 4) write(pen, part.name, part.x + part.width / 2 - 10, part.y - 13, 9);
  }
  pen.lineWidth = 3;
  write(pen, 'MERIDIAN REV.C', 104, 912, 22);
  pen.lineWidth = 2;
  write(pen, 'MADE BY HAND-2026', 860, 920, 13);
  // A compass rose, since somebody had room for it.
  const [x, y, r] = [792, 332, 28];
  for (let i = 0; i < 8; i++) {
    const angle = (i * Math.PI) / 4;
    const long = i % 2 === 0 ? r : r * 0.6;
    pen.beginPath();
    pen.moveTo(x + Math.cos(angle) * long, y + Math.sin(angle) * long);
    pen.lineTo(x + Math.cos(angle + 0.4) * 9, y + Math.sin(angle + 0.4) * 9);
    pen.lineTo(x, y);
    pen.fill();
  }
  pen.beginPath();
  pen.arc(x, y, r + 7, 0, Math.PI * 2);
  pen.stroke();
}

/** Shadows, then the parts, and how they stand out. */
function assemble(panel: Panel, parts: readonly Component[]): void {
  drawOver(panel, (pen) => {
    pen.fillStyle = 'rgba(2,6,14,0.62)';
    for (const { rise, body } of parts) {
      for (const [share, blur] of [
        [0.5, 2.5],
        [1, 6],
      ] as const) {
        pen.save();
        pen.filter = `blur(${blur}px)`;
        pen.translate(rise * share * 0.8, rise * share);
        body(pen);
        pen.restore();
      }
    }
    pen.fillStyle = '#000';
    for (const { draw } of parts) draw(pen);
  });
  const standing = maskOf(panel, (pen) => {
    for (const { body } of parts) body(pen);
  });
  for (let p = 0; p < standing.length; p++) {
    const high = (standing[p] ?? 0) / 255;
    if (high === 0) continue;
    const [x, y] = [(p % panel.columns) / panel.grain, Math.floor(p / panel.columns) / panel.grain];
    const grit = 0.3 * noise(x / 1.7, y / 1.7) + 0.12 * noise(x / 6, y / 6);
    panel.relief[p] = (panel.relief[p] ?? 0) * (1 - high) + high * (3 + grit);
    const speck = 1 + 0.05 * noise(x / 1.3, y / 1.3) + 0.05 * fbm(noise, x / 24, y / 24, 3);
    for (let k = 0; k < 3; k++) panel.colour[p * 3 + k] = clamp((panel.colour[p * 3 + k] ?? 0) * speck);
  }
}
