/** Vector arithmetic on long float32 arrays; sums are kept in float64. */

/** Σ aᵢ·bᵢ. */
export function dot(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += at(a, i) * at(b, i);
  return total;
}

/** y ← y + factor·x, and then Σ yᵢ·zᵢ: one walk through memory where two functions would take two. */
export function addScaledThenDot(y: Float32Array, factor: number, x: Float32Array, z: Float32Array): number {
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const value = Math.fround(at(y, i) + factor * at(x, i));
    y[i] = value;
    total += value * at(z, i);
  }
  return total;
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
function at(array: Float32Array, index: number): number {
  return array[index] as number;
}
