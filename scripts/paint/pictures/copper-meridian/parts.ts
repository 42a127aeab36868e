import type { SKRSContext2D } from '@napi-rs/canvas';
import { write } from '../../lettering.js';
import type { Random } from '../../random.js';
import { drawDie } from './die.js';

/** Where a trace may begin: a pad, and the way out of the part (in eighths of a turn). */
export interface Pin {
  readonly x: number;
  readonly y: number;
  readonly way: number;
  /** Size of the pad. */
  readonly width: number;
  readonly height: number;
}

/** A part on the board, in the board's units. */
export interface Component {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly pins: readonly Pin[];
  readonly name: string;
  /** How high it stands; shadows are as long. */
  readonly rise: number;
  /** Its outline, for its shadow and its height. */
  readonly body: (pen: SKRSContext2D) => void;
  readonly draw: (pen: SKRSContext2D) => void;
}

export const PITCH = 8;

/** A chip with pins on two sides or on four. `x`, `y`: its upper left corner, on the grid. */
export function chip(
  x: number,
  y: number,
  width: number,
  height: number,
  sides: 2 | 4,
  label: string,
): Component {
  const pins: Pin[] = [];
  for (let px = x + 2 * PITCH; px <= x + width - 2 * PITCH; px += 2 * PITCH) {
    pins.push({ x: px, y: y - PITCH, way: 6, width: 7, height: 18 });
    pins.push({ x: px, y: y + height + PITCH, way: 2, width: 7, height: 18 });
  }
  if (sides === 4) {
    for (let py = y + 2 * PITCH; py <= y + height - 2 * PITCH; py += 2 * PITCH) {
      pins.push({ x: x - PITCH, y: py, way: 4, width: 18, height: 7 });
      pins.push({ x: x + width + PITCH, y: py, way: 0, width: 18, height: 7 });
    }
  }
  const body = (pen: SKRSContext2D): void => {
    pen.beginPath();
    pen.roundRect(x, y, width, height, 4);
    pen.fill();
  };
  return {
    x: x - 2 * PITCH,
    y: y - 2 * PITCH,
    width: width + 4 * PITCH,
    height: height + 4 * PITCH,
    pins,
    name: label,
    rise: 9,
    body,
    draw: (pen) => {
      // Legs first: bent tin, bright on the knee.
      for (const pin of pins) {
        const upright = pin.way === 2 || pin.way === 6;
        pen.fillStyle = '#c9cbc6';
        pen.fillRect(
          pin.x - (upright ? 3 : 9),
          pin.y - (upright ? 9 : 3),
          upright ? 6 : 18,
          upright ? 18 : 6,
        );
        pen.fillStyle = '#f4f3ea';
        pen.fillRect(
          pin.x - (upright ? 1.5 : 3),
          pin.y - (upright ? 3 : 1.5),
          upright ? 2.4 : 6,
          upright ? 6 : 2.4,
        );
      }
      const sheen = pen.createLinearGradient(x, y, x + width, y + height);
      sheen.addColorStop(0, '#4a4b50');
      sheen.addColorStop(0.35, '#2a2b30');
      sheen.addColorStop(1, '#17181c');
      pen.fillStyle = sheen;
      body(pen);
      pen.strokeStyle = 'rgba(255,255,255,0.16)';
      pen.lineWidth = 2;
      pen.strokeRect(x + 4, y + 4, width - 8, height - 8);
      pen.fillStyle = '#0d0e11';
      pen.beginPath();
      pen.arc(x + 16, y + 16, 5.5, 0, Math.PI * 2);
      pen.fill();
      pen.strokeStyle = 'rgba(214,216,206,0.85)';
      const size = Math.min(22, height / 5, width / (label.length * 0.95 + 1));
      pen.lineWidth = Math.max(1.3, size / 9);
      write(pen, label, x + width / 2 - (label.length * size * 0.93) / 2, y + height / 2 - size * 0.9, size);
      write(pen, '26-48', x + width / 2 - 2.5 * size * 0.56, y + height / 2 + size * 0.6, size * 0.6);
    },
  };
}

/** A large chip without its lid. */
export function opened(x: number, y: number, size: number, random: Random): Component {
  const closed = chip(x, y, size, size, 4, 'GRAMARYE');
  return {
    ...closed,
    draw: (pen) => {
      closed.draw(pen);
      pen.fillStyle = '#23262b';
      pen.fillRect(x + 8, y + 26, size - 16, size - 34);
      drawDie(pen, x, y, size, random);
    },
  };
}

/** A resistor or a capacitor with two ends of tin. */
export function passive(x: number, y: number, upright: boolean, kind: 'R' | 'C', name: string): Component {
  const [long, wide] = [26, 14];
  const [width, height] = upright ? [wide, long] : [long, wide];
  const [cx, cy] = [x, y];
  const pins: Pin[] = [-1, 1].map((side) => ({
    x: cx + (upright ? 0 : side * 2 * PITCH),
    y: cy + (upright ? side * 2 * PITCH : 0),
    way: upright ? (side < 0 ? 6 : 2) : side < 0 ? 4 : 0,
    width: upright ? 18 : 12,
    height: upright ? 12 : 18,
  }));
  const body = (pen: SKRSContext2D): void => {
    pen.beginPath();
    pen.roundRect(cx - width / 2, cy - height / 2, width, height, 2);
    pen.fill();
  };
  return {
    x: cx - (upright ? PITCH : 3 * PITCH),
    y: cy - (upright ? 3 * PITCH : PITCH),
    width: upright ? 2 * PITCH : 6 * PITCH,
    height: upright ? 6 * PITCH : 2 * PITCH,
    pins,
    name,
    rise: 5,
    body,
    draw: (pen) => {
      pen.fillStyle = '#dfe0da';
      body(pen);
      const gradient = pen.createLinearGradient(
        cx - width / 2,
        cy - height / 2,
        cx + width / 2,
        cy + height / 2,
      );
      gradient.addColorStop(0, kind === 'R' ? '#3c3d45' : '#c9a06a');
      gradient.addColorStop(1, kind === 'R' ? '#16171b' : '#8a6238');
      pen.fillStyle = gradient;
      const end = 6;
      if (upright) pen.fillRect(cx - width / 2, cy - height / 2 + end, width, height - 2 * end);
      else pen.fillRect(cx - width / 2 + end, cy - height / 2, width - 2 * end, height);
      if (kind === 'C') return;
      pen.strokeStyle = 'rgba(240,240,230,0.9)';
      pen.lineWidth = 1.1;
      pen.save();
      pen.translate(cx, cy);
      if (upright) pen.rotate(Math.PI / 2);
      write(pen, '103', -5.6, -2.6, 5);
      pen.restore();
    },
  };
}

/** An electrolytic capacitor from above: a can with a cross pressed into its lid and a dark sector. */
export function can(x: number, y: number, r: number, name: string): Component {
  const pins: Pin[] = [-1, 1].map((side) => ({
    x: x + side * (r + PITCH),
    y,
    way: side < 0 ? 4 : 0,
    width: 14,
    height: 12,
  }));
  const body = (pen: SKRSContext2D): void => {
    pen.beginPath();
    pen.arc(x, y, r, 0, Math.PI * 2);
    pen.fill();
  };
  return {
    x: x - r - PITCH,
    y: y - r - PITCH,
    width: 2 * (r + PITCH),
    height: 2 * (r + PITCH),
    pins,
    name,
    rise: r * 0.7,
    body,
    draw: (pen) => {
      pen.fillStyle = '#1c1d22';
      pen.beginPath();
      pen.roundRect(x - r - 3, y - r - 3, 2 * r + 6, 2 * r + 6, 7);
      pen.fill();
      // Turned aluminium: light goes around it.
      const turned = pen.createConicGradient(-0.9, x, y);
      for (const [at, grey] of [
        [0, 150],
        [0.12, 225],
        [0.25, 168],
        [0.45, 120],
        [0.58, 205],
        [0.75, 140],
        [0.9, 214],
        [1, 150],
      ] as const) {
        turned.addColorStop(at, `rgb(${grey},${grey + 2},${grey + 4})`);
      }
      pen.fillStyle = turned;
      body(pen);
      pen.fillStyle = 'rgba(28,30,40,0.92)';
      pen.beginPath();
      pen.arc(x, y, r * 0.93, -0.6, 0.6);
      pen.fill();
      pen.strokeStyle = 'rgba(60,62,66,0.7)';
      pen.lineWidth = 2.2;
      for (const turn of [0.4, 0.4 + Math.PI / 2]) {
        pen.beginPath();
        pen.moveTo(x - Math.cos(turn) * r * 0.62, y - Math.sin(turn) * r * 0.62);
        pen.lineTo(x + Math.cos(turn) * r * 0.62, y + Math.sin(turn) * r * 0.62);
        pen.stroke();
      }
      pen.strokeStyle = 'rgba(255,255,255,0.5)';
      pen.lineWidth = 1.6;
      pen.beginPath();
      pen.arc(x, y, r * 0.95, 2.6, 4.9);
      pen.stroke();
    },
  };
}

/** A choke: copper wire wound on a ring. */
export function coil(x: number, y: number, r: number, name: string, random: Random): Component {
  const pins: Pin[] = [-1, 1].map((side) => ({
    x: x + side * (r + PITCH),
    y: y + r * 0.5,
    way: side < 0 ? 4 : 0,
    width: 16,
    height: 16,
  }));
  const turns = Array.from({ length: 34 }, (_, i) => (i / 34) * Math.PI * 2 + random.range(-0.02, 0.02));
  const body = (pen: SKRSContext2D): void => {
    pen.beginPath();
    pen.arc(x, y, r, 0, Math.PI * 2);
    pen.arc(x, y, r * 0.42, 0, Math.PI * 2);
    pen.fill('evenodd');
  };
  return {
    x: x - r - PITCH,
    y: y - r - PITCH,
    width: 2 * (r + PITCH),
    height: 2 * (r + PITCH),
    pins,
    name,
    rise: 20,
    body,
    draw: (pen) => {
      pen.fillStyle = '#20241f';
      body(pen);
      for (const turn of turns) {
        for (const [width, colour] of [
          [8.4, '#5a2a10'],
          [6.2, '#b5652a'],
          [3.2, '#e09a56'],
          [1.2, '#ffd9a6'],
        ] as const) {
          pen.strokeStyle = colour;
          pen.lineWidth = width * (r / 62);
          const shift = width < 4 ? -0.012 : 0;
          pen.beginPath();
          pen.moveTo(x + Math.cos(turn + shift) * r * 0.46, y + Math.sin(turn + shift) * r * 0.46);
          pen.lineTo(
            x + Math.cos(turn + 0.12 + shift) * r * 0.99,
            y + Math.sin(turn + 0.12 + shift) * r * 0.99,
          );
          pen.stroke();
        }
      }
    },
  };
}

/** A crystal in a can with round ends. */
export function crystal(x: number, y: number, name: string): Component {
  const [width, height] = [92, 38];
  const pins: Pin[] = [-1, 1].map((side) => ({
    x: x + side * 24,
    y: y + 24 + PITCH,
    way: 2,
    width: 14,
    height: 14,
  }));
  const body = (pen: SKRSContext2D): void => {
    pen.beginPath();
    pen.roundRect(x - width / 2, y - height / 2, width, height, height / 2);
    pen.fill();
  };
  return {
    x: x - width / 2 - PITCH,
    y: y - height / 2 - PITCH,
    width: width + 2 * PITCH,
    height: height + 4 * PITCH,
    pins,
    name,
    rise: 12,
    body,
    draw: (pen) => {
      const steel = pen.createLinearGradient(0, y - height / 2, 0, y + height / 2);
      for (const [at, colour] of [
        [0, '#8f9394'],
        [0.2, '#f0f2ee'],
        [0.5, '#aeb3b2'],
        [1, '#5c6163'],
      ] as const) {
        steel.addColorStop(at, colour);
      }
      pen.fillStyle = steel;
      body(pen);
      pen.strokeStyle = 'rgba(40,42,46,0.8)';
      pen.lineWidth = 1.5;
      write(pen, '16.000', x - 26, y - 5, 9.5);
      pen.strokeStyle = 'rgba(255,255,255,0.6)';
      pen.beginPath();
      pen.roundRect(x - width / 2 + 5, y - height / 2 + 5, width - 10, height - 10, height / 2 - 5);
      pen.stroke();
    },
  };
}

/** A light-emitting diode that is on. */
export function lamp(x: number, y: number, colour: string, name: string): Component {
  const pins: Pin[] = [-1, 1].map((side) => ({
    x: x + side * 2 * PITCH,
    y,
    way: side < 0 ? 4 : 0,
    width: 12,
    height: 16,
  }));
  const body = (pen: SKRSContext2D): void => {
    pen.beginPath();
    pen.roundRect(x - 11, y - 8, 22, 16, 3);
    pen.fill();
  };
  return {
    x: x - 3 * PITCH,
    y: y - PITCH,
    width: 6 * PITCH,
    height: 2 * PITCH,
    pins,
    name,
    rise: 4,
    body,
    draw: (pen) => {
      const shine = pen.createRadialGradient(x, y, 0, x, y, 70);
      shine.addColorStop(0, colour);
      shine.addColorStop(0.25, `${colour}66`);
      shine.addColorStop(1, `${colour}00`);
      pen.fillStyle = shine;
      pen.fillRect(x - 80, y - 80, 160, 160);
      pen.fillStyle = '#f4f2ea';
      body(pen);
      const core = pen.createRadialGradient(x, y, 0, x, y, 9);
      core.addColorStop(0, '#ffffff');
      core.addColorStop(1, colour);
      pen.fillStyle = core;
      pen.beginPath();
      pen.arc(x, y, 7, 0, Math.PI * 2);
      pen.fill();
    },
  };
}
