import { bezier } from '../../bezier.js';
import { lerp } from '../../noise.js';
import type { Point } from '../../stroke.js';
import { shapeOf } from '../../woodblock.js';
import { circle } from './flowers.js';
import { plane, type Stones } from './line.js';

/** Where the head is, how large, and how far it leans back. */
const HEAD = { x: 372, y: 470, scale: 1.22, lean: 0.2 };

/** From the head's own coordinates (the brow is the origin, she looks to the left) to the sheet's. */
export function onHead(points: readonly Point[]): Point[] {
  const [c, s] = [Math.cos(HEAD.lean), Math.sin(HEAD.lean)];
  return points.map(({ x, y }) => ({
    x: HEAD.x + (x * c - y * s) * HEAD.scale,
    y: HEAD.y + (x * s + y * c) * HEAD.scale,
  }));
}

const PROFILE = bezier(
  [34, -112],
  [
    [
      [4, -92],
      [-8, -56],
      [-3, -18],
    ],
    [
      [-1, -8],
      [3, -4],
      [1, 6],
    ],
    [
      [-8, 26],
      [-28, 50],
      [-41, 63],
    ],
    [
      [-48, 70],
      [-44, 79],
      [-36, 79],
    ],
    [
      [-28, 82],
      [-20, 80],
      [-15, 86],
    ],
    [
      [-15, 92],
      [-20, 97],
      [-24, 104],
    ],
    [
      [-26, 110],
      [-18, 113],
      [-12, 114],
    ],
    [
      [-20, 117],
      [-25, 122],
      [-20, 130],
    ],
    [
      [-15, 135],
      [-9, 136],
      [-9, 142],
    ],
    [
      [-9, 148],
      [-17, 158],
      [-12, 170],
    ],
    [
      [-6, 184],
      [12, 188],
      [30, 186],
    ],
    [
      [52, 184],
      [66, 182],
      [76, 178],
    ],
    [
      [72, 230],
      [56, 270],
      [44, 320],
    ],
    [
      [30, 366],
      [-30, 384],
      [-110, 400],
    ],
  ],
  9,
);

export function face(stones: Stones): void {
  const skin = onHead([
    ...PROFILE,
    { x: -60, y: 520 },
    { x: 260, y: 520 },
    { x: 200, y: 60 },
    { x: 150, y: -120 },
  ]);
  plane(stones, skin, 'blush', 0);
  const under = bezier(
    [76, 178],
    [
      [
        [96, 168],
        [112, 150],
        [122, 118],
      ],
      [
        [150, 180],
        [150, 250],
        [120, 330],
      ],
      [
        [96, 352],
        [66, 340],
        [44, 320],
      ],
      [
        [56, 270],
        [72, 230],
        [76, 178],
      ],
    ],
    12,
  );
  stones.fill('rose', shapeOf(onHead(under)), 0.7);
  for (let r = 6; r <= 36; r += 3) stones.fill('rose', shapeOf(onHead(circle(44, 84, r))), 0.09);
  stones.line('ink', onHead(PROFILE), (t) => 3.4 + 2.2 * Math.sin(t * 11) ** 2);
  // Lips, nostril, a lid that is shut over lashes, a brow.
  const upper = bezier(
    [-24, 104],
    [
      [
        [-18, 103],
        [-8, 106],
        [8, 117],
      ],
      [
        [0, 116],
        [-8, 114],
        [-12, 114],
      ],
      [
        [-18, 113],
        [-26, 110],
        [-24, 104],
      ],
    ],
    8,
  );
  const lower = bezier(
    [-12, 114],
    [
      [
        [-4, 116],
        [2, 117],
        [8, 117],
      ],
      [
        [2, 126],
        [-8, 134],
        [-20, 130],
      ],
      [
        [-25, 122],
        [-20, 117],
        [-12, 114],
      ],
    ],
    8,
  );
  for (const lip of [upper, lower]) stones.fill('coral', shapeOf(onHead(lip)));
  stones.line(
    'ink',
    onHead(
      bezier(
        [-12, 114],
        [
          [
            [-4, 116],
            [2, 116],
            [10, 118],
          ],
        ],
        8,
      ),
    ),
    (t) => 3.4 * (1 - 0.5 * t),
  );
  stones.line(
    'ink',
    onHead(
      bezier(
        [-26, 74],
        [
          [
            [-20, 66],
            [-12, 70],
            [-14, 80],
          ],
        ],
        8,
      ),
    ),
    () => 2.4,
  );
  stones.line(
    'ink',
    onHead(
      bezier(
        [10, 20],
        [
          [
            [20, 30],
            [34, 31],
            [50, 20],
          ],
        ],
        14,
      ),
    ),
    (t) => 2 + 3.6 * Math.sin(Math.PI * t),
  );
  stones.line(
    'ink',
    onHead(
      bezier(
        [12, 10],
        [
          [
            [24, 4],
            [38, 6],
            [50, 14],
          ],
        ],
        14,
      ),
    ),
    (t) => 2.2 * Math.sin(Math.PI * t) + 0.6,
  );
  for (let i = 0; i < 8; i++) {
    const t = i / 7;
    const [x, y] = [lerp(9, 44, t), 21 + 7 * Math.sin(Math.PI * lerp(0.06, 0.8, t))];
    stones.line(
      'ink',
      onHead([
        { x, y },
        { x: x - 4, y: y + 7 },
        { x: x - 9, y: y + 11 },
      ]),
      (s) => 2.6 * (1 - s) + 0.5,
    );
  }
  stones.line(
    'ink',
    onHead(
      bezier(
        [0, -12],
        [
          [
            [18, -26],
            [40, -26],
            [62, -10],
          ],
        ],
        16,
      ),
    ),
    (t) => 5 * Math.sin(Math.PI * (0.2 + 0.75 * t)) ** 1.2,
  );
}
