import { gabor, gaussian } from './filters.js';

/* The filters of the wavelet extractor (wavelet.ts), and every constant of its formula that could be another. */

/** Colour axes of unit length: luminance, red–green, yellow–blue. */
const AXES = [
  [1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)],
  [1 / Math.sqrt(2), -1 / Math.sqrt(2), 0],
  [1 / Math.sqrt(6), 1 / Math.sqrt(6), -2 / Math.sqrt(6)],
] as const;

/** Every constant of the formula that could be another. */
export interface WaveletDesign {
  /** Gabor filters on each axis. */
  readonly waves: {
    /** Cycles per pixel. */
    readonly frequency: number;
    /** Standard deviation of the window along the wave and along its crests, in pixels. */
    readonly sigma: readonly [number, number];
    /** By axis. */
    readonly orientations: readonly [number, number, number];
    readonly gains: readonly [number, number, number];
  };
  /** Gaussian means, of both signs, on each axis. */
  readonly lowPass: { readonly sigma: number; readonly gain: number };
  /** Layers compared for style and for content, and their weights. */
  readonly style: Readonly<Record<string, number>>;
  readonly content: Readonly<Record<string, number>>;
}

export const WAVELET_DESIGN: WaveletDesign = {
  waves: { frequency: 0.22, sigma: [1.6, 2.4], orientations: [8, 4, 4], gains: [1, 1.5, 1.5] },
  lowPass: { sigma: 1.5, gain: 0.8 },
  style: {
    'level0/one': 1,
    'level1/pair': 1,
    'level2/pair': 1,
    'level3/pair': 1,
    'level4/pair': 1,
    'level5/pair': 1,
    'level1/near': 1,
    'level2/near': 1,
    'level3/near': 1,
    'level4/near': 1,
  },
  // Level 2 alone keeps the forms but loses cables, windows and far hills; level 0 would forbid every brush stroke.
  content: { 'level1/one': 1, 'level2/one': 0.5 },
};

/** Of every filter, in samples. */
export const SIDE = 7;
const PHASES = [0, Math.PI / 2, Math.PI, -Math.PI / 2];

/** One filter: [7, 7] over one colour axis. */
export interface ColourFilter {
  readonly taps: readonly number[];
  readonly axis: readonly [number, number, number];
}

/** All filters, 70 of them. */
export function filterBank({ waves, lowPass }: WaveletDesign): ColourFilter[] {
  const filters: ColourFilter[] = [];
  for (const [a, axis] of AXES.entries()) {
    const orientations = waves.orientations[a] ?? 0;
    const gain = waves.gains[a] ?? 0;
    for (let o = 0; o < orientations; o++) {
      for (const phase of PHASES) {
        const wave = gabor({ ...waves, side: SIDE, orientation: (Math.PI * o) / orientations, phase });
        filters.push({ axis, taps: wave.map((value) => gain * value) });
      }
    }
    const mean = gaussian(SIDE, lowPass.sigma);
    for (const sign of [1, -1]) {
      filters.push({ axis, taps: mean.map((value) => sign * lowPass.gain * value) });
    }
  }
  return filters;
}
