import type { SKRSContext2D } from '@napi-rs/canvas';
import { write } from '../../lettering.js';
import type { Random } from '../../random.js';

/** What stands on the table, drawn plainly; the facets break it up later. 1040 × 1280. */
export function stillLife(pen: SKRSContext2D, random: Random): void {
  room(pen);
  music(pen, 700, 190, 0.2);
  newspaper(pen, random);
  bottle(pen, 772, 330);
  guitar(pen);
  glass(pen, 268, 742);
  pipe(pen);
}

function room(pen: SKRSContext2D): void {
  pen.fillStyle = '#a39a80';
  pen.fillRect(-200, -200, 1440, 1700);
  pen.fillStyle = '#71808a';
  polygon(pen, [-200, -200, 420, -200, 250, 420, 330, 900, -200, 1010]);
  pen.fillStyle = '#4c6072';
  polygon(pen, [-200, 60, 150, -40, 210, 460, 120, 900, -200, 900]);
  pen.fillStyle = '#c2b48c';
  polygon(pen, [560, -200, 1300, -200, 1300, 700, 880, 640, 690, 300]);
  pen.fillStyle = '#8a6038';
  pen.beginPath();
  pen.ellipse(520, 1010, 600, 330, -0.04, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = '#5a3d26';
  pen.beginPath();
  pen.ellipse(520, 1056, 600, 330, -0.04, 0.15, Math.PI - 0.1);
  pen.fill();
  // Grain of the table, combed in as decorators do.
  pen.strokeStyle = 'rgba(58,36,20,0.6)';
  pen.lineWidth = 4;
  for (let i = 0; i < 20; i++) {
    pen.beginPath();
    for (let x = -40; x <= 1100; x += 20) pen.lineTo(x, 840 + i * 24 + 14 * Math.sin(x / 90 + i * 0.9));
    pen.stroke();
  }
}

function polygon(pen: SKRSContext2D, points: readonly number[]): void {
  pen.beginPath();
  for (let i = 0; i + 1 < points.length; i += 2) pen.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
  pen.closePath();
  pen.fill();
}

function guitar(pen: SKRSContext2D): void {
  pen.save();
  pen.translate(520, 760);
  pen.rotate(0.5);
  const body = (): void => {
    pen.beginPath();
    pen.moveTo(0, -190);
    pen.bezierCurveTo(90, -206, 150, -150, 132, -76);
    pen.bezierCurveTo(120, -30, 130, -6, 158, 40);
    pen.bezierCurveTo(214, 130, 150, 232, 0, 232);
    pen.bezierCurveTo(-150, 232, -214, 130, -158, 40);
    pen.bezierCurveTo(-130, -6, -120, -30, -132, -76);
    pen.bezierCurveTo(-150, -150, -90, -206, 0, -190);
    pen.closePath();
  };
  pen.fillStyle = '#3b2a1c';
  pen.save();
  pen.translate(20, 16);
  body();
  pen.fill();
  pen.restore();
  pen.fillStyle = '#c98f46';
  body();
  pen.fill();
  pen.save();
  body();
  pen.clip();
  pen.fillStyle = '#e3bd7a';
  pen.fillRect(-240, -220, 200, 480);
  pen.fillStyle = '#8f5a2c';
  pen.fillRect(72, -220, 200, 480);
  pen.restore();
  pen.lineWidth = 9;
  pen.strokeStyle = '#2c1e14';
  body();
  pen.stroke();
  for (const [r, colour] of [
    [64, '#2c1e14'],
    [57, '#e9dcb8'],
    [51, '#7a3a26'],
    [44, '#17110d'],
  ] as const) {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(0, -40, r, 0, Math.PI * 2);
    pen.fill();
  }
  pen.fillStyle = '#33231a';
  pen.fillRect(-62, 128, 124, 24);
  pen.fillStyle = '#4a3020';
  pen.fillRect(-28, -560, 56, 480);
  pen.fillStyle = '#d9cba6';
  for (let i = 0; i < 14; i++) pen.fillRect(-28, -540 + i * (40 - i * 0.7), 56, 4);
  pen.fillStyle = '#2c1e14';
  polygon(pen, [-34, -560, 34, -560, 46, -690, -46, -690]);
  pen.fillStyle = '#e0d2ac';
  for (let i = 0; i < 3; i++) {
    for (const side of [-1, 1]) {
      pen.beginPath();
      pen.ellipse(side * 58, -588 - i * 38, 15, 9, 0, 0, Math.PI * 2);
      pen.fill();
    }
  }
  pen.strokeStyle = '#efe4c4';
  pen.lineWidth = 2.4;
  for (let i = 0; i < 6; i++) {
    pen.beginPath();
    pen.moveTo(-20 + i * 8, -660);
    pen.lineTo(-25 + i * 10, 140);
    pen.stroke();
  }
  pen.restore();
}

function bottle(pen: SKRSContext2D, x: number, y: number): void {
  pen.fillStyle = '#26302a';
  pen.beginPath();
  pen.moveTo(x - 30, y - 130);
  pen.lineTo(x + 30, y - 130);
  pen.lineTo(x + 32, y + 60);
  pen.bezierCurveTo(x + 92, y + 120, x + 96, y + 170, x + 96, y + 240);
  pen.lineTo(x + 96, y + 560);
  pen.lineTo(x - 96, y + 560);
  pen.lineTo(x - 96, y + 240);
  pen.bezierCurveTo(x - 96, y + 170, x - 92, y + 120, x - 32, y + 60);
  pen.fill();
  pen.fillStyle = '#51645a';
  polygon(pen, [x - 76, y + 200, x - 50, y + 150, x - 48, y + 548, x - 76, y + 548]);
  pen.fillStyle = '#8fa096';
  polygon(pen, [x - 20, y - 118, x - 8, y - 118, x - 8, y + 70, x - 20, y + 80]);
  pen.fillStyle = '#7a3a26';
  pen.fillRect(x - 32, y - 132, 64, 40);
  pen.fillStyle = '#e6d9b4';
  pen.fillRect(x - 96, y + 280, 192, 150);
  pen.strokeStyle = '#2b211a';
  pen.lineWidth = 9;
  write(pen, 'MARC', x - 80, y + 306, 46);
  pen.lineWidth = 4;
  for (let i = 0; i < 4; i++) pen.strokeRect(x - 84, y + 376 + i * 12, 168, 1);
}

function glass(pen: SKRSContext2D, x: number, y: number): void {
  pen.fillStyle = 'rgba(214,222,214,0.72)';
  polygon(pen, [x - 74, y - 150, x + 74, y - 150, x + 46, y + 90, x - 46, y + 90]);
  pen.fillStyle = 'rgba(122,58,38,0.8)';
  polygon(pen, [x - 62, y - 60, x + 62, y - 60, x + 44, y + 80, x - 44, y + 80]);
  pen.fillStyle = 'rgba(240,240,226,0.9)';
  polygon(pen, [x - 52, y - 140, x - 34, y - 140, x - 24, y + 80, x - 36, y + 80]);
  pen.strokeStyle = '#22282a';
  pen.lineWidth = 6;
  for (const [dy, rx, ry] of [
    [-150, 74, 24],
    [-60, 62, 17],
    [90, 46, 14],
    [190, 70, 20],
  ] as const) {
    pen.beginPath();
    pen.ellipse(x, y + dy, rx, ry, 0, 0, Math.PI * 2);
    pen.stroke();
  }
  pen.fillStyle = '#aeb6ac';
  pen.fillRect(x - 9, y + 92, 18, 96);
}

function newspaper(pen: SKRSContext2D, random: Random): void {
  pen.save();
  pen.translate(150, 960);
  pen.rotate(-0.24);
  pen.fillStyle = '#e8dec0';
  pen.fillRect(-60, -40, 560, 300);
  pen.strokeStyle = '#241d18';
  pen.lineWidth = 13;
  write(pen, 'LE JOURNAL', -40, -16, 66);
  pen.lineWidth = 3.4;
  for (let column = 0; column < 4; column++) {
    for (let line = 0; line < 16; line++) {
      const [x, y] = [-40 + column * 134, 74 + line * 11.5];
      for (let at = 0; at < 112; ) {
        const word = random.range(6, 26);
        pen.beginPath();
        pen.moveTo(x + at, y);
        pen.lineTo(x + Math.min(114, at + word), y);
        pen.stroke();
        at += word + 6;
      }
    }
  }
  pen.restore();
}

function music(pen: SKRSContext2D, x: number, y: number, turn: number): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  pen.fillStyle = '#efe6cb';
  pen.fillRect(-150, -120, 380, 300);
  pen.strokeStyle = '#2a221c';
  pen.fillStyle = '#2a221c';
  for (let staff = 0; staff < 3; staff++) {
    pen.lineWidth = 2.2;
    for (let i = 0; i < 5; i++) {
      pen.beginPath();
      pen.moveTo(-136, -90 + staff * 90 + i * 11);
      pen.lineTo(214, -90 + staff * 90 + i * 11);
      pen.stroke();
    }
    for (let n = 0; n < 9; n++) {
      const [nx, ny] = [-110 + n * 37, -90 + staff * 90 + ((n * 7 + staff * 5) % 5) * 11];
      pen.beginPath();
      pen.ellipse(nx, ny, 8, 5.6, -0.4, 0, Math.PI * 2);
      pen.fill();
      pen.lineWidth = 2.6;
      pen.beginPath();
      pen.moveTo(nx + 7, ny);
      pen.lineTo(nx + 7, ny - 34);
      if (n % 3 !== 2) pen.lineTo(nx + 40, ny - 36);
      pen.stroke();
    }
  }
  pen.restore();
}

function pipe(pen: SKRSContext2D): void {
  pen.strokeStyle = '#231a14';
  pen.lineWidth = 13;
  pen.beginPath();
  pen.moveTo(640, 1130);
  pen.bezierCurveTo(720, 1150, 770, 1120, 830, 1066);
  pen.stroke();
  pen.fillStyle = '#7a3a26';
  pen.beginPath();
  pen.roundRect(806, 1004, 54, 84, 18);
  pen.fill();
  pen.fillStyle = '#1c1512';
  pen.beginPath();
  pen.ellipse(833, 1010, 24, 9, 0, 0, Math.PI * 2);
  pen.fill();
}
