import { hex } from '../../colour.js';
import { clamp, fbm, gradientNoise, smoothstep } from '../../noise.js';
import type { Painting } from '../../picture.js';
import { Random } from '../../random.js';
import { blur, Sheet, wander } from '../../sheet.js';
import { washi } from '../../woodblock.js';
import { bamboo } from './bamboo.js';
import { HEIGHT, INK, noise, SEED, WIDTH } from './ink.js';
import { birds, boat, water } from './lake.js';
import { MOUNTAINS, paintMountain } from './mountains.js';

const CINNABAR = hex('#bf2a1e');

export const breathOfMountains: Painting = {
  name: 'breath-of-mountains',
  width: WIDTH,
  height: HEIGHT,
  paint() {
    const random = new Random(SEED);
    const fibre = gradientNoise(`${SEED}/tooth`);
    const sheet = new Sheet(WIDTH, HEIGHT, 2, (x, y) => {
      const weave =
        0.5 * fibre(x / 1.6, y / 1.6) + 0.35 * fibre(x / 4.2, y / 2.2) + 0.3 * fibre(x / 9 + 40, y / 9);
      return 0.5 + 0.62 * weave;
    });
    sky(sheet);
    for (const mountain of MOUNTAINS) paintMountain(sheet, random, mountain);
    water(sheet, random);
    boat(sheet, random);
    birds(sheet, random);
    bamboo(sheet, random);
    seal(sheet);
    return sheet.develop(washi(sheet.columns, sheet.rows, SEED));
  },
};

/** Rain clouds in washes laid wet on wet, and the moon left out of them. */
function sky(sheet: Sheet): void {
  const patch = sheet.patch(0, 0, WIDTH, HEIGHT);
  const moon = { x: 470, y: 178, radius: 66 };
  for (let row = 0; row < patch.height; row++) {
    for (let column = 0; column < patch.width; column++) {
      const [x, y] = [column / sheet.grain, row / sheet.grain];
      const cloud = fbm(noise, x / 360 + 0.5 * fbm(noise, x / 150, y / 150, 2), y / 130, 5);
      const d = Math.hypot(x - moon.x, y - moon.y) + 1.6 * noise(x / 30, y / 30);
      const halo = Math.exp(-(((d - moon.radius) / 60) ** 2)) * (d > moon.radius ? 1 : 0);
      const value = 0.16 + 0.5 * cloud + 0.42 * halo + 0.1 * smoothstep(240, 0, y);
      const high = smoothstep(520, 120, y);
      patch.data[row * patch.width + column] = d < moon.radius ? 0 : clamp(value) * high;
    }
  }
  sheet.glaze(blur(patch, 3), { pigment: INK, strength: 0.26, granulation: 0.6 });
}

/** A square of cinnabar with two cut characters that say nothing. */
function seal(sheet: Sheet): void {
  const [x, y, s] = [74, 888, 54];
  const stamp = sheet.draw([x - 6, y - 6, s + 12, s * 1.3 + 12], (pen) => {
    pen.beginPath();
    pen.roundRect(x, y, s, s * 1.3, 6);
    pen.fill();
    pen.globalCompositeOperation = 'destination-out';
    pen.lineWidth = 4;
    for (const [fx, fy, tx, ty] of [
      [10, 12, 44, 12],
      [27, 12, 27, 34],
      [12, 22, 42, 22],
      [12, 34, 20, 26],
      [42, 34, 34, 26],
      [10, 42, 44, 42],
      [14, 50, 40, 50],
      [10, 60, 44, 60],
      [18, 42, 18, 60],
      [36, 42, 36, 60],
      [27, 36, 27, 60],
    ] as const) {
      pen.beginPath();
      pen.moveTo(x + fx, y + fy);
      pen.lineTo(x + tx, y + ty);
      pen.stroke();
    }
  });
  sheet.glaze(wander(stamp, noise, 2, 6), {
    pigment: CINNABAR,
    strength: 0.95,
    granulation: 0.5,
    pool: (px, py) => 0.85 + 0.3 * noise(px / 9, py / 9) - smoothstep(0.3, 0.6, noise(px / 3, py / 3)),
  });
}
