import { bezier } from '../../bezier.js';
import { pullBrush } from '../../ink-brush.js';
import { clamp } from '../../noise.js';
import type { Random } from '../../random.js';
import type { Sheet } from '../../sheet.js';
import type { Point } from '../../stroke.js';
import { bend, brush, INK } from './ink.js';

/** A few dry sweeps of a wide brush make the lake. */
export function water(sheet: Sheet, random: Random): void {
  for (let i = 0; i < 70; i++) {
    const t = random.next();
    const y = 742 + 240 * t ** 1.2;
    const x = random.range(40, 1100) + 120 * t;
    if (x < 420 && y < 840) continue;
    const length = random.range(90, 380) * (0.5 + t);
    const path = bend(x, y, random.range(-0.02, 0.02), length, 0.06);
    const width = random.range(3, 8) + 30 * t * random.next() ** 2;
    const patch = pullBrush(
      sheet,
      brush,
      { path, width: (s) => width * (0.5 + 0.5 * Math.sin(Math.PI * s)), dry: (s) => 0.48 + 0.34 * s },
      random,
    );
    sheet.glaze(patch, { pigment: INK, strength: random.range(0.12, 0.5), granulation: 0.5 });
  }
}

export function boat(sheet: Sheet, random: Random): void {
  const line = (path: Point[], width: number, strength: number, dry = 0.15): void => {
    const patch = pullBrush(
      sheet,
      brush,
      {
        path,
        width: (t) => width * (0.35 + 0.65 * Math.sin(Math.PI * clamp(t * 0.9 + 0.05))),
        dry: (t) => dry + 0.3 * t,
      },
      random,
    );
    sheet.glaze(patch, { pigment: INK, strength, edge: 0.5, edgeWidth: 2 });
  };
  const [x, y] = [660, 836];
  line(
    bezier(
      [x - 86, y - 14],
      [
        [
          [x - 40, y + 14],
          [x + 40, y + 14],
          [x + 92, y - 20],
        ],
      ],
      20,
    ),
    9,
    2,
  );
  line(
    bezier(
      [x - 70, y - 6],
      [
        [
          [x - 30, y + 6],
          [x + 30, y + 6],
          [x + 76, y - 10],
        ],
      ],
      20,
    ),
    5,
    1,
  );
  line(
    bezier(
      [x - 44, y - 4],
      [
        [
          [x - 40, y - 44],
          [x + 6, y - 46],
          [x + 14, y - 3],
        ],
      ],
      20,
    ),
    5,
    1.6,
  );
  for (let i = 0; i < 6; i++)
    line(
      bezier(
        [x - 38 + i * 8, y - 4],
        [
          [
            [x - 34 + i * 7, y - 20],
            [x - 30 + i * 7, y - 28],
            [x - 26 + i * 6, y - 34],
          ],
        ],
        10,
      ),
      3,
      0.9,
    );
  // The fisherman with his hat, and the pole.
  line(
    [
      { x: x + 40, y: y - 8 },
      { x: x + 42, y: y - 22 },
      { x: x + 40, y: y - 38 },
    ],
    15,
    1.5,
  );
  line(
    [
      { x: x + 24, y: y - 36 },
      { x: x + 40, y: y - 50 },
      { x: x + 56, y: y - 36 },
    ],
    6,
    2.1,
  );
  line(
    [
      { x: x + 50, y: y - 30 },
      { x: x + 104, y: y - 60 },
      { x: x + 176, y: y - 80 },
    ],
    2.6,
    1.6,
  );
  line(
    [
      { x: x + 175, y: y - 80 },
      { x: x + 176, y: y - 40 },
      { x: x + 178, y: y },
    ],
    1.2,
    0.9,
  );
  for (let i = 0; i < 7; i++)
    line(
      [
        { x: x - 70 + i * 20, y: y + 14 + i * 2 },
        { x: x - 20 + i * 20, y: y + 16 + i * 2 },
        { x: x + 30 + i * 20, y: y + 15 + i * 2 },
      ],
      4,
      0.35,
      0.45,
    );
}

export function birds(sheet: Sheet, random: Random): void {
  for (const [x, y, s] of [
    [392, 330, 1],
    [430, 308, 0.9],
    [474, 318, 0.8],
    [520, 296, 0.75],
    [352, 358, 0.9],
    [566, 304, 0.6],
  ] as const) {
    for (const side of [-1, 1]) {
      const path = bezier(
        [x, y],
        [
          [
            [x + side * 7 * s, y - 9 * s],
            [x + side * 15 * s, y - 9 * s],
            [x + side * 24 * s, y - 2 * s],
          ],
        ],
        8,
      );
      sheet.glaze(
        pullBrush(sheet, brush, { path, width: (t) => 4 * s * (1 - t * 0.8), dry: () => 0.1 }, random),
        { pigment: INK, strength: 1.6 },
      );
    }
  }
}
