import { readFile, writeFile } from 'node:fs/promises';
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { type HookPicture, isDefinedPreset } from '../../presets/define-preset.js';
import { seededRandom } from '../random.js';
import { pictureProblem } from './check-picture.js';
import type { HookAnswer, HookTask } from './protocol.js';

/*
 * The thread in which a preset's code runs. It may loop for ever or end its thread: the process around it (child.ts)
 * watches, and ends with it.
 */

// Checked by the process around it; to check it again here would take longer than most hooks.
parentPort?.postMessage(await answer(workerData as HookTask));

async function answer({ module, phase, preset, seed, picture, out, limits }: HookTask): Promise<HookAnswer> {
  let exported: unknown;
  try {
    register(new URL('./resolve.mjs', import.meta.url));
    exported = ((await import(pathToFileURL(module).href)) as { default?: unknown }).default;
  } catch (error) {
    return failed('module', stackOf(error));
  }
  if (!isDefinedPreset(exported)) {
    return failed('module', 'its default export is not definePreset({ before, after }) of gramarye/preset');
  }
  const hook = exported[phase];
  if (hook === undefined) return { op: 'none' };
  const data = new Uint8ClampedArray(await readFile(picture.file));
  let made: HookPicture;
  try {
    made = await hook({ ...picture, data }, { preset, seed, random: seededRandom(seed) });
  } catch (error) {
    return failed('threw', stackOf(error));
  }
  const problem = pictureProblem(made, limits.pixels);
  if (problem !== null) return failed('picture', problem);
  await writeFile(out, made.data);
  return { op: 'done', width: made.width, height: made.height };
}

function failed(fault: Extract<HookAnswer, { op: 'failed' }>['fault'], message: string): HookAnswer {
  return { op: 'failed', fault, message };
}

/** Anything can be thrown. */
function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
