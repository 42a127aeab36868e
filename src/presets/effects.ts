import type { HookContext, HookPicture } from './define-preset.js';

/*
 * Effects for hooks, imported as `gramarye/effects`. Each gets a picture and returns a new one, and is the same for the
 * same seed. Lengths are shares of the picture's longest side, so that a picture looks alike at any size.
 */

type Random = HookContext['random'];
type Colour = readonly [red: number, green: number, blue: number];

/**
 * Grain as of film: one value for all colours, triangular around 0.
 *
 * @param amount the largest change, of 255.
 */
export function grain(picture: HookPicture, { random }: { random: Random }, amount = 14): HookPicture {
  const { data, width, height } = picture;
  const out = new Uint8ClampedArray(data);
  for (let p = 0; p < 4 * width * height; p += 4) {
    const change = amount * (random() + random() - 1);
    for (let c = 0; c < 3; c++) out[p + c] = (data[p + c] ?? 0) + change;
  }
  return { data: out, width, height };
}

/**
 * The tooth of paper: soft mottles and fine grain that darken, as pigment settles in hollows; more where there is
 * pigment than on bare paper.
 *
 * @param amount 0–1.
 */
export function paper(picture: HookPicture, { random }: { random: Random }, amount = 0.35): HookPicture {
  const { data, width, height } = picture;
  const side = Math.max(width, height);
  const mottles = valueNoise(width, height, side / 90, random);
  const tooth = valueNoise(width, height, Math.max(1, side / 420), random);
  const out = new Uint8ClampedArray(data);
  for (let p = 0; p < width * height; p++) {
    const light = luminance(data, 4 * p) / 255;
    const hollow = 0.45 * (mottles[p] ?? 0) + 0.55 * (tooth[p] ?? 0);
    const factor = 1 - amount * (0.25 + 0.35 * (1 - light)) * hollow;
    for (let c = 0; c < 3; c++) out[4 * p + c] = (data[4 * p + c] ?? 0) * factor;
  }
  return { data: out, width, height };
}

/**
 * A halftone screen: dots that grow with darkness, anti-aliased, printed over the picture.
 *
 * @param cell distance of the dots as a share of the longest side.
 * @param angle of the screen in degrees; 45 is seen least.
 * @param amount 0 leaves the picture, 1 leaves dots alone.
 */
export function halftone(
  picture: HookPicture,
  {
    cell = 1 / 160,
    angle = 45,
    ink = [24, 22, 30],
    amount = 0.5,
  }: { cell?: number; angle?: number; ink?: Colour; amount?: number } = {},
): HookPicture {
  const { data, width, height } = picture;
  const pitch = Math.max(3, cell * Math.max(width, height));
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const out = new Uint8ClampedArray(data);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = 4 * (y * width + x);
      const u = (x * cos + y * sin) / pitch;
      const v = (y * cos - x * sin) / pitch;
      const distance = pitch * Math.hypot(u - Math.round(u), v - Math.round(v));
      // A dot of this radius covers as much of its cell as the picture is dark there.
      const radius = pitch * Math.sqrt((1 - luminance(data, p) / 255) / Math.PI);
      const cover = amount * Math.min(1, Math.max(0, radius - distance + 0.5));
      for (let c = 0; c < 3; c++) {
        const value = data[p + c] ?? 0;
        out[p + c] = value + cover * ((ink[c] ?? 0) - value);
      }
    }
  }
  return { data: out, width, height };
}

/**
 * A border around the picture, which grows by it.
 *
 * @param share of the longest side.
 */
export function frame(
  { data, width, height }: HookPicture,
  { share = 0.04, colour = [244, 239, 228] }: { share?: number; colour?: Colour } = {},
): HookPicture {
  const border = Math.round(share * Math.max(width, height));
  const [outerWidth, outerHeight] = [width + 2 * border, height + 2 * border];
  const out = new Uint8ClampedArray(4 * outerWidth * outerHeight);
  for (let p = 0; p < outerWidth * outerHeight; p++) out.set([...colour, 255], 4 * p);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(4 * y * width, 4 * (y + 1) * width);
    out.set(row, 4 * ((y + border) * outerWidth + border));
  }
  return { data: out, width: outerWidth, height: outerHeight };
}

/** Rec. 601, 0–255. */
function luminance(data: Uint8ClampedArray, p: number): number {
  return 0.299 * (data[p] ?? 0) + 0.587 * (data[p + 1] ?? 0) + 0.114 * (data[p + 2] ?? 0);
}

/** Smooth noise in 0–1, one random value every `step` pixels and cosines between them. */
function valueNoise(width: number, height: number, step: number, random: Random): Float32Array {
  const columns = Math.ceil(width / step) + 2;
  const rows = Math.ceil(height / step) + 2;
  const values = Float32Array.from({ length: columns * rows }, random);
  const at = (column: number, row: number): number => values[row * columns + column] ?? 0;
  const ease = (t: number): number => (1 - Math.cos(Math.PI * t)) / 2;
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / step);
    const down = ease(y / step - row);
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / step);
      const right = ease(x / step - column);
      const top = at(column, row) * (1 - right) + at(column + 1, row) * right;
      const bottom = at(column, row + 1) * (1 - right) + at(column + 1, row + 1) * right;
      out[y * width + x] = top * (1 - down) + bottom * down;
    }
  }
  return out;
}
