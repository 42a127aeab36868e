/** Vector arithmetic on long float32 arrays; sums are kept in float64. */

/** Σ aᵢ·bᵢ. Four running sums: the order of additions is fixed, and shorter chains of them are faster. */
export function dot(a: Float32Array, b: Float32Array): number {
  const length = a.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += at(a, i) * at(b, i);
    s1 += at(a, i + 1) * at(b, i + 1);
    s2 += at(a, i + 2) * at(b, i + 2);
    s3 += at(a, i + 3) * at(b, i + 3);
  }
  for (; i < length; i++) s0 += at(a, i) * at(b, i);
  return s0 + s1 + (s2 + s3);
}

/** y ← y + factor·x */
export function addScaled(y: Float32Array, factor: number, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = at(y, i) + factor * at(x, i);
}

/** y ← factor·y */
export function scale(y: Float32Array, factor: number): void {
  for (let i = 0; i < y.length; i++) y[i] = factor * at(y, i);
}

/** A new a + factor·b. */
export function sum(a: Float32Array, factor: number, b: Float32Array): Float32Array<ArrayBuffer> {
  const result = new Float32Array(a.length);
  for (let i = 0; i < result.length; i++) result[i] = at(a, i) + factor * at(b, i);
  return result;
}

/** A new a − b. */
export function difference(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  return sum(a, -1, b);
}

/** An element within bounds; the cast costs nothing where `?? 0` would cost a branch per element. */
function at(array: Float32Array, index: number): number {
  return array[index] as number;
}
