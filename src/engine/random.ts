/**
 * A seeded source of numbers in [0, 1): mulberry32 (Tommy Ettinger, public domain). The same seed gives the same
 * numbers on every machine.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seeded source of standard normal numbers. */
export function seededNormal(seed: number): () => number {
  const uniform = seededRandom(seed);
  return () => normalOf(1 - uniform(), uniform());
}

/** A standard normal number of two uniform ones, the first above 0 (Box & Muller 1958). */
export function normalOf(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}
