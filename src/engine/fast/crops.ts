import type { Region } from '../extractors/extractor.js';
import type { Picture } from '../picture.js';
import { seededRandom } from '../random.js';

/** A picture to train on, kept in bytes: many of them fit. */
export interface TrainingPicture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** RGB, row-major. */
  readonly pixels: Uint8ClampedArray;
  /** What an optimizer made of it, of the same size; only where examples are what is learnt from. */
  readonly painted?: Uint8ClampedArray | undefined;
}

/** What one evaluation learns from. */
export interface Crop {
  /** Square. */
  readonly photo: Picture;
  readonly painted: Picture | null;
  /** Factor on the style that the preset means. */
  readonly strength: number;
  /** Of the noise that goes in with it. */
  readonly noise: number;
}

/** Strengths that networks are trained for: a factor of four to either side of the preset's own. */
export const STRENGTH_RANGE = 4;

/** Half of all crops are of the strength that most pictures are painted with. */
const PLAIN_SHARE = 0.5;

/**
 * A random crop of a random picture, mirrored half of the time, for a random strength; with examples, which were painted
 * with one strength, always for that. The same for the same numbers.
 * @param index of the crop among all of the training.
 */
export function randomCrop(
  pictures: readonly TrainingPicture[],
  side: number,
  seed: number,
  index: number,
): Crop {
  const random = seededRandom(seed ^ Math.imul(index + 1, 0x9e3779b1));
  const picture = pictures[Math.floor(random() * pictures.length)];
  if (picture === undefined) throw new Error('no pictures to train on');
  const region = {
    top: Math.floor(random() * (picture.height - side + 1)),
    left: Math.floor(random() * (picture.width - side + 1)),
    width: side,
    height: side,
  };
  const isMirrored = random() < 0.5;
  const isPlain = random() < PLAIN_SHARE;
  const exponent = 2 * random() - 1;
  const piece = (pixels: Uint8ClampedArray): Picture => cutOut(pixels, picture.width, region, isMirrored);
  const { painted } = picture;
  return {
    noise: index,
    photo: piece(picture.pixels),
    painted: painted === undefined ? null : piece(painted),
    strength: isPlain || painted !== undefined ? 1 : STRENGTH_RANGE ** exponent,
  };
}

/** A region of a picture `width` pixels wide, left and right changed over or not. */
function cutOut(pixels: Uint8ClampedArray, width: number, region: Region, isMirrored: boolean): Picture {
  const data = new Float32Array(3 * region.width * region.height);
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) {
      const from = 3 * ((region.top + y) * width + region.left + x);
      const to = 3 * (y * region.width + (isMirrored ? region.width - 1 - x : x));
      data.set(pixels.subarray(from, from + 3), to);
    }
  }
  return { width: region.width, height: region.height, data };
}

/** The crop from the middle of a picture, at the preset's own strength: the same at every measurement. */
export function middleCrop(picture: TrainingPicture, side: number): Crop {
  const region = {
    top: Math.floor((picture.height - side) / 2),
    left: Math.floor((picture.width - side) / 2),
    width: side,
    height: side,
  };
  const piece = (pixels: Uint8ClampedArray): Picture => cutOut(pixels, picture.width, region, false);
  return {
    photo: piece(picture.pixels),
    painted: picture.painted === undefined ? null : piece(picture.painted),
    strength: 1,
    noise: -1,
  };
}
