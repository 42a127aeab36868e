import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../../random.js';

const FILM = [
  '#b98a48',
  '#d8b368',
  '#8a5f3a',
  '#9a5a66',
  '#5f6f86',
  '#3f6f78',
  '#c9987a',
  '#6a4f6e',
] as const;

/** An opened package: a gold well, bond wires that fan out, and the silicon, whose thin films shine in many colours. */
export function drawDie(pen: SKRSContext2D, x: number, y: number, size: number, random: Random): void {
  const well = size * 0.74;
  const die = size * 0.46;
  const [cx, cy] = [x + size / 2, y + size / 2];
  const square = (side: number, colour: string): void => {
    pen.fillStyle = colour;
    pen.fillRect(cx - side / 2, cy - side / 2, side, side);
  };
  square(well + 10, '#e9c46e');
  square(well, '#6b4a18');
  square(well - 8, '#b88a35');
  // Lead frame: fingers of gold around the well, each with its wire.
  const count = 17;
  for (let side = 0; side < 4; side++) {
    pen.save();
    pen.translate(cx, cy);
    pen.rotate((side * Math.PI) / 2);
    for (let i = 0; i < count; i++) {
      const t = (i + 0.5) / count - 0.5;
      pen.fillStyle = '#f4d98c';
      pen.fillRect(t * (well - 16) - 3, -well / 2 + 6, 6, 17);
      pen.fillStyle = '#7a5a22';
      pen.fillRect(t * (well - 16) + 3, -well / 2 + 6, 1.6, 17);
      const [from, to] = [t * (well - 16), t * (die - 12)];
      for (const [width, colour, off] of [
        [3, 'rgba(30,18,4,0.55)', 1.6],
        [1.9, '#d9aa48', 0],
        [0.7, '#fff2c4', -0.4],
      ] as const) {
        pen.strokeStyle = colour;
        pen.lineWidth = width;
        pen.beginPath();
        pen.moveTo(from + off, -well / 2 + 20 + off);
        pen.quadraticCurveTo(from + off, -(well + die) / 4 - 4 + off, to + off, -die / 2 + 6 + off);
        pen.stroke();
      }
    }
    pen.restore();
  }
  square(die + 5, '#1a1410');
  square(die, '#4a3c34');
  block(pen, { x: cx - die / 2 + 7, y: cy - die / 2 + 7, width: die - 14, height: die - 14 }, 0, random);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Splits the silicon into units, and draws each: memory, registers, gates in rows. */
function block(pen: SKRSContext2D, box: Box, depth: number, random: Random): void {
  const { x, y, width, height } = box;
  if (depth < 6 && Math.max(width, height) > 20 && random.chance(0.93)) {
    const share = random.range(0.3, 0.7);
    const [a, b] =
      width > height
        ? [
            { ...box, width: width * share - 1 },
            { ...box, x: x + width * share + 1, width: width * (1 - share) - 1 },
          ]
        : [
            { ...box, height: height * share - 1 },
            { ...box, y: y + height * share + 1, height: height * (1 - share) - 1 },
          ];
    block(pen, a, depth + 1, random);
    block(pen, b, depth + 1, random);
    return;
  }
  pen.fillStyle = random.pick(FILM);
  pen.fillRect(x, y, width, height);
  const step = random.range(2.2, 4.4);
  const kind = random.next();
  pen.fillStyle = random.chance(0.5) ? 'rgba(255,236,190,0.6)' : 'rgba(24,12,20,0.55)';
  if (kind < 0.72)
    for (let at = 1; at < height - 1; at += step) pen.fillRect(x + 1, y + at, width - 2, step * 0.4);
  if (kind > 0.4)
    for (let at = 1; at < width - 1; at += step) pen.fillRect(x + at, y + 1, step * 0.4, height - 2);
}
