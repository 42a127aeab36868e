import type { Colours } from '../jobs/job.js';
import { type Matrix, multiply, power, product } from './matrix3.js';
import type { Picture } from './picture.js';
import { resize } from './resize.js';

/*
 * Whose colours the result has (Gatys, Bethge, Hertzmann & Shechtman 2017, “Preserving Color in Neural Artistic Style
 * Transfer”; the same as §5 of their “Controlling Perceptual Factors”).
 */

/** What is painted instead of photo and paintings, and how the photo's colours come back. */
export interface ColourPlan {
  readonly photo: Picture;
  readonly paintings: readonly Picture[];
  /** A painted picture, of any size, as people see it. */
  finish(painted: Picture): Picture;
}

/**
 * - `style`: nothing is changed; the result takes the paintings' colours.
 * - `matched`: the paintings are recoloured to the photo first (`recolour`).
 * - `luminance`: all is painted in greys, the paintings' lightness brought to the photo's mean and spread; then the
 *   photo's colours are laid over the result (`withColoursOf`).
 */
export function planColours(colours: Colours, photo: Picture, paintings: readonly Picture[]): ColourPlan {
  switch (colours) {
    case 'style':
      return { photo, paintings, finish: (painted) => painted };
    case 'matched':
      return {
        photo,
        paintings: paintings.map((painting) => recolour(painting, photo)),
        finish: (painted) => painted,
      };
    case 'luminance': {
      const grey = greys(photo);
      return {
        photo: grey,
        paintings: paintings.map((painting) => matchLightness(greys(painting), grey)),
        finish: (painted) => withColoursOf(painted, resize(photo, painted.width, painted.height)),
      };
    }
  }
}

/** Rec. 709 weights, on gamma-coded values: luma. */
const LUMA = [0.2126, 0.7152, 0.0722] as const;

function lumaAt(data: Float32Array, p: number): number {
  return LUMA[0] * (data[3 * p] ?? 0) + LUMA[1] * (data[3 * p + 1] ?? 0) + LUMA[2] * (data[3 * p + 2] ?? 0);
}

/** The picture's luma in all three channels. */
export function greys({ width, height, data }: Picture): Picture {
  const grey = new Float32Array(data.length);
  for (let p = 0; p < width * height; p++) grey.fill(lumaAt(data, p), 3 * p, 3 * p + 3);
  return { width, height, data: grey };
}

/**
 * The luma of one picture with the colour differences (R′−Y′, G′−Y′, B′−Y′) of another of the same size. Where a colour
 * would leave 0–255, its differences shrink together until it fits: less saturated, but of the right hue and exactly the
 * right luma.
 */
export function withColoursOf(painted: Picture, photo: Picture): Picture {
  const { width, height } = painted;
  const data = new Float32Array(3 * width * height);
  for (let p = 0; p < width * height; p++) {
    const luma = Math.min(255, Math.max(0, lumaAt(painted.data, p)));
    const own = lumaAt(photo.data, p);
    let share = 1;
    for (let c = 0; c < 3; c++) {
      const difference = (photo.data[3 * p + c] ?? 0) - own;
      if (luma + difference > 255) share = Math.min(share, (255 - luma) / difference);
      else if (luma + difference < 0) share = Math.min(share, luma / -difference);
    }
    for (let c = 0; c < 3; c++) {
      data[3 * p + c] = luma + share * ((photo.data[3 * p + c] ?? 0) - own);
    }
  }
  return { width, height, data };
}

/** A grey picture's values moved and stretched to the mean and standard deviation of another's. */
function matchLightness(from: Picture, to: Picture): Picture {
  const [a, b] = [colourMoments(from), colourMoments(to)];
  const spread = Math.sqrt((b.covariance[0]?.[0] ?? 0) / Math.max(1, a.covariance[0]?.[0] ?? 0));
  return {
    ...from,
    data: from.data.map((value) => (b.mean[0] ?? 0) + spread * (value - (a.mean[0] ?? 0))),
  };
}

/**
 * The painting with the mean and the covariance of the photo's colours, by the linear map
 * A = Σ_photo^½ · Σ_painting^−½ with symmetric roots (A_IA of the paper, after image analogies). Unlike Cholesky
 * factors, the roots depend on no order of the channels, and colours stay where they are when the two agree already.
 * Values may leave 0–255 somewhat.
 */
export function recolour(painting: Picture, photo: Picture): Picture {
  const from = colourMoments(painting);
  const to = colourMoments(photo);
  const root = power(to.covariance, 0.5, SMALLEST_VARIANCE);
  const map = multiply(root, power(from.covariance, -0.5, SMALLEST_VARIANCE));
  const [a = [], b = [], c = []] = map;
  const shift = to.mean.map((mean, i) => mean - product(map[i] ?? [], from.mean));
  const data = new Float32Array(painting.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const [red, green, blue] = rgbAt(painting.data, i);
    data[i] = mapped(a, red, green, blue) + (shift[0] ?? 0);
    data[i + 1] = mapped(b, red, green, blue) + (shift[1] ?? 0);
    data[i + 2] = mapped(c, red, green, blue) + (shift[2] ?? 0);
  }
  return { ...painting, data };
}

function mapped(row: readonly number[], red: number, green: number, blue: number): number {
  return (row[0] ?? 0) * red + (row[1] ?? 0) * green + (row[2] ?? 0) * blue;
}

function rgbAt(data: Float32Array, i: number): [number, number, number] {
  return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
}

interface ColourMoments {
  readonly mean: readonly number[];
  /** 3×3 */
  readonly covariance: Matrix;
}

function colourMoments({ data }: Picture): ColourMoments {
  const pixels = data.length / 3;
  let [r, g, b] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 3) {
    r += (data[i] ?? 0) / pixels;
    g += (data[i + 1] ?? 0) / pixels;
    b += (data[i + 2] ?? 0) / pixels;
  }
  let [rr, rg, rb, gg, gb, bb] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i += 3) {
    const red = (data[i] ?? 0) - r;
    const green = (data[i + 1] ?? 0) - g;
    const blue = (data[i + 2] ?? 0) - b;
    rr += (red * red) / pixels;
    rg += (red * green) / pixels;
    rb += (red * blue) / pixels;
    gg += (green * green) / pixels;
    gb += (green * blue) / pixels;
    bb += (blue * blue) / pixels;
  }
  return {
    mean: [r, g, b],
    covariance: [
      [rr, rg, rb],
      [rg, gg, gb],
      [rb, gb, bb],
    ],
  };
}

/** Of 255 squared: a colour axis that a picture hardly has (a grey painting) is stretched no further than from here. */
const SMALLEST_VARIANCE = 4;
