import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { AppError, type ErrorCode } from '../../errors.js';
import type { Log } from '../../logger.js';
import type { HookAnswer, HookPhase } from './protocol.js';
import { runHook } from './run.js';

/** A preset's hooks as a task names them. */
export interface TaskHooks {
  /** The preset's name, for messages. */
  readonly preset: string;
  /** Absolute path of its module. */
  readonly module: string;
}

export interface HookedPicture {
  /** PNG. */
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Time for loading the module and for each megapixel. */
const BASE_MS = 10_000;
const MS_PER_MEGAPIXEL = 5_000;
const MEMORY = 768 * 1024 ** 2;
/** Bytes of memory for each byte of the picture: some copies, in floating point. */
const COPIES = 24;
/** A frame makes a picture larger, but not more than this. */
const GROWTH = 2;

/**
 * Sends a PNG through a preset's hook, which has a process, a time and a memory limit of its own. The same bytes come
 * back where the preset has no hook of that phase. Throws PRESET_HOOK_… that names the preset; what was wrong is logged
 * and the error's cause, for whoever wrote the hook.
 */
export async function throughHook(
  png: Buffer,
  phase: HookPhase,
  { hooks, seed, spool, log }: { hooks: TaskHooks; seed: number; spool: string; log: Log },
): Promise<HookedPicture> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const file = join(spool, `hook-${phase}-in`);
  const out = join(spool, `hook-${phase}-out`);
  await writeFile(file, data);
  try {
    const limits = {
      ms: BASE_MS + Math.ceil((MS_PER_MEGAPIXEL * width * height) / 1e6),
      memory: MEMORY + COPIES * data.length,
      pixels: GROWTH * width * height,
    };
    const picture = { file, width, height };
    const answer = await runHook({ ...hooks, phase, seed, picture, out, limits });
    if (answer.op === 'none') return { bytes: png, width, height };
    if (answer.op === 'failed') {
      log.error({ preset: hooks.preset, hook: phase, problem: answer.message }, 'a preset’s hook failed');
      throw failure(hooks.preset, phase, answer, limits.ms);
    }
    const bytes = await encode(await readFile(out), answer);
    return { bytes, width: answer.width, height: answer.height };
  } finally {
    await Promise.all([rm(file, { force: true }), rm(out, { force: true })]);
  }
}

/** Raw RGBA to a PNG, which holds no alpha where there is none. */
async function encode(rgba: Buffer, { width, height }: { width: number; height: number }): Promise<Buffer> {
  const opaque = rgba.every((value, index) => index % 4 !== 3 || value === 255);
  const image = sharp(rgba, { raw: { width, height, channels: 4 } });
  return (opaque ? image.removeAlpha() : image).png({ compressionLevel: 8 }).toBuffer();
}

const CODES: Readonly<Record<Extract<HookAnswer, { op: 'failed' }>['fault'], ErrorCode>> = {
  module: 'PRESET_HOOKS_INVALID',
  threw: 'PRESET_HOOK_FAILED',
  picture: 'PRESET_HOOK_PICTURE',
  time: 'PRESET_HOOK_SLOW',
  memory: 'PRESET_HOOK_MEMORY',
};

function failure(
  name: string,
  hook: HookPhase,
  { fault, message }: Extract<HookAnswer, { op: 'failed' }>,
  ms: number,
): AppError {
  return new AppError(
    CODES[fault],
    { name, hook, limit: Math.round(ms / 1000) },
    { cause: new Error(message) },
  );
}
