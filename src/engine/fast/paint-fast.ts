import type { Colours } from '../../jobs/job.js';
import type { Backend } from '../backends/backend.js';
import { greys, planColours, recolour } from '../colour.js';
import { octaveShare } from '../memory.js';
import { fitted } from '../octaves.js';
import type { Picture } from '../picture.js';
import { resize } from '../resize.js';
import { FastPainter } from './fast-painter.js';
import { readNetwork, type TrainingRecord } from './network-file.js';

/** A network ready to paint. */
export interface LoadedNetwork {
  readonly digest: string;
  readonly training: TrainingRecord;
  readonly painter: FastPainter;
}

/** Throws NETWORK_UNUSABLE where the file is not the one of that digest, or is none that can be used. */
export async function loadNetwork(
  { path, digest }: { readonly path: string; readonly digest: string },
  backend: Backend,
): Promise<LoadedNetwork> {
  const network = await readNetwork(path, digest);
  return { digest, training: network.training, painter: new FastPainter(network, backend) };
}

export interface FastRequest {
  readonly photo: Picture;
  /** Longest side of the result in pixels. */
  readonly size: number;
  /** The preset's and the user's together. */
  readonly strength: number;
  /** The user's factor on the size of strokes. */
  readonly brush: number;
  readonly colours: Colours;
  /** Share of the photo that is mixed into the result, 0–1; none where nothing is said. */
  readonly photoShare?: number | undefined;
  /** Of the noise that strokes begin from, where the form takes noise. */
  readonly seed?: number | undefined;
  /** Bytes that the process may take, about. */
  readonly memory?: number | undefined;
}

/** What a network makes of a photo. */
export interface FastPicture {
  /** In the colours asked for. */
  readonly picture: Picture;
  /** In those that the optimization paints in (`planColours`), for it to go on from. */
  readonly working: Picture;
}

/** Longest side that a network is run on; strokes asked to be finer than that allows come out a little coarser. */
const LARGEST_SIDE = 4096;
const SMALLEST_SIDE = 64;

/**
 * What a network makes of a photo, with what a user chose.
 *
 * - A network's strokes have one size in pixels. For a brush of 2 it is run on the photo at half the size, and the
 *   result is enlarged.
 * - `luminance`: the photo's colours are laid over the lightness of what comes out, as after an optimization.
 * - `matched`: the paintings cannot be recoloured before, so the result is recoloured to the photo afterwards.
 */
export async function paintFast(
  { painter, training }: LoadedNetwork,
  { photo, size, strength, brush, colours, photoShare = 0, seed, memory }: FastRequest,
): Promise<FastPicture> {
  const plan = planColours(colours, photo, []);
  const side = Math.min(LARGEST_SIDE, Math.max(SMALLEST_SIDE, Math.round(size / brush)));
  const worked = fitted(photo, side);
  const small = resize(plan.photo, Math.max(FEWEST, worked.width), Math.max(FEWEST, worked.height));
  const painted = await painter.paint(small, {
    strength: strength / training.strength,
    seed,
    memory: memory === undefined ? undefined : octaveShare(memory, small.width * small.height),
  });
  const { width, height } = fitted(photo, size);
  const sized = resize(painted, width, height);
  const own = inWorkingColours(sized, photo, colours);
  const working = mixed(own, resize(plan.photo, width, height), photoShare);
  return { picture: plan.finish(working), working };
}

function inWorkingColours(painted: Picture, photo: Picture, colours: Colours): Picture {
  switch (colours) {
    case 'style':
      return painted;
    case 'matched':
      return recolour(painted, photo);
    case 'luminance':
      return greys(painted);
  }
}

/** Pixels of a side that reflection needs. */
const FEWEST = 16;

function mixed(picture: Picture, other: Picture, share: number): Picture {
  if (share === 0) return picture;
  const data = picture.data.map((value, i) => value + share * ((other.data[i] ?? value) - value));
  return { ...picture, data };
}
