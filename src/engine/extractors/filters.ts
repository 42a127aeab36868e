/** Small filters given by a formula. All are square, row-major, of odd side, centred. */

/** A Gabor filter: a plane wave under a Gaussian window; zero mean, unit norm. */
export interface Gabor {
  readonly side: number;
  /** Cycles per pixel. */
  readonly frequency: number;
  /** Standard deviations of the window in pixels, along the wave and along its crests. */
  readonly sigma: readonly [number, number];
  /** Direction of the wave in radians. */
  readonly orientation: number;
  /** Radians; 0 is even (a line), π/2 odd (an edge). */
  readonly phase: number;
}

export function gabor({ side, frequency, sigma, orientation, phase }: Gabor): number[] {
  const [cos, sin] = [Math.cos(orientation), Math.sin(orientation)];
  const along = (x: number, y: number) => x * cos + y * sin;
  const across = (x: number, y: number) => y * cos - x * sin;
  const window = unitSum(
    overGrid(side, (x, y) =>
      Math.exp(-0.5 * ((along(x, y) / sigma[0]) ** 2 + (across(x, y) / sigma[1]) ** 2)),
    ),
  );
  const wave = overGrid(side, (x, y) => Math.cos(2 * Math.PI * frequency * along(x, y) + phase));
  const product = wave.map((value, i) => value * (window[i] ?? 0));
  // Zero mean by taking off the window's own share, so that flat areas give nothing.
  const mean = product.reduce((total, value) => total + value, 0);
  const centred = product.map((value, i) => value - mean * (window[i] ?? 0));
  const norm = Math.hypot(...centred);
  return centred.map((value) => value / norm);
}

/** A Gaussian low-pass filter whose weights add up to one. */
export function gaussian(side: number, sigma: number): number[] {
  return unitSum(overGrid(side, (x, y) => Math.exp(-(x * x + y * y) / (2 * sigma * sigma))));
}

function unitSum(taps: readonly number[]): number[] {
  const total = taps.reduce((sum, value) => sum + value, 0);
  return taps.map((value) => value / total);
}

function overGrid(side: number, value: (x: number, y: number) => number): number[] {
  const middle = (side - 1) / 2;
  return Array.from({ length: side * side }, (_, i) =>
    value((i % side) - middle, Math.floor(i / side) - middle),
  );
}
