import type { Random } from './random.js';
import type { Point } from './stroke.js';

/** Places about `spacing` apart over a rectangle, jittered, in random order. A little past the edges too. */
export function scatter(width: number, height: number, spacing: number, random: Random): Point[] {
  const places: Point[] = [];
  for (let y = -spacing; y < height + spacing; y += spacing) {
    for (let x = -spacing; x < width + spacing; x += spacing) {
      places.push({
        x: x + random.range(-0.5, 0.5) * spacing * 1.2,
        y: y + random.range(-0.5, 0.5) * spacing * 1.2,
      });
    }
  }
  return random.shuffle(places);
}
