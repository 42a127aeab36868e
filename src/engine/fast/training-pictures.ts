import { readdir, readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { AppError, hasErrno } from '../../errors.js';
import { fitted } from '../octaves.js';
import type { Picture } from '../picture.js';
import { decodePicture } from '../pictures.js';
import { resize } from '../resize.js';
import type { TrainingPicture } from './crops.js';

export interface TrainingPictures {
  /** Sorted by name. */
  readonly pictures: readonly TrainingPicture[];
  /** Files that look like pictures and cannot be used, with a sentence each. */
  readonly skipped: readonly { readonly name: string; readonly problem: string }[];
}

export interface ReadingOptions {
  /** Longest side that the pictures are brought to. */
  readonly size: number;
  /** Side of the crops: pictures are enlarged where a side is shorter, by a little. */
  readonly side: number;
}

const ENDINGS = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.avif', '.tif', '.tiff']);

/** Bytes of pixels that are kept; further pictures are skipped. */
const MOST_BYTES = 1024 ** 3;

/** Where examples are: the photos, and beside them what an optimizer made of each. */
const PHOTOS = 'photos';
const PAINTED = 'painted';

/**
 * Reads all pictures of a folder. Files that cannot be read are skipped and named. Throws TRAINING_PICTURES where the
 * folder is not there or nothing in it can be used.
 */
export async function readTrainingPictures(
  folder: string,
  options: ReadingOptions,
): Promise<TrainingPictures> {
  return collect(folder, await picturesIn(folder), async (name) => {
    const picture = await brought(join(folder, name), options);
    return { name, width: picture.width, height: picture.height, pixels: bytesOf(picture) };
  });
}

/**
 * Reads examples: FOLDER/photos/NAME.* with FOLDER/painted/NAME.*, the ending being each file's own. A photo without its
 * painting is skipped, as is one whose painting has other proportions.
 */
export async function readExamples(folder: string, options: ReadingOptions): Promise<TrainingPictures> {
  const paintings = new Map<string, string>();
  for (const name of await picturesIn(join(folder, PAINTED))) paintings.set(parse(name).name, name);
  return collect(folder, await picturesIn(join(folder, PHOTOS)), async (name) => {
    const painting = paintings.get(parse(name).name);
    if (painting === undefined) throw new Unusable(`there is no ${PAINTED}/${parse(name).name}.*`);
    const photo = await brought(join(folder, PHOTOS, name), options);
    const { width, height } = photo;
    const painted = await brought(join(folder, PAINTED, painting), options);
    if (Math.abs(Math.log((painted.width * height) / (painted.height * width))) > PROPORTION_TOLERANCE) {
      throw new Unusable(`${PAINTED}/${painting} has other proportions`);
    }
    const pixels = bytesOf(photo);
    return { name, width, height, pixels, painted: bytesOf(resize(painted, width, height)) };
  });
}

/** Proportions that differ by more than rounding to whole pixels explains. */
const PROPORTION_TOLERANCE = 0.03;

class Unusable extends Error {}

async function collect(
  folder: string,
  names: readonly string[],
  read: (name: string) => Promise<TrainingPicture>,
): Promise<TrainingPictures> {
  const pictures: TrainingPicture[] = [];
  const skipped: { name: string; problem: string }[] = [];
  let bytes = 0;
  for (const name of names) {
    try {
      if (bytes > MOST_BYTES) throw new Unusable('there are more pictures than are kept in memory');
      const picture = await read(name);
      bytes += picture.pixels.length + (picture.painted?.length ?? 0);
      pictures.push(picture);
    } catch (error) {
      if (!(error instanceof AppError || error instanceof Unusable)) throw error;
      skipped.push({ name, problem: error.message });
    }
  }
  if (pictures.length > 0) return { pictures, skipped };
  const [first] = skipped;
  throw new AppError('TRAINING_PICTURES', {
    folder,
    problem:
      first === undefined
        ? 'there are no pictures in this folder. Put photographs into it: PNG, JPEG, WebP, GIF, AVIF or TIFF files.'
        : `none of its ${skipped.length} pictures can be used. ${first.name}: ${first.problem}`,
  });
}

async function picturesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter(
        (entry) =>
          (entry.isFile() || entry.isSymbolicLink()) && ENDINGS.has(parse(entry.name).ext.toLowerCase()),
      )
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (!hasErrno(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new AppError('TRAINING_PICTURES', { folder, problem: 'there is no such folder.' });
  }
}

/** A picture at the size that it is trained on at. */
async function brought(path: string, { size, side }: ReadingOptions): Promise<Picture> {
  const bytes = await readFile(path).catch((error: unknown) => {
    // Links may lead nowhere, or to a folder.
    if (hasErrno(error, 'ENOENT', 'EISDIR', 'EACCES')) throw new Unusable('it cannot be read');
    throw error;
  });
  const { picture } = await decodePicture(bytes, { longestSide: size });
  const shorter = Math.min(picture.width, picture.height);
  if (shorter >= side) return picture;
  const factor = side / shorter;
  if (factor > MOST_ENLARGED) {
    throw new Unusable(
      `it is ${picture.width}×${picture.height} pixels at this size; each side must be ${Math.ceil(side / MOST_ENLARGED)} at least`,
    );
  }
  const enlarged = fitted(picture, Math.ceil(Math.max(picture.width, picture.height) * factor));
  return resize(picture, Math.max(side, enlarged.width), Math.max(side, enlarged.height));
}

/** Past this, a picture is blur. */
const MOST_ENLARGED = 2;

function bytesOf({ data }: Picture): Uint8ClampedArray {
  return new Uint8ClampedArray(data);
}
