/** Small filters given by a formula. All are square, row-major, of odd side, centred. */

/** A Gabor filter: a plane wave under a Gaussian window; zero mean, unit norm. */
export interface Gabor {
  readonly side: number;
  /** Cycles per pixel. */
  readonly frequency: number;
  /** Standard deviation of the window in pixels. */
  readonly sigma: number;
  /** Direction of the wave in radians. */
  readonly orientation: number;
  /** Radians; 0 is even (a line), π/2 odd (an edge). */
  readonly phase: number;
}

export function gabor({ side, frequency, sigma, orientation, phase }: Gabor): number[] {
  const window = gaussian(side, sigma);
  const wave = overGrid(side, (x, y) =>
    Math.cos(2 * Math.PI * frequency * (x * Math.cos(orientation) + y * Math.sin(orientation)) + phase),
  );
  const product = wave.map((value, i) => value * (window[i] ?? 0));
  // Zero mean by taking off the window's own share, so that flat areas give nothing.
  const mean = product.reduce((total, value) => total + value, 0);
  const centred = product.map((value, i) => value - mean * (window[i] ?? 0));
  const norm = Math.hypot(...centred);
  return centred.map((value) => value / norm);
}

/** A Gaussian low-pass filter whose weights add up to one. */
export function gaussian(side: number, sigma: number): number[] {
  const bell = overGrid(side, (x, y) => Math.exp(-(x * x + y * y) / (2 * sigma * sigma)));
  const total = bell.reduce((sum, value) => sum + value, 0);
  return bell.map((value) => value / total);
}

function overGrid(side: number, value: (x: number, y: number) => number): number[] {
  const middle = (side - 1) / 2;
  return Array.from({ length: side * side }, (_, i) =>
    value((i % side) - middle, Math.floor(i / side) - middle),
  );
}
