import type { Picture } from '../../src/engine/picture.js';

/** A square picture of soft waves: convolutions take the same time whatever they see. */
export function testPhoto(side: number): Picture {
  const data = Float32Array.from(
    { length: 3 * side * side },
    (_, i) => 127 + 90 * Math.sin(i / 31) * Math.cos(i / (7 * side)),
  );
  return { width: side, height: side, data };
}
