import { join } from 'node:path';
import { AppError } from '../errors.js';
import { writeAtomically } from '../jobs/blobs.js';
import type { Log } from '../logger.js';
import { type FastPicture, type LoadedNetwork, paintFast } from './fast/paint-fast.js';
import { planOctaves } from './octaves.js';
import type { Picture } from './picture.js';
import { encodePreview, PREVIEW_SIDE } from './preview.js';
import type { FromChild, Task } from './protocol.js';
import type { StylizeRequest } from './stylize.js';

/**
 * How a network's picture is shown, and how a `fast` one begins: painted softly, with some of the photo in it, since a
 * network loses light and shade before anything else (docs/fast.md).
 */
export const BEGINNING = { strength: 0.25, photoShare: 0.4 };

export interface BeginDependencies {
  /** Reads a network, or has it still; throws NETWORK_UNUSABLE. */
  readonly network: (file: NonNullable<Task['network']>) => Promise<LoadedNetwork>;
  /** As `StylizeDependencies`. */
  readonly memory?: number | undefined;
  readonly send: (message: FromChild) => void;
  readonly log: Log;
}

/**
 * Shows what the task's network makes of the photo, before anything is optimized. Where the quality is `fast`, painting
 * begins with it; PRESET_NO_NETWORK where there is none.
 */
export async function beginFast(
  task: Task,
  request: StylizeRequest,
  deps: BeginDependencies,
): Promise<Picture | undefined> {
  const { network, quality, resume } = task;
  if (network === undefined) {
    if (quality === 'fast') throw new AppError('PRESET_NO_NETWORK', { name: task.recipe });
    return undefined;
  }
  const painted = async (size: number): Promise<FastPicture> => {
    const { brush, colours, seed, strength } = task;
    return paintFast(await deps.network(network), {
      photo: request.photo,
      size,
      strength: BEGINNING.strength * strength,
      photoShare: BEGINNING.photoShare,
      ...{ brush, colours, seed, memory: deps.memory },
    });
  };
  if (quality === 'fast') {
    const { picture, working } = await painted(request.size);
    if (resume === null) await showFast(picture, task, request, deps);
    return working;
  }
  if (resume !== null) return undefined;
  try {
    const { picture } = await painted(Math.min(PREVIEW_SIDE, request.size));
    await showFast(picture, task, request, deps);
  } catch (error) {
    // A job is not lost for a picture that nobody asked for.
    deps.log.warn({ err: error }, 'the fast network showed nothing');
  }
  return undefined;
}

async function showFast(
  picture: Picture,
  { spool }: Task,
  { photo, recipe, size }: StylizeRequest,
  { send }: BeginDependencies,
): Promise<void> {
  const file = join(spool, 'preview-0');
  await writeAtomically(file, await encodePreview(picture, size));
  const octaves = planOctaves(recipe, photo, size);
  send({
    op: 'progress',
    octave: 1,
    octaves: octaves.length,
    step: 0,
    steps: octaves[0]?.iterations ?? 1,
    fraction: 0,
    loss: null,
    secondsLeft: null,
    preview: file,
  });
}
