import { mix, type Rgb } from '../../colour.js';
import { fbm, smoothstep } from '../../noise.js';
import { blur, wander } from '../../sheet.js';
import type { Point } from '../../stroke.js';
import { blob, lay, noise, PAINT, type Studio, wet } from './studio.js';

/** One petal: a pale wash, colour let in at the heart, a crisp second glaze, and veins. */
function petal(
  studio: Studio,
  heart: Point,
  angle: number,
  length: number,
  spread: number,
  squash: number,
  [light, deep]: readonly [Rgb, Rgb],
): void {
  const { sheet, random } = studio;
  const seat = random.range(0, 300);
  const fan = (scale: number, narrow: number): Point[] => {
    const outer = Array.from({ length: 30 }, (_, i) => {
      const t = i / 29;
      const turn = angle + (t - 0.5) * 2 * spread * narrow;
      const ruffle = 1 + 0.24 * fbm(noise, t * 3 + seat, seat, 3) - 0.4 * Math.abs(t - 0.5) ** 2.2;
      const r = length * scale * ruffle;
      return { x: heart.x + Math.cos(turn) * r, y: heart.y + Math.sin(turn) * r * squash };
    });
    return [heart, ...outer];
  };
  const away = (x: number, y: number): number => Math.hypot(x - heart.x, (y - heart.y) / squash) / length;
  lay(studio, wet(studio, fan(1, 1), 0.6), {
    pigment: light,
    strength: random.range(0.42, 0.62),
    edge: 1.5,
    edgeWidth: 6,
    pool: (x, y) => 0.5 + 0.55 * smoothstep(1, 0.1, away(x, y)),
  });
  lay(studio, blur(wet(studio, fan(0.62, 0.8), 0.8), 11), {
    pigment: deep,
    strength: random.range(0.55, 0.85),
    edge: 0,
  });
  lay(studio, wet(studio, fan(random.range(0.7, 0.93), random.range(0.4, 0.75)), 0.9), {
    pigment: mix(light, deep, random.next()),
    strength: random.range(0.2, 0.42),
    edge: 1.3,
    edgeWidth: 4,
  });
  const veins = sheet.draw(
    [heart.x - length * 1.3, heart.y - length * 1.3, length * 2.6, length * 2.6],
    (pen) => {
      for (let i = 0; i < 11; i++) {
        const turn = angle + (i / 10 - 0.5) * 1.7 * spread;
        const from = length * random.range(0.16, 0.3);
        const to = length * random.range(0.5, 0.86);
        pen.lineWidth = random.range(0.8, 2);
        pen.beginPath();
        for (let s = 0; s <= 6; s++) {
          const r = from + ((to - from) * s) / 6;
          const bow = turn + 0.02 * s * (i / 10 - 0.5);
          pen.lineTo(heart.x + Math.cos(bow) * r, heart.y + Math.sin(bow) * r * squash);
        }
        pen.stroke();
      }
    },
  );
  lay(studio, wander(veins, noise, 2, 10), { pigment: deep, strength: 0.5, edge: 0 });
}

function poppy(
  studio: Studio,
  heart: Point,
  size: number,
  count: number,
  squash: number,
  colours: readonly [Rgb, Rgb],
  eye: Rgb,
): void {
  const { random } = studio;
  // The flower's place was kept dry: what is behind it stops at its edge.
  const kept = wet(studio, blob(random, heart.x, heart.y, size * 0.93, size * 0.93 * squash, 0.25), 0.8);
  studio.sheet.lift(kept, 0.88);
  const turn = random.range(0, 6);
  const order = random.shuffle(Array.from({ length: count }, (_, i) => i));
  for (const i of order) {
    petal(
      studio,
      heart,
      turn + (i / count) * Math.PI * 2 + random.range(-0.15, 0.15),
      size * random.range(0.9, 1.12),
      (Math.PI / count) * random.range(1.1, 1.35),
      squash,
      colours,
    );
  }
  lay(
    studio,
    blur(wet(studio, blob(random, heart.x, heart.y, size * 0.24, size * 0.22 * squash, 0.5), 0.6), 5),
    { pigment: eye, strength: 1.1, edge: 0 },
  );
  for (let i = 0; i < 46; i++) {
    const angle = random.range(0, Math.PI * 2);
    const r = size * random.range(0.16, 0.36);
    lay(
      studio,
      wet(
        studio,
        blob(
          random,
          heart.x + Math.cos(angle) * r,
          heart.y + Math.sin(angle) * r * squash,
          random.range(1.8, 4.2),
          random.range(1.8, 4.2),
          0.2,
        ),
        0.12,
      ),
      {
        pigment: random.pick([eye, PAINT.indigo, PAINT.sienna]),
        strength: random.range(0.8, 1.8),
        edge: 0.6,
        edgeWidth: 2,
      },
    );
  }
  lay(studio, wet(studio, blob(random, heart.x, heart.y, size * 0.12, size * 0.11 * squash, 0.2), 0.3), {
    pigment: PAINT.pine,
    strength: 1.2,
    edge: 1.2,
    edgeWidth: 3,
  });
}

export function flowers(studio: Studio): void {
  const { coral, scarlet, rose, violet, cobalt, indigo, gamboge, sienna } = PAINT;
  for (const [x, y, size, petals, squash, colours, eye] of [
    [212, 620, 112, 6, 0.86, [cobalt, violet], indigo],
    [1082, 690, 118, 6, 0.84, [violet, cobalt], indigo],
    [662, 318, 132, 5, 0.82, [gamboge, coral], sienna],
    [398, 400, 158, 5, 0.9, [coral, scarlet], indigo],
    [908, 452, 176, 5, 0.86, [coral, rose], indigo],
    [640, 660, 190, 5, 0.88, [rose, scarlet], indigo],
    [420, 838, 88, 5, 0.8, [gamboge, coral], sienna],
    [868, 862, 92, 6, 0.8, [rose, violet], indigo],
    [1170, 470, 74, 5, 0.9, [gamboge, coral], sienna],
    [180, 372, 70, 5, 0.9, [rose, violet], indigo],
  ] as const) {
    poppy(studio, { x, y }, size, petals, squash, colours, eye);
  }
}
