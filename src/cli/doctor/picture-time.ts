import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config.js';
import type { Candidate } from '../../engine/backends/create.js';
import { Lab, type LabListeners, labSettings } from '../../engine/lab.js';
import type { Task } from '../../engine/protocol.js';
import { AppError } from '../../errors.js';
import { DEFAULT_CONTROLS } from '../../jobs/job.js';
import type { Log } from '../../logger.js';
import type { Presets } from '../../presets/presets.js';

export interface PictureTime {
  /** For a whole picture, its decoding and encoding included; the engine is warm. */
  readonly seconds: number;
  /** Of these, what was really painted; the rest follows from the share of the work that was done by then. */
  readonly measuredSeconds: number;
  /** Bytes that the engine's child held after the whole picture; null when it was not painted to its end. */
  readonly memory: number | null;
}

const SIZE = 512;
/** Long enough to be past what only the first steps cost, short enough to wait for. */
const ENOUGH_MS = 10_000;
/** Nothing can be said of a picture that is not even so far by then. */
const PATIENCE_MS = 120_000;
const ENOUGH_WORK = 0.05;

/**
 * Paints a picture of 512 px with the default recipe and the built-in extractor, as the engine does, for about ten
 * seconds. Throws what keeps it from being painted.
 */
export async function timePicture(
  { backend, device }: Candidate,
  { config, presets, log }: { config: Config; presets: Presets; log: Log },
): Promise<PictureTime> {
  const style = presets.list()[0]?.stylePaths[0];
  if (style === undefined) throw new AppError('PRESET_UNKNOWN', { name: '', hint: 'There is none at all.' });
  const spool = await mkdtemp(join(tmpdir(), 'gramarye-'));
  // The doctor keeps nothing, and a style that was measured before would make the picture look cheaper than it is.
  const settings = { styleCache: { folder: spool, bytes: 0 }, deviceCache: null };
  const lab = new Lab({ ...labSettings(config), ...settings, backend, device }, { log });
  try {
    const enough = new AbortController();
    const extrapolated: PictureTime[] = [];
    let start = 0;
    const listeners: LabListeners = {
      started: () => {
        start = performance.now();
      },
      progress: ({ fraction }) => {
        const measured = performance.now() - start;
        if ((measured > ENOUGH_MS && fraction > ENOUGH_WORK) || measured > PATIENCE_MS) {
          const measuredSeconds = measured / 1000;
          extrapolated.push({ seconds: measuredSeconds / fraction, measuredSeconds, memory: null });
          enough.abort();
        }
      },
    };
    try {
      const { seconds } = await lab.paint(taskFor(style, spool), listeners, enough.signal);
      return { seconds, measuredSeconds: seconds, memory: lab.memory };
    } catch (error) {
      if (extrapolated[0] === undefined) throw error;
      return extrapolated[0];
    }
  } finally {
    await lab.kill();
    await rm(spool, { recursive: true, force: true });
  }
}

function taskFor(style: string, spool: string): Task {
  return {
    // What is on the photo makes no difference to the time.
    photo: style,
    styles: [{ path: style, weight: 1, scale: 1 }],
    recipe: 'multiscale',
    overrides: {},
    extractor: 'wavelet',
    size: SIZE,
    strength: 1,
    seed: 0,
    ...DEFAULT_CONTROLS,
    spool,
    resume: null,
    previewEveryMs: 3_600_000,
  };
}
