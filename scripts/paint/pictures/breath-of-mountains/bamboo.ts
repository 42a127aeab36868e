import { bezier } from '../../bezier.js';
import { pullBrush } from '../../ink-brush.js';
import { clamp } from '../../noise.js';
import type { Random } from '../../random.js';
import { blur, type Sheet, wander } from '../../sheet.js';
import { bend, brush, HEIGHT, INK, noise } from './ink.js';

/** Culms in one pull a joint, the brush loaded at its sides; leaves pressed down and lifted off. */
export function bamboo(sheet: Sheet, random: Random): void {
  const culms = [
    { foot: 1236, head: 1120, width: 17, ink: 0.34, joint: 120 },
    { foot: 1010, head: 1086, width: 14, ink: 0.42, joint: 104 },
    { foot: 1180, head: 1196, width: 34, ink: 1.15, joint: 168 },
    { foot: 1092, head: 1010, width: 27, ink: 1.5, joint: 146 },
  ];
  for (const { foot, head, width, ink, joint } of culms) {
    const at = (y: number): number =>
      foot + (head - foot) * Math.max(0, 1 - y / HEIGHT) ** 1.2 + 7 * Math.sin(y / 170 + foot);
    const nodes: number[] = [];
    for (let y = HEIGHT + random.range(10, 80); y > -joint; y -= joint * random.range(0.85, 1.15)) {
      nodes.push(y);
      const top = y - joint * 0.93;
      const path = Array.from({ length: 12 }, (_, i) => {
        const py = y + ((top - y) * i) / 11;
        return { x: at(py), y: py };
      });
      const patch = pullBrush(
        sheet,
        brush,
        {
          path,
          width: (t) => width * (1 + 0.16 * Math.abs(2 * t - 1) ** 6),
          dry: (t) => 0.3 + 0.36 * Math.sin(Math.PI * t),
          load: (u) => 0.3 + 0.8 * Math.abs(u) ** 1.4 + 0.18 * u,
        },
        random,
      );
      sheet.glaze(patch, { pigment: INK, strength: ink, edge: 0.6, edgeWidth: 3, granulation: 0.3 });
    }
    for (const y of nodes) {
      const x = at(y);
      for (const [dy, w] of [
        [-3, 1.06],
        [4, 0.8],
      ] as const) {
        const path = bezier(
          [x - (width * w) / 2, y + dy - 3],
          [
            [
              [x - width / 4, y + dy + 4],
              [x + width / 4, y + dy + 4],
              [x + (width * w) / 2, y + dy - 4],
            ],
          ],
          10,
        );
        sheet.glaze(
          pullBrush(
            sheet,
            brush,
            { path, width: (t) => 2 + width * 0.15 * Math.abs(2 * t - 1), dry: () => 0.05 },
            random,
          ),
          { pigment: INK, strength: ink * 1.6 },
        );
      }
    }
  }
  const clusters: (readonly [number, number, number, number, number])[] = [
    [1076, 96, 6, 1, 0.35],
    [1230, 240, 7, 1.1, 0.4],
    [960, 250, 6, 0.9, 0.38],
    [1120, 420, 6, 1, 0.35],
    [1250, 520, 6, 1, 0.42],
    [930, 520, 5, 0.9, 0.3],
    [1180, 30, 8, 1.2, 2],
    [1030, 120, 9, 1.25, 2.3],
    [1130, 210, 8, 1.15, 1.6],
    [940, 96, 7, 1.1, 1.9],
    [1236, 330, 8, 1.2, 2.2],
    [1010, 330, 8, 1.1, 1.8],
    [1150, 520, 7, 1.1, 2.1],
    [1240, 690, 7, 1.1, 1.8],
    [1046, 640, 6, 1, 1.7],
  ];
  for (const [x, y, count, size, ink] of clusters) {
    const twig = bezier(
      [x + 60 * size, y - 50 * size],
      [
        [
          [x + 40, y - 36],
          [x + 18, y - 16],
          [x, y],
        ],
      ],
      12,
    );
    sheet.glaze(pullBrush(sheet, brush, { path: twig, width: (t) => 3.6 - 2 * t, dry: () => 0.25 }, random), {
      pigment: INK,
      strength: ink * 0.9,
    });
    for (let i = 0; i < count; i++) {
      const spread = (i / (count - 1) - 0.5) * 2.3;
      const angle = 1.72 + spread + random.range(-0.16, 0.16);
      const length = random.range(84, 138) * size;
      const start = twig[Math.floor(random.range(5, 12))] ?? { x, y };
      const path = bend(
        start.x,
        start.y,
        angle,
        length,
        random.range(-0.35, 0.35) + 0.3 * Math.sign(Math.cos(angle)),
      );
      const width = random.range(13, 20) * size;
      const dryness = random.range(0.12, 0.5);
      const patch = pullBrush(
        sheet,
        brush,
        {
          path,
          width: (t) => width * clamp(t * 7) ** 0.7 * (1 - t) ** 0.75 * (1 + 0.7 * t),
          dry: (t) => dryness * (0.35 + t),
          load: (u) => 0.85 + 0.25 * u,
        },
        random,
      );
      const tone = ink * random.range(0.35, 1.1);
      sheet.glaze(patch, { pigment: INK, strength: tone, edge: 0.5, edgeWidth: 3, granulation: 0.2 });
      // Wet leaves bleed into the paper's fibres.
      if (random.chance(0.4))
        sheet.glaze(blur(wander(patch, noise, 9, 7), 5), { pigment: INK, strength: tone * 0.18 });
    }
  }
}
